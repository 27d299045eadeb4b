import { type Clock, isRetriable } from '@weir/model';

export interface BackoffOptions {
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly attemptsMax: number;
  readonly firstMs: number;
  readonly maxMs: number;
  readonly signal?: AbortSignal;
}

/** Delay before attempt `attempt` (1 = first retry): exponential with full jitter, in milliseconds. */
export function backoffMs(
  attempt: number,
  options: Pick<BackoffOptions, 'random' | 'firstMs' | 'maxMs'>,
): number {
  return options.random() * Math.min(options.maxMs, options.firstMs * 2 ** (attempt - 1));
}

/**
 * Repeats exactly one step while it throws retriable AppErrors. Anything else, and the last failure, is thrown on.
 */
export async function retryStep<T>(step: () => Promise<T>, options: BackoffOptions): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await step();
    } catch (error) {
      if (!isRetriable(error) || attempt >= options.attemptsMax) throw error;
      await options.clock.sleep(backoffMs(attempt, options), options.signal);
    }
  }
}
