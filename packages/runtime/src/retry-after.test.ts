import { describe, expect, it } from 'vitest';
import { parseRetryAfterMs, RETRY_AFTER_DEFAULT_MS, RETRY_AFTER_MAX_MS } from './retry-after.ts';

const NOW_MS = Date.parse('2026-11-23T10:00:00Z');

describe('parseRetryAfterMs', () => {
  it.each<[string | null | undefined, number]>([
    ['7', 7000],
    [' 7 ', 7000],
    ['0.5', 500],
    ['Mon, 23 Nov 2026 10:00:30 GMT', 30_000],
    ['Monday, 23-Nov-26 10:00:30 GMT', 30_000],
    ['3600', RETRY_AFTER_MAX_MS],
    ['999999999', RETRY_AFTER_MAX_MS],
    ['Mon, 23 Nov 2099 10:00:30 GMT', RETRY_AFTER_MAX_MS],
    ['0', RETRY_AFTER_DEFAULT_MS],
    ['-5', RETRY_AFTER_DEFAULT_MS],
    ['Mon, 23 Nov 2020 10:00:30 GMT', RETRY_AFTER_DEFAULT_MS],
    ['', RETRY_AFTER_DEFAULT_MS],
    ['soon', RETRY_AFTER_DEFAULT_MS],
    ['1e3', RETRY_AFTER_DEFAULT_MS],
    ['7, 8', RETRY_AFTER_DEFAULT_MS],
    ['Infinity', RETRY_AFTER_DEFAULT_MS],
    [null, RETRY_AFTER_DEFAULT_MS],
    [undefined, RETRY_AFTER_DEFAULT_MS],
    ['9'.repeat(10_000), RETRY_AFTER_DEFAULT_MS],
  ])('reads %j as %i ms', (header, ms) => {
    expect(parseRetryAfterMs(header, NOW_MS)).toBe(ms);
  });

  it('never asks for less than nothing or more than the cap', () => {
    for (const header of ['1', '59', '-1', 'x', '1e9', '2026', '0001', '12-13']) {
      const ms = parseRetryAfterMs(header, NOW_MS);

      expect(ms).toBeGreaterThan(0);
      expect(ms).toBeLessThanOrEqual(RETRY_AFTER_MAX_MS);
    }
  });
});
