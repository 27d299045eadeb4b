import { AppError, describeError, isRetriable } from '@weir/model';
import { retryAfterMsOf } from '@weir/registries';
import { backoffMs } from '@weir/runtime';
import type { FeedLease } from '@weir/store';
import type { FeederConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';
import type { StatusBoard } from '../status.ts';
import { createSweep, type SweepWanted } from '../sweep/sweep.ts';
import type { Bell } from '../wake.ts';
import { createHealthWatch } from './health-watch.ts';
import { createReread } from './reread.ts';

/**
 * Looks after a feed beside its pages, for as long as the lease is held: re-reads of the trailing window, the sweep,
 * and its health. A feed that does not answer is asked again later; returns when `signal` is aborted; throws
 * `FEED_FENCED` and what nobody expected.
 */
export async function runUpkeep(
  config: FeederConfig,
  deps: FeederDeps,
  board: StatusBoard,
  bell: Bell,
  wanted: SweepWanted,
  lease: FeedLease,
  signal: AbortSignal,
): Promise<void> {
  const { clock, random, logger, feed } = deps;
  const reread = createReread(config, deps, bell);
  const sweep = createSweep(config, deps, bell, wanted);
  const watch = createHealthWatch(config, deps, board);
  let failures = 0;
  while (!signal.aborted) {
    let waitMs = config.upkeepMs;
    try {
      await watch(lease);
      await reread(lease, signal);
      if (await sweep(lease, signal)) waitMs = 0;
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof AppError) || error.code === 'FEED_FENCED') throw error;
      failures++;
      waitMs = Math.max(retryAfterMsOf(error), backoffMs(failures, { random, ...config.backoff }));
      const fields = { registry: feed.registry, error: describeError(error), retriable: isRetriable(error) };
      logger.warn(fields, 'upkeep of the feed failed, trying again later');
    }
    if (waitMs > 0) await clock.sleep(waitMs, signal).catch(() => {});
  }
}
