import { expect, test } from 'vitest';
import { findRun } from './runs.ts';

const isX = (code: number): boolean => code === 120;

test.each([
  ['', null],
  ['xx', null],
  ['xxx', [0, 3]],
  ['axxxxb', [1, 5]],
  ['xxaxxbxxx', [6, 9]],
  ['xxaxxxbxxxx', [3, 6]],
])('%j', (text, expected) => {
  const found = findRun(text, 0, 3, isX);

  expect(found && [found.start, found.end]).toEqual(expected);
});

test('goes on from an offset', () => {
  expect(findRun('xxxa', 1, 3, isX)).toBeNull();
  expect(findRun('xxxaxxx', 3, 3, isX)).toEqual({ start: 4, end: 7 });
});
