import { describe, expect, test } from 'vitest';
import { analyzeJs } from '../facts.ts';

/** Lines and words of the processes that a source starts, with whether they start when it is loaded. */
function commands(source: string): string[] {
  return analyzeJs(source).commands.map(
    ({ line, argv, live }) => `${live ? '' : 'later '}${line ?? argv?.join(' ')}`,
  );
}

describe('a command that only running the program tells', () => {
  test.each([
    [
      'a field of a class',
      `class A { #cp = require('child_process'); run(c) { this.#cp.exec(c); } }\nnew A().run('id');`,
    ],
    [
      'a class that is derived',
      `class A { constructor(c) { this.c = c; } }\nclass B extends A { constructor() { super('id'); require('child_process').exec(this.c); } }\nnew B();`,
    ],
    [
      'a map of services',
      `const m = new Map([['run', require('child_process').exec]]);\nm.get('run')('id');`,
    ],
    ['a proxy', `const p = new Proxy({}, { get: (_, k) => require(k) });\np.child_process.exec('id');`],
    [
      'a generator',
      `function* g() { yield 'ls'; yield 'id'; }\nfor (const c of g()) if (c === 'id') require('child_process').exec(c);`,
    ],
    ['a promise', `Promise.all([import('node:child_process'), 'id']).then(([m, c]) => m.exec(c));`],
    [
      'an event',
      `const e = new (require('events'))();\ne.on('x', (c) => require('child_process').exec(c));\ne.emit('x', 'id');`,
    ],
    ['a timer', `setTimeout(require('child_process').exec, 10, 'id');`],
    ['a tag', `const $ = (s, ...v) => require('child_process').exec(s.raw.join(''));\n$\`id\`;`],
    ['a setter', `const o = { set x(c) { require('child_process').exec(c); } };\no.x = 'id';`],
    [
      'an unknown member of a table',
      `const t = { linux: () => require('child_process').exec('id') };\nt[process.platform]();`,
    ],
  ])('%s', (_name, source) => {
    expect(commands(source)).toEqual(['id']);
  });
});

describe('what a process reads', () => {
  test.each([
    ['of a shell', `const p = require('child_process').spawn('sh');\np.stdin.end('id');`, ['sh', 'id']],
    ['at once', `require('child_process').execSync('sh', { input: 'id' });`, ['sh', 'id']],
    [
      'of node',
      `const p = require('child_process').spawn('node', ['-']);\np.stdin.end('1');`,
      ['node -', 'node -e 1'],
    ],
    ['of a tool', `const p = require('child_process').spawn('sort');\np.stdin.end('id');`, ['sort']],
  ])('%s', (_name, source, expected) => {
    expect(commands(source)).toEqual(expected);
  });
});

test('a program that is given words which are not known is not alone', () => {
  const source = `const run = (c, args) => require('child_process').spawn(c, args, {});\nexports.go = (a) => run('sh', a);`;
  expect(commands(source)).toEqual(['later sh $UNKNOWN']);
});

test('a function that nobody calls starts nothing when the file is loaded', () => {
  expect(commands(`exports.run = () => require('child_process').exec('id');`)).toEqual(['later id']);
});

describe('limits', () => {
  test.each([
    [
      'objects that are based on each other',
      `const a = {}, b = Object.create(a);\nObject.setPrototypeOf(a, b);\na.x;`,
    ],
    ['a getter that reads itself', `const a = { get x() { return this.x; } };\na.x;`],
    ['a proxy of itself', `const h = {};\nconst p = new Proxy({}, h);\nh.get = () => p.x;\np.x;`],
    ['a generator without an end', `function* g() { for (;;) yield 1; }\n[...g()];`],
    ['classes that derive from themselves', `class A { constructor() { new A(); } }\nnew A();`],
    ['a loop without an end', `for (;;) setTimeout(() => {});`],
  ])('%s end', (_name, source) => {
    const all = commands(`require('child_process').exec('id');\n${source}`);
    expect(all).toEqual(['id']);
  });

  test('what decodes may take longer than what only starts up', () => {
    const made = (loop: string): string[] =>
      commands(`let n = 0, done = 'no';\n{ ${loop} done = 'id'; }\nrequire('child_process').exec(done);`);

    expect(made('for (let i = 0; i < 8000; i++) String.fromCharCode(i ^ 7);')).toEqual(['id']);
    expect(made('for (let i = 0; i < 40000; i++) n += i;')).toEqual(['no']);
  });
});
