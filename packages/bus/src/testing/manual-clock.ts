import type { Clock } from '@weir/model';

/** A clock that moves only by sleeping: each sleep ends at once and lets other work run. */
export function createManualClock(): Clock {
  let nowMs = 0;
  return {
    now: () => nowMs,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      nowMs += ms;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
}
