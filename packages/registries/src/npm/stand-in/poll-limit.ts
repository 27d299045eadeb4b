import { type Answer, counting } from './answers.ts';
import type { Core } from './core.ts';

/** Counts feed requests in a sliding window. */
export interface PollLimit {
  /** The refusal for a request over the limit; null for one within it. */
  check(): Answer | null;
}

export function createPollLimit(core: Core): PollLimit {
  const { timeline, fired } = core;
  const limit = core.behaviour.pollLimit;
  let moments: number[] = [];
  return {
    check() {
      if (limit === null) return null;
      const nowMs = timeline.now();
      const sinceMs = nowMs - timeline.scaled(limit.windowSeconds * 1_000);
      moments = moments.filter((moment) => moment > sinceMs);
      if (moments.length < limit.requestsMax) {
        moments.push(nowMs);
        return null;
      }
      const { retryAfterSeconds } = limit;
      const retry: Record<string, string> =
        retryAfterSeconds === null
          ? {}
          : { 'retry-after': String(Math.ceil(timeline.scaled(retryAfterSeconds))) };
      return counting({ status: 429, headers: retry, body: Buffer.alloc(0) }, fired, 'poll-limit');
    },
  };
}
