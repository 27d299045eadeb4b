import type { SendOutcome } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { ALERTER_DEFAULTS } from '../config.ts';
import { settle } from './settle.ts';

const ambiguous: SendOutcome = { kind: 'ambiguous', error: 'HTTP 500' };
const middle = (): number => 0.5;

describe('settle', () => {
  it.each<[SendOutcome, number | null]>([
    [{ kind: 'delivered', receipt: '200 ok' }, null],
    [{ kind: 'rejected', error: 'HTTP 404' }, null],
    [{ kind: 'unreachable', error: 'ECONNREFUSED' }, 5000],
  ])('%o waits %s', (outcome, waitMs) => {
    expect(settle(outcome, 0, ALERTER_DEFAULTS, middle)).toEqual({ outcome, waitMs });
  });

  it('never waits less than a rate limit asks for', () => {
    for (const random of [0, 0.5, 0.999]) {
      const { waitMs } = settle(
        { kind: 'rate-limited', retryAfterMs: 7000 },
        3,
        ALERTER_DEFAULTS,
        () => random,
      );

      expect(waitMs).toBeGreaterThanOrEqual(7000);
      expect(waitMs).toBeLessThan(7300);
    }
  });

  it('tries an ambiguous alert for about a day, then gives it up with the last error', () => {
    const settlements = Array.from({ length: 150 }, (_, before) =>
      settle(ambiguous, before, ALERTER_DEFAULTS, middle),
    );

    const waits = settlements.map(({ waitMs }) => waitMs);
    expect(waits.slice(0, 5)).toEqual([5000, 30_000, 120_000, 600_000, 600_000]);
    expect(settlements.slice(0, 149).every(({ outcome }) => outcome.kind === 'ambiguous')).toBe(true);
    expect(waits.reduce<number>((sum, ms) => sum + (ms ?? 0), 0)).toBeGreaterThan(24 * 3_600_000);
    expect(settlements[149]).toMatchObject({ waitMs: null, outcome: { kind: 'rejected' } });
    expect(settlements[149]?.outcome).toMatchObject({ error: expect.stringMatching(/150 tries.*HTTP 500/) });
  });

  it('tries an unreachable host for ever', () => {
    expect(settle({ kind: 'unreachable', error: 'x' }, 99, ALERTER_DEFAULTS, middle).waitMs).toBe(5000);
  });
});
