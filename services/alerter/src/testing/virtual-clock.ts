import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '@weir/model';

/** A clock that moves only when somebody sleeps on it, and then at once. */
export function createVirtualClock(startMs: number): Clock & { advance(ms: number): void } {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    async sleep(ms, signal) {
      await turn();
      signal?.throwIfAborted();
      nowMs += ms;
    },
    advance(ms) {
      nowMs += ms;
    },
  };
}
