import { AppError } from '@weir/model';
import { silentLogger } from '@weir/runtime';
import { describe, expect, it } from 'vitest';
import { startBackgroundLoop } from './background-loop.ts';

/** Naps end at once and are counted; a nap beyond `napsMax` lasts until the loop is stopped. */
function countingClock(napsMax: number) {
  const naps: number[] = [];
  const full = Promise.withResolvers<void>();
  return {
    naps,
    full: full.promise,
    clock: {
      now: () => 0,
      async sleep(ms: number, signal?: AbortSignal) {
        naps.push(ms);
        if (naps.length < napsMax) return;
        full.resolve();
        await new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        });
      },
    },
  };
}

const common = { name: 'test', idleMs: 500, random: () => 1, logger: silentLogger };

describe('startBackgroundLoop', () => {
  it('runs on while there is more, rests when there is not, ends when disposed', async () => {
    const { clock, full, naps } = countingClock(2);
    const answers = [true, true, false, true, false];
    let rounds = 0;
    const loop = startBackgroundLoop({ ...common, clock, round: async () => answers[rounds++] ?? false });

    await full;
    await loop[Symbol.asyncDispose]();

    await expect(loop.stopped).resolves.toBeUndefined();
    expect([rounds, naps]).toEqual([5, [500, 500]]);
  });

  it('waits out retriable errors, longer each time', async () => {
    const { clock, full, naps } = countingClock(4);
    let failures = 3;
    await using _loop = startBackgroundLoop({
      ...common,
      clock,
      async round() {
        if (failures-- > 0) throw new AppError('STORE_UNAVAILABLE', 'away', { retriable: true });
        return false;
      },
    });

    await full;

    expect(naps).toEqual([500, 1000, 2000, 500]);
  });

  it('ends by any other error', async () => {
    const { clock } = countingClock(1);
    const bug = new TypeError('a bug');
    const loop = startBackgroundLoop({ ...common, clock, round: () => Promise.reject(bug) });

    await expect(loop.stopped).rejects.toBe(bug);
    await loop[Symbol.asyncDispose]();
  });
});
