import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';

/** Commands that a source starts, as far as they are known. */
function started(source: string): string[] {
  return analyzeJs(`const cp = require('child_process');\n${source}`).commands.map(
    ({ line, argv }) => line ?? argv?.join(' ') ?? '',
  );
}

/** Paths that a source writes to, as far as they are known. */
function written(source: string): string[] {
  return analyzeJs(
    `const fs = require('fs'), os = require('os'), path = require('path');\n${source}`,
  ).fileActions.flatMap(({ paths }) => paths);
}

test('a path that a generator yields is known where it is gone through', () => {
  const source =
    "const all = [{ path: '.a/x' }, { path: '.b/y' }];\nfunction* pending(root) { for (const one of all) yield { file: path.join(root, one.path), text: '' }; }\nexports.go = () => { for (const { file, text } of pending(process.cwd())) fs.writeFileSync(file, text); };";
  expect(written(source)).toEqual(expect.arrayContaining(['$CWD/.a/x', '$CWD/.b/y']));
});

test.each([
  [
    'is picked from a table of tables',
    "const t = { a: { x: 'one a', y: ['two', 'b'] } };\nfunction go(k) { const e = t[k][process.platform]; cp.exec(Array.isArray(e) ? e.join(' ') : e); }\nexports.go = () => go('a');",
    ['two b', 'one a'],
  ],
  [
    'is taken apart as a parameter',
    "const go = ({ bin, args }) => cp.spawn(bin, args);\nexports.go = () => go(process.argv0 ? { bin: 'one', args: ['a'] } : { bin: 'two', args: ['b', 'c'] });",
    ['one a', 'two b c'],
  ],
  [
    'is a list that a function of a table gives',
    "const t = { a: (x) => ({ enable: ['one', x] }) };\nconst { enable } = t[process.platform]('z');\nconst [bin, ...args] = enable;\ncp.execFile(bin, args);",
    ['one z'],
  ],
  [
    'has words that are put in between',
    "const more = ['b', 'c'];\ncp.spawn('one', ['a', ...more]);",
    ['one a b c'],
  ],
  [
    'has words that are put behind',
    "const made = () => ({ more: ['a'] });\nexports.go = (x) => { const { more } = made(); cp.spawn('one', more.concat(x)); };",
    ['one a $UNKNOWN'],
  ],
  [
    'is the package manager itself',
    "cp.spawn(process.execPath, [process.env.npm_execpath, 'install', 'x']);",
    ['npm install x'],
  ],
])('a command that %s is known', (_name, source, expected) => {
  expect(started(source)).toEqual(expected);
});

test.each([
  ['a parameter that all calls give it', "const go = (run) => run('id');\nexports.go = () => go(cp.exec);"],
])('a function is known as %s', (_name, source) => {
  expect(started(source)).toEqual(['id']);
});

test('a parameter that is given one of several functions is none of them', () => {
  expect(started("const go = (run) => run('id');\nexports.go = (x) => { go(cp.exec); go(x); };")).toEqual([]);
});

test('the constructor of a function of the file makes functions of texts', () => {
  const { codeSinks } = analyzeJs(
    'class A { static make(x) { return new A.make.constructor(x); } }\nexports.A = A;',
  );
  expect(codeSinks.map(({ name }) => name)).toEqual(['Function']);
});

test('a list that is filled later is not known', () => {
  expect(
    started(
      "const go = ({ args }) => { args.push(process.argv[2]); cp.spawn('sh', args, {}); };\nexports.go = () => go({ args: [] });",
    ),
  ).not.toContain('sh');
});

test.each([
  [
    'a table that is gone through',
    "const t = { a: path.join(os.homedir(), '.a'), b: path.join(os.homedir(), '.b') };\nfor (const [name, file] of Object.entries(t)) fs.writeFileSync(file, name);",
    ['~/.a', '~/.b'],
  ],
  [
    'functions of a list',
    "const t = [() => path.join(os.homedir(), 'a'), () => path.join(os.tmpdir(), 'b')];\nfor (const one of t) fs.writeFileSync(path.join(one(), 'c'), '');",
    ['~/a/c', '/tmp/b/c'],
  ],
  [
    'what a promise comes to',
    "const at = path.join(os.tmpdir(), 'x');\nasync function keep(file) { await 1; return file; }\nkeep(at).then(put, () => {});\nfunction put(file) { fs.writeFileSync(file, ''); }",
    ['/tmp/x'],
  ],
  [
    'an object that a function makes',
    "const make = (name) => ({ file: path.join(os.homedir(), name) });\nconst unit = make('x.service');\nfs.writeFileSync(unit.file, '');",
    ['~/x.service'],
  ],
])('a path out of %s is known', (_name, source, expected) => {
  expect(written(source)).toEqual(expected);
});

test('tables of functions that call each other cost what one look may cost', () => {
  const names = Array.from({ length: 12 }, (_, at) => `f${at}`);
  const table = `const t = { ${names.join()} };`;
  const bodies = names.map((name) => `function ${name}(x) { return t[x](t[x + 1](x)); }`).join('\n');
  const startedMs = performance.now();
  analyzeJs(`${table}\n${bodies}\n${'require("fs").writeFileSync(t[k](t[k]), "");\n'.repeat(500)}`);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});
