import { expect, test } from 'vitest';
import type { CodeUnit } from '../contract.ts';
import { isBundle } from './bundle.ts';

/** A unit of which only the text is asked. */
function unitOf(text: string): CodeUnit {
  return { source: { text }, facts: {}, answers: new Map<string, unknown>() } as unknown as CodeUnit;
}

/** The first thousand names of letters alone. */
const NAMES = Array.from({ length: 1_000 }, (_, i) =>
  i.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? ''),
);

test.each([
  ['a line again and again', 'exports.add = (s) => s.env.NODE_ENV;\n'.repeat(15_000), false],
  [
    'lines that differ in numbers',
    Array.from({ length: 15_000 }, (_, i) => `exports.add${i} = (s) => s.env${i}.NODE_ENV;\n`).join(''),
    false,
  ],
  ['a table', `exports.table = [${"'one of the words', ".repeat(40_000)}];\n`, false],
  ['many modules', NAMES.map((name) => `f(a.${name});\n`.repeat(60)).join(''), true],
  ['many names in a small file', NAMES.map((name) => `f(a.${name});\n`).join(''), false],
])('%s', (_what, text, expected) => {
  expect(isBundle(unitOf(text))).toBe(expected);
});
