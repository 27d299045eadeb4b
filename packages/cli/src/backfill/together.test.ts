import { systemClock } from '@weir/runtime';
import { expect, it } from 'vitest';
import { together } from './together.ts';

const never = new AbortController().signal;

it('ends when all have', async () => {
  const done: string[] = [];
  const task = (name: string, ms: number) => async () => {
    await systemClock.sleep(ms);
    done.push(name);
  };

  await together(never, task('slow', 20), task('quick', 0));

  expect(done).toEqual(['quick', 'slow']);
});

it('aborts the others when one fails, waits for them, and throws what failed first', async () => {
  let cleaned = false;
  async function other(signal: AbortSignal): Promise<void> {
    try {
      await systemClock.sleep(60_000, signal);
    } finally {
      await systemClock.sleep(20);
      cleaned = true;
    }
  }

  await expect(together(never, other, async () => Promise.reject(new Error('first')))).rejects.toThrow(
    'first',
  );
  expect(cleaned).toBe(true);
});

it('hands the abort on', async () => {
  const stop = new AbortController();
  stop.abort(new Error('stopped'));

  await expect(together(stop.signal, (signal) => systemClock.sleep(60_000, signal))).rejects.toThrow(
    'stopped',
  );
});
