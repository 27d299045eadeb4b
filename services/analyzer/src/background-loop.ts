import { type Clock, describeError, isRetriable, type Logger } from '@weir/model';
import { backoffMs } from '@weir/runtime';

/** A running loop. Disposal lets the round in hand finish. */
export interface BackgroundLoop extends AsyncDisposable {
  /** Rejects when the loop ended by an error; resolves after disposal. */
  readonly stopped: Promise<void>;
}

export interface BackgroundLoopOptions {
  readonly name: string;
  /** Wait after a round that found nothing more to do, in milliseconds. */
  readonly idleMs: number;
  /** One round; true when more is waiting. */
  readonly round: () => Promise<boolean>;
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly logger: Logger;
}

/** Runs rounds for as long as the program runs. Retriable errors are waited out; any other error ends the loop. */
export function startBackgroundLoop(options: BackgroundLoopOptions): BackgroundLoop {
  const { name, idleMs, round, clock, random, logger } = options;
  const stop = new AbortController();

  async function rest(ms: number): Promise<void> {
    try {
      await clock.sleep(ms, stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    }
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stop.signal.aborted) {
      try {
        const more = await round();
        failures = 0;
        if (!more) await rest(idleMs);
      } catch (error) {
        if (!isRetriable(error)) throw error;
        failures += 1;
        logger.warn({ loop: name, error: describeError(error) }, 'a background round failed, it is repeated');
        await rest(backoffMs(failures, { random, firstMs: 500, maxMs: 10_000 }));
      }
    }
  }

  const stopped = run();
  // Whoever owns the loop reads `stopped`; this keeps a failure from being reported as unhandled before that.
  stopped.catch(() => {});
  return {
    stopped,
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the analyzer stops'));
      await Promise.allSettled([stopped]);
    },
  };
}
