import { expect, test } from 'vitest';
import { hasRunOfSigns } from './signs.ts';

const SIGNS = '[]()!+';

/** A run of a length behind so many other characters. */
function textWith(before: number, run: number): string {
  return `${'a'.repeat(before)}${SIGNS.repeat(run).slice(0, run)}b${SIGNS.slice(1)}`;
}

test('a run is found wherever it begins', () => {
  for (let before = 0; before < 25; before++) {
    for (const [run, found] of [
      [9, false],
      [10, true],
      [31, true],
    ] as const) {
      expect([before, run, hasRunOfSigns(textWith(before, run), 10)]).toEqual([before, run, found]);
    }
  }
  expect(hasRunOfSigns('', 10)).toBe(false);
});
