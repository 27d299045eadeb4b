import { describe, expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL } from './labels.ts';

const HEAD = `const tls = require('tls'), net = require('net'), path = require('path'), { spawn, execFile } = require('child_process');
const first = net.connect(exports.port, exports.host);
const connected = (options) => tls.connect(options);
async function asked() { return (await fetch('https://a.test/where')).json(); }
`;

/** Whether a server says where connections go, or which files start, in the last line of a source. */
function isSaid(line: string, sink: string): boolean {
  const source = `${HEAD}${line}\n`;
  const { flows } = analyzeJs(source).flow;
  return flows.some(({ sinkName, labels }) => sinkName === sink && (labels & LABEL.network) !== 0);
}

describe('where a connection goes', () => {
  test.each([
    ['in place', 'tls.connect({ host: exports.host, socket: first });'],
    ['by a name', 'const options = { socket: first };\noptions.ca = exports.ca;\ntls.connect(options);'],
    ['set later', 'const options = { host: exports.host };\noptions.socket = first;\ntls.connect(options);'],
    ['through functions', 'const made = (socket) => ({ socket });\nconnected(made(first));'],
  ])('is not said by the connection that it goes through: %s', (_name, line) => {
    expect(isSaid(line, 'tls.connect')).toBe(false);
  });

  test.each([
    ['beside a connection', 'asked().then(({ host }) => tls.connect({ host, socket: first }));'],
    [
      'that is set later',
      'asked().then(({ host }) => { const o = { socket: first }; o.host = host; tls.connect(o); });',
    ],
    ['in all options', 'asked().then((said) => tls.connect({ ...said, socket: first }));'],
    [
      'where another call gives none',
      'connected({ socket: first });\nasked().then((said) => connected(said));',
    ],
    [
      'where a function is handed on that is also called',
      'connected({ socket: first });\nasked().then(connected);',
    ],
  ])('is said by a server %s', (_name, line) => {
    expect(isSaid(line, 'tls.connect')).toBe(true);
  });
});

describe('which file starts', () => {
  const framed = "const file = (step) => path.join(exports.folder, step, 'own');\n";

  test.each([
    ['in place', "asked().then(({ v }) => spawn(path.join(exports.folder, v, 'own'), exports.args));"],
    ['through functions', `${framed}asked().then(({ v }) => execFile(file(v), exports.args));`],
  ])('is not said by a server that names a step in the middle: %s', (_name, line) => {
    expect(isSaid(line, line.includes('execFile(') ? 'child_process.execFile' : 'child_process.spawn')).toBe(
      false,
    );
  });

  test.each([
    ['names the file', 'path.join(exports.folder, v)'],
    ['begins the path', "path.join(v, 'own')"],
    ['has all of the path to say', "path.join('', v, 'own')"],
    ['ends the path', "path.join(exports.folder, 'own', v)"],
    ['may lead back', "path.join(exports.folder, v, '..')"],
    ['may name another one', "v.other || path.join(exports.folder, v, 'own')"],
  ])('is said by a server that %s', (_name, program) => {
    expect(isSaid(`asked().then(({ v }) => spawn(${program}, exports.args));`, 'child_process.spawn')).toBe(
      true,
    );
  });
});
