import { describe, expect, test } from 'vitest';
import { analyzeJs } from '../facts.ts';

const JOIN = `const made = (...words) => words.join(' ');\nconst { exec, spawn } = require('child_process');\n`;

function commands(source: string): string[] {
  return analyzeJs(JOIN + source).commands.map(({ line, argv }) => line ?? argv?.join(' ') ?? '');
}

describe('what a run of the source does not know is written as where texts are folded', () => {
  test.each([
    ['what a function is given', `require('net').connect(80).on('data', (d) => exec(made('sh', '-c', d)));`],
    ['an argument of the program', `exec(made('sh', '-c', process.argv[2]));`],
    ['a sum', `exec(made('sh', '-c', process.env.Q + 'x'));`],
    ['a key', `const m = {};\nm[process.argv[2]] = 1;\nfor (const k in m) exec(made('sh', '-c', k));`],
    ['keys', `const m = {};\nm[process.argv[2]] = 1;\nexec(made('sh', '-c', Object.keys(m)[0]));`],
    ['entries', `const m = {};\nm[process.argv[2]] = 1;\nexec(made('sh', '-c', Object.entries(m)[0][0]));`],
    [
      'JSON',
      `const m = {};\nm[process.argv[2]] = 1;\nexec(made('sh', '-c', JSON.stringify(m).slice(2, -4)));`,
    ],
    ['a word', `spawn(made('sh'), [made('-c'), made(process.env.Q)]);`],
  ])('%s', (_name, source) => {
    expect(commands(source)).toEqual(['sh -c $UNKNOWN']);
  });

  test('a key that begins with a question mark is known', () => {
    expect(commands(`exec(made('sh', '-c', Object.keys({ '?x': 1 })[0]));`)).toEqual(['sh -c ?x']);
  });

  test('a folder of the machine', () => {
    expect(commands(`exec(made('rm', require('os').homedir()));`)).toEqual(['rm ~']);
  });

  test('a command of which nothing is known is none', () => {
    expect(commands(`exec(made(require('os').hostname()));`)).toEqual([]);
  });

  test('a host', () => {
    const { flow } = analyzeJs(`${JOIN}fetch(['http://', process.env.HOST, '/x'].join(''));exec('a');`);

    expect(flow.flows.map(({ targets }) => targets)).toEqual([
      [{ text: 'http://$UNKNOWN/x', kind: 'address' }],
    ]);
  });

  test('what a module is called that is loaded by an unknown name', () => {
    const source = `const load = (name) => require(['./', name].join(''));\nload(process.env.X).exec('id');`;

    expect(commands(source)).toEqual([]);
    expect([...analyzeJs(JOIN + source).apis.keys()].filter((name) => name.includes('$UNKNOWN'))).toEqual([]);
  });
});
