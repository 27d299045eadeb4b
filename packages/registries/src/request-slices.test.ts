import type { Allowance, Clock, RequestPriority } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { createRequestSlices, nextSliceSize } from './request-slices.ts';

describe('nextSliceSize', () => {
  it.each([
    ['doubles what was used up soon', 16, 1_000, 32],
    ['stays at its maximum', 200, 1_000, 200],
    ['keeps what lasted half a minute to two minutes', 64, 60_000, 64],
    ['halves what lasted longer', 64, 600_000, 32],
    ['never leases less than at first', 16, 600_000, 16],
    ['takes a clock that was set back for a quick use', 16, -5_000, 32],
  ])('%s', (_what, size, lastedMs, next) => {
    expect(nextSliceSize(size, lastedMs, 200)).toBe(next);
  });

  it('obeys a maximum below the first slice', () => {
    expect(nextSliceSize(2, 1_000, 2)).toBe(2);
  });
});

describe('createRequestSlices', () => {
  function createCounting(): { allowance: Allowance; wanted: number[]; kept: () => number } {
    const wanted: number[] = [];
    let kept = 0;
    return {
      wanted,
      kept: () => kept,
      allowance: {
        async lease(_account: string, _priority: RequestPriority, count: number) {
          wanted.push(count);
          kept += count;
          return count;
        },
        async giveBack(_account: string, _priority: RequestPriority, unused: number) {
          kept -= unused;
        },
      },
    };
  }
  const clock: Clock = { now: () => 1_000_000, sleep: async () => {} };
  const shared = { clock, monthlyMax: 1_000_000, sizeMax: 200 };

  it('leases more with use', async () => {
    const { allowance, wanted } = createCounting();
    await using slices = createRequestSlices({ ...shared, allowance });

    for (let at = 0; at < 500; at++) await slices.pay('a.test', 'live');

    expect(wanted).toEqual([16, 32, 64, 128, 200, 200]);
  });

  it('keeps 500 short lives from eating the month, also when they are killed', async () => {
    const { allowance, kept } = createCounting();

    for (let life = 0; life < 500; life++) {
      const slices = createRequestSlices({ ...shared, allowance });
      for (let at = 0; at < 5; at++) await slices.pay('a.test', 'live');
      if (life % 2 === 0) await slices[Symbol.asyncDispose]();
    }

    expect(kept()).toBe(250 * 5 + 250 * 16);
  });

  it('stops quietly when the allowance does not answer any more', async () => {
    const allowance: Allowance = {
      lease: async (_account, _priority, wanted) => wanted,
      giveBack: () => Promise.reject(new Error('the database is gone')),
    };
    const slices = createRequestSlices({ ...shared, allowance });
    await slices.pay('a.test', 'live');

    await expect(slices[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });
});
