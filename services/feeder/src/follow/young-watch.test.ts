import { describe, expect, it } from 'vitest';
import { PYPI_DEFAULTS } from '../config.ts';
import { youngPauseMs } from './young-watch.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('youngPauseMs', () => {
  it.each([
    ['fresh', 0, false, 3 * MINUTE],
    ['ten minutes old', 10 * MINUTE, false, 3 * MINUTE],
    ['an hour old', HOUR, false, 15 * MINUTE],
    ['an hour old and popular', HOUR, true, 7.5 * MINUTE],
    ['a week old', 7 * 24 * HOUR, false, 42 * HOUR],
  ])('of a release that is %s', (_what, ageMs, isPopular, pauseMs) => {
    expect(youngPauseMs(ageMs, isPopular, PYPI_DEFAULTS.young)).toBe(pauseMs);
  });
});
