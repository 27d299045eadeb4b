import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '@weir/model';

/** The machine's clock. The only place in Weir that reads the time of day. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, signal ? { signal } : {});
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  },
};
