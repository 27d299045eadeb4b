import { describeError, isRetriable } from '@weir/model';
import { type Recheck, targetRecheckKind } from '@weir/store';
import type { FeederConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';
import { createTargetStep } from './target-step.ts';

/**
 * Looks for packages that analysed releases bring in, a few at a time. Returns when `signal` is aborted and nothing is
 * in hand, with what was interrupted given back; rejects with errors that nobody expected, with the work still due.
 */
export async function runTargetLoop(
  config: Pick<FeederConfig, 'targets' | 'leaseMs'>,
  deps: FeederDeps,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock, logger } = deps;
  const kind = targetRecheckKind(deps.feed.registry);
  const look = createTargetStep(config, deps);

  async function handle(recheck: Recheck): Promise<void> {
    try {
      await look(recheck, signal);
    } catch (error) {
      if (signal.aborted) {
        // What a stop interrupts goes to others at once; when the store is away too, its lease brings it back.
        await store.transaction((tx) => store.rechecks.release(tx, recheck)).catch(() => {});
      } else if (isRetriable(error)) {
        logger.warn(
          { subject: recheck.subject, error: describeError(error) },
          'a look was lost, its lease brings it back',
        );
      } else throw error;
    }
  }

  async function claim(): Promise<readonly Recheck[]> {
    try {
      return await store.rechecks.claim(kind, config.targets.concurrency, config.leaseMs);
    } catch (error) {
      if (!isRetriable(error)) throw error;
      logger.warn({ error: describeError(error) }, 'due targets cannot be read, retrying');
      return [];
    }
  }

  while (!signal.aborted) {
    const due = await claim();
    await Promise.all(due.map(handle));
    if (due.length === 0) await clock.sleep(config.targets.idleMs, signal).catch(() => {});
  }
}
