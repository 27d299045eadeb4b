import type { Clock } from '@weir/model';
import { systemClock } from '@weir/runtime';

/** What makes two processes agree on a fast clock. */
export interface FastTime {
  /** The moment, in ms since the epoch, at which both clocks showed the same. */
  readonly epochMs: number;
  /** How many seconds pass for each real one. */
  readonly factor: number;
}

/**
 * A clock on which days pass in minutes: everything that waits by it is faster by the same factor, so that shipped
 * settings (ladders of hours, daily sweeps) can be tried as they are. Processes with the same {@link FastTime} agree.
 */
export function createFastClock({ epochMs, factor }: FastTime): Clock {
  return {
    now: () => Math.floor(epochMs + (systemClock.now() - epochMs) * factor),
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
  };
}
