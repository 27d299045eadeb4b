import type { FeedPage } from '@weir/model';
import type { FeedLease } from '@weir/store';
import type { FeederConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';

/**
 * Makes one page durable with the cursor behind it: both or neither. Returns how many names were scheduled.
 *
 * A page with more rows than `floodRows` is a rewrite of metadata, or what waited while Weir was away: names that were
 * seen before are looked at behind what is published meanwhile.
 * Throws AppErrors `FEED_FENCED` (not retriable) and `STORE_UNAVAILABLE` (retriable).
 */
export function createSavePageStep(
  config: Pick<FeederConfig, 'floodRows'>,
  deps: FeederDeps,
): (lease: FeedLease, page: FeedPage) => Promise<number> {
  const { store, clock, metrics, failpoints, feed } = deps;
  const { registry } = feed;
  return async function savePageStep(lease, page) {
    const { rows, problems, nextCursor, atHead } = page;
    const seenAt = new Date(clock.now());
    const flood = rows.length > config.floodRows;
    const scheduled = await store.transaction(async (tx) => {
      const saved = { rows, problems, cursor: nextCursor, seenAt, atHead, flood };
      const names = await store.feeds.savePage(tx, lease, saved);
      failpoints.reach('feeder.page-before-commit');
      return names;
    });
    failpoints.reach('feeder.page-after-commit');
    metrics.rows.inc({ registry }, rows.length);
    for (const { code } of problems) metrics.problems.inc({ registry, code });
    if (rows.length > 0) metrics.lastRowSeconds.set({ registry }, seenAt.getTime() / 1000);
    return scheduled;
  };
}
