import type { Clock } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { createBell } from './wake.ts';

/** Sleeps end by their signal only. */
const clock: Clock = {
  now: () => 0,
  sleep: (_ms, signal) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    }),
};

describe('a bell', () => {
  it('wakes who waits', async () => {
    const bell = createBell(clock);
    const waiting = bell.wait(1_000, new AbortController().signal);

    bell.ring();

    await expect(waiting).resolves.toBeUndefined();
  });

  it('remembers one ring that nobody waited for', async () => {
    const bell = createBell(clock);
    bell.ring();
    bell.ring();
    await bell.wait(1_000, new AbortController().signal);
    const stop = new AbortController();
    let woke = false;
    const second = bell.wait(1_000, stop.signal).then(() => {
      woke = true;
      return woke;
    });
    await Promise.resolve();
    const early = woke;

    stop.abort();
    await second;

    expect(early).toBe(false);
  });
});
