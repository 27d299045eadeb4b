import type { Clock } from '@weir/model';

/** A bell between two loops of one process: a ring is never lost, and rings that nobody waited for are one. */
export interface Bell {
  ring(): void;
  /** Resolves at the next ring, at a ring since the last wait, after `timeoutMs`, or when `signal` is aborted. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void>;
}

/** A bell that has not rung. */
export function createBell(clock: Clock): Bell {
  let rung = false;
  let waiter: AbortController | null = null;
  return {
    ring() {
      rung = true;
      waiter?.abort();
    },
    async wait(timeoutMs, signal) {
      if (!rung && !signal.aborted) {
        waiter = new AbortController();
        // The sleep ends by time-out or rejects by ring or stop: all three mean "look again".
        await clock.sleep(timeoutMs, AbortSignal.any([signal, waiter.signal])).catch(() => {});
        waiter = null;
      }
      rung = false;
    },
  };
}
