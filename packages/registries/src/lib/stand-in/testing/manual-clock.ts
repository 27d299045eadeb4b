import type { Clock } from '@weir/model';

/** A clock that stands until it is moved; sleeping moves it. */
export interface ManualClock extends Clock {
  /** Milliseconds. */
  advance(ms: number): void;
}

/** A clock that begins at the given moment, in ms since the epoch. */
export function createManualClock(startMs = Date.UTC(2026, 9, 1)): ManualClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance(ms) {
      nowMs += ms;
    },
    async sleep(ms) {
      nowMs += ms;
    },
  };
}
