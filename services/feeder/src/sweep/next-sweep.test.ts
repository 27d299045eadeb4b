import type { Sweep } from '@weir/store';
import { describe, expect, it } from 'vitest';
import { nextSweepMs } from './sweep.ts';

const MINUTE = 60_000;

function sweep(startedMs: number, finishedMs: number | null): Sweep {
  return {
    registry: 'pypi',
    kind: 'diff',
    startedAt: new Date(startedMs),
    nextKey: null,
    names: 1,
    finishedAt: finishedMs === null ? null : new Date(finishedMs),
    advanced: 0,
    vanished: 0,
    baselineAt: null,
  };
}

describe('nextSweepMs', () => {
  it.each([
    ['of now', 0, 1, 30],
    ['that a cache kept for ten minutes', -10, 1, 20],
    ['that a cache kept for as long as it keeps any', -30, 1, 11],
  ])('follows a list %s when its successor is there', (_what, asOf, finished, due) => {
    expect(nextSweepMs(sweep(asOf * MINUTE, finished * MINUTE), 30 * MINUTE)).toBe(due * MINUTE);
  });
});
