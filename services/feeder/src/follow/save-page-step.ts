import type { FeedPage } from '@weir/model';
import type { FeedLease } from '@weir/store';
import type { FeederDeps } from '../deps.ts';

/**
 * Makes one page durable with the cursor behind it: both or neither. Returns how many names were scheduled.
 * Throws AppErrors `FEED_FENCED` (not retriable) and `STORE_UNAVAILABLE` (retriable).
 */
export function createSavePageStep(deps: FeederDeps): (lease: FeedLease, page: FeedPage) => Promise<number> {
  const { store, clock, metrics, failpoints, feed } = deps;
  const { registry } = feed;
  return async function savePageStep(lease, page) {
    const seenAt = new Date(clock.now());
    const scheduled = await store.transaction(async (tx) => {
      const { rows, problems, nextCursor } = page;
      const names = await store.feeds.savePage(tx, lease, { rows, problems, cursor: nextCursor, seenAt });
      failpoints.reach('feeder.before-commit');
      return names;
    });
    failpoints.reach('feeder.after-commit');
    metrics.rows.inc({ registry }, page.rows.length);
    for (const { code } of page.problems) metrics.problems.inc({ registry, code });
    if (page.rows.length > 0) metrics.lastRowSeconds.set({ registry }, seenAt.getTime() / 1000);
    return scheduled;
  };
}
