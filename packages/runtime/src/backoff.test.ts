import { AppError, type Clock } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { backoffMs, retryStep } from './backoff.ts';

const later = new AppError('BUSY', 'busy', { retriable: true });

function setUp(failures: readonly unknown[]) {
  const slept: number[] = [];
  let calls = 0;
  const clock: Clock = {
    now: () => 0,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      slept.push(ms);
    },
  };
  const step = async (): Promise<string> => {
    const failure = failures[calls++];
    if (failure !== undefined) throw failure;
    return 'done';
  };
  return { clock, step, slept, calls: () => calls };
}

const LIMITS = { attemptsMax: 4, firstMs: 100, maxMs: 250, random: () => 1 };

describe('backoffMs', () => {
  it.each([
    [1, 100],
    [2, 200],
    [3, 250],
    [60, 250],
    [5000, 250],
  ])('attempt %i waits at most %i ms', (attempt, ms) => {
    expect(backoffMs(attempt, LIMITS)).toBe(ms);
    expect(backoffMs(attempt, { ...LIMITS, random: () => 0 })).toBe(0);
  });
});

describe('retryStep', () => {
  it('repeats while the step says that it can succeed', async () => {
    const { clock, step, slept } = setUp([later, later]);

    expect(await retryStep(step, { clock, ...LIMITS })).toBe('done');
    expect(slept).toEqual([100, 200]);
  });

  it('throws the last failure after the last attempt', async () => {
    const { clock, step, calls } = setUp(Array.from({ length: 9 }, () => later));

    await expect(retryStep(step, { clock, ...LIMITS })).rejects.toBe(later);
    expect(calls()).toBe(4);
  });

  it.each([new Error('a bug'), new AppError('BAD', 'bad', { retriable: false }), 'text'])(
    'does not repeat %s',
    async (failure) => {
      const { clock, step, calls } = setUp([failure]);

      await expect(retryStep(step, { clock, ...LIMITS })).rejects.toBe(failure);
      expect(calls()).toBe(1);
    },
  );

  it('stops when it is told to', async () => {
    const { clock, step, calls } = setUp([later, later]);
    const reason = new Error('stopping');

    await expect(retryStep(step, { clock, ...LIMITS, signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    expect(calls()).toBe(1);
  });
});
