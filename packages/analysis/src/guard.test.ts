import { fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { MEMORY_SIGNAL } from './guard.ts';

/** Starts the unruly child with a cap for its guard, and tells how it ended; nothing else watches it. */
async function endOfSwelling(rssBytesMax: number): Promise<unknown[]> {
  const child = fork(new URL('./testing/unruly-child.ts', import.meta.url), [String(rssBytesMax)], {
    serialization: 'advanced',
  });
  const exit = once(child, 'exit');
  await once(child, 'message');
  child.send({ id: 1, pass: 'full', request: { filename: 'swell' } });
  return exit;
}

test('a guard ends its process above the cap while the main thread is stuck, and nothing below it', async () => {
  expect(await endOfSwelling(192 * 1024 * 1024)).toEqual([null, MEMORY_SIGNAL]);
  expect(await endOfSwelling(4096 * 1024 * 1024)).toEqual([4, null]);
});
