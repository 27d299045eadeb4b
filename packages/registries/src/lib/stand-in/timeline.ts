import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '@weir/model';
import { firstWhere } from './search.ts';

/** Something that will happen, unless cancelled before. */
export interface Scheduled {
  cancel(): void;
}

/**
 * The stand-in's time. Durations are given in real-life milliseconds and multiplied here, and nowhere else.
 * What is scheduled runs at the next look (`settle`), with `now` at its due moment: no timers, the same with any clock.
 */
export interface Timeline {
  /** 1 is real time, 0.001 a thousand times faster. */
  readonly scale: number;
  /** Milliseconds since the epoch, by the stand-in's clock; inside a scheduled action, the moment it was due. */
  now(): number;
  /** A real-life duration in the stand-in's milliseconds. */
  scaled(realMs: number): number;
  schedule(realMs: number, run: () => void): Scheduled;
  /** Runs everything that is due, in order of its moment. */
  settle(): void;
  /** Waits on the machine's own timers: pacing of bodies. Rejects with the signal's reason. */
  pause(realMs: number, signal: AbortSignal): Promise<void>;
}

interface Entry {
  readonly atMs: number;
  readonly run: () => void;
}

/** A timeline over a clock; `scale` must be above 0. */
export function createTimeline(clock: Clock, scale: number): Timeline {
  if (!(scale > 0)) throw new RangeError(`scale must be above 0: ${scale}`);
  const queue: Entry[] = [];
  let dueAtMs: number | null = null;

  function now(): number {
    return dueAtMs ?? clock.now();
  }

  return {
    scale,
    now,
    scaled: (realMs) => realMs * scale,
    schedule(realMs, run) {
      const entry = { atMs: now() + realMs * scale, run };
      queue.splice(
        firstWhere(queue.length, (at) => (queue[at]?.atMs ?? 0) > entry.atMs),
        0,
        entry,
      );
      return {
        cancel() {
          const at = queue.indexOf(entry);
          if (at !== -1) queue.splice(at, 1);
        },
      };
    },
    settle() {
      // An action that changes the world settles it again: the outer loop goes on with what is due.
      if (dueAtMs !== null) return;
      const nowMs = clock.now();
      try {
        for (let [next] = queue; next && next.atMs <= nowMs; [next] = queue) {
          queue.shift();
          dueAtMs = next.atMs;
          next.run();
        }
      } finally {
        dueAtMs = null;
      }
    },
    async pause(realMs, signal) {
      await delay(realMs * scale, undefined, { signal });
    },
  };
}
