import { describe, expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';

const CODE = "require('child_process').exec('id')";
const PARTS = 'const [first, second] = ["require(\'child_process\')", ".exec(\'id\')"];\n';

/** What is run as code in a source. */
function codes(source: string): (string | null)[] {
  return analyzeJs(source).codeSinks.map(({ text }) => text);
}

describe('a list is no constant once', () => {
  test.each([
    ['it is filled', `${PARTS}const all = [];\nall.push(first);\nall.push(second);\neval(all.join(''));`],
    [
      'it is filled in a loop',
      `const all = [];\nfor (const sign of ${JSON.stringify(CODE)}) all[all.length] = sign;\neval(all.join(''));`,
    ],
    [
      'a function of its own fills it',
      `${PARTS}const glue = (list) => { const all = []; for (const item of list) all.push(item); return all.join(''); };\neval(glue([first, second]));`,
    ],
    ['it is turned round', `${PARTS}const all = [second, first];\nall.reverse();\neval(all.join(''));`],
    ['one of it is replaced', `${PARTS}const all = ['1', second];\nall[0] = first;\neval(all.join(''));`],
    ['it is added to in front', `${PARTS}const all = [second];\nall.unshift(first);\neval(all.join(''));`],
  ])('%s', (_name, source) => {
    expect(codes(source)).toEqual([CODE]);
  });

  test('something unknown is put into it', () => {
    expect(codes(`const all = ['1'];\nall.push(exports.more);\neval(all.join(' + '));`)).not.toContain('1');
  });
});

test('a list that nothing changes is a constant', () => {
  expect(
    analyzeJs(`const all = ['1', '2'];\nexports.all = all.map((one) => one);\neval(all.join(' + '));`)
      .codeSinks,
  ).toMatchObject([{ text: '1 + 2', layers: [] }]);
});
