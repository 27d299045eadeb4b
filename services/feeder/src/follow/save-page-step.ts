import type { FeedPage } from '@weir/model';
import type { FeedLease } from '@weir/store';
import type { FeederConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';

/** A cursor as people read it: what follows a space is for the feed alone. */
function placeOf(cursor: string): string {
  return cursor.slice(0, 1_024).replace(/ [\w,-]*$/, '');
}

/**
 * Makes one page durable with the cursor behind it, and the gap before it if there is one: all or nothing. Returns how
 * many names were scheduled. `before`: the cursor that it was read from; null for the very first.
 *
 * A page with more rows than `floodRows` is a rewrite of metadata, or what waited while Weir was away: names that were
 * seen before are looked at behind what is published meanwhile.
 * Throws AppErrors `FEED_FENCED` (not retriable) and `STORE_UNAVAILABLE` (retriable).
 */
export function createSavePageStep(
  config: Pick<FeederConfig, 'floodRows'>,
  deps: FeederDeps,
): (lease: FeedLease, page: FeedPage, before: string | null) => Promise<number> {
  const { store, clock, metrics, failpoints, feed } = deps;
  const { registry } = feed;
  return async function savePageStep(lease, page, before) {
    const { rows, problems, nextCursor, atHead, gap } = page;
    const seenAt = new Date(clock.now());
    const flood = rows.length > config.floodRows;
    const scheduled = await store.transaction(async (tx) => {
      const saved = { rows, problems, cursor: nextCursor, seenAt, atHead, flood };
      const names = await store.feeds.savePage(tx, lease, saved);
      if (gap !== undefined && before !== null) {
        const stretch = { fromCursor: placeOf(before), toCursor: placeOf(nextCursor) };
        await store.feeds.saveGap(tx, { registry, kind: 'stretch', ...stretch, reason: gap, seenAt });
      }
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
