import type { Clock } from '@weir/model';

/** Waits for `work`, at most `timeoutMs`; throws what `work` throws. */
export async function waitAtMost(clock: Clock, timeoutMs: number, work: Promise<void>): Promise<void> {
  const timer = new AbortController();
  try {
    await Promise.race([work, clock.sleep(timeoutMs, timer.signal).catch(() => {})]);
  } finally {
    timer.abort();
  }
}
