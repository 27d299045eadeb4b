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

  it('tries an ambiguous alert three more times, then gives it up with the last error', () => {
    const settlements = [0, 1, 2, 3].map((before) => settle(ambiguous, before, ALERTER_DEFAULTS, middle));

    expect(settlements.map(({ waitMs }) => waitMs)).toEqual([5000, 30_000, 120_000, null]);
    expect(settlements.map(({ outcome }) => outcome.kind)).toEqual([
      'ambiguous',
      'ambiguous',
      'ambiguous',
      'rejected',
    ]);
    expect(settlements[3]?.outcome).toMatchObject({ error: expect.stringMatching(/4 tries.*HTTP 500/) });
  });

  it('tries an unreachable host for ever', () => {
    expect(settle({ kind: 'unreachable', error: 'x' }, 99, ALERTER_DEFAULTS, middle).waitMs).toBe(5000);
  });
});
