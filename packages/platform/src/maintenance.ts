import { type Clock, describeError, type Logger } from '@weir/model';
import type { Store } from '@weir/store';

/** Partitions are made a month ahead and more; a few looks a day leave time to see that it fails. */
const EVERY_MS = 6 * 3_600_000;

/** Creates the partitions of coming months, and drops raw feed rows that are due, until it is disposed. */
export function keepPartitionsAhead(
  store: Store,
  deps: { readonly clock: Clock; readonly logger: Logger },
): AsyncDisposable {
  const stop = new AbortController();
  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await deps.clock.sleep(EVERY_MS, stop.signal);
        await store.ensurePartitions(new Date(deps.clock.now()));
      } catch (error) {
        if (!stop.signal.aborted)
          deps.logger.error(
            { error: describeError(error) },
            'partitions could not be created, trying again later',
          );
      }
    }
  }
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('maintenance is over'));
      await running;
    },
  };
}
