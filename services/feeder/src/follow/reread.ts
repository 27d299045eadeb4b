import type { FeedLease } from '@weir/store';
import type { FeederConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';
import type { Bell } from '../wake.ts';

/**
 * Reads a trailing window of the feed again, because npm's rows can show behind a position that was already answered
 * (4 of 1,024 within two hours, 2026-09): each `reread.everyMs` the last `reread.windowMs`, once a day
 * `reread.dailyWindowMs`. Only revisions that were not seen are acted on; the cursor stays.
 *
 * Returns one re-read, to be called as often as one likes: it does nothing while none is due. Throws what feed and
 * store throw; the next call begins anew.
 */
export function createReread(
  config: Pick<FeederConfig, 'reread'>,
  deps: FeederDeps,
  bell: Bell,
): (lease: FeedLease, signal: AbortSignal) => Promise<void> {
  const { feed, store, clock, logger, metrics, failpoints } = deps;
  const { registry } = feed;
  const { everyMs, windowMs, dailyEveryMs, dailyWindowMs } = config.reread;
  // A fresh process does not know when the last ones were: it begins with a long one, a dozen requests.
  let nextMs = clock.now();
  let nextDailyMs = nextMs;

  async function readWindow(lease: FeedLease, lengthMs: number, signal: AbortSignal): Promise<void> {
    const cursor = await lease.cursor();
    if (cursor === null) return;
    const end = BigInt(cursor);
    let from = await store.feeds.findCheckpoint(registry, new Date(clock.now() - lengthMs));
    let late = 0;
    while (from !== null && BigInt(from) < end) {
      const { rows: read, nextCursor, atHead } = await feed.readPage(from, signal, 'recheck');
      // What is beyond the cursor is not late: it is still to come.
      const rows = read.filter(({ seq }) => BigInt(seq) <= end);
      const seenAt = new Date(clock.now());
      late += await store.transaction(async (tx) => {
        const names = await store.feeds.savePage(tx, lease, { rows, problems: [], cursor: null, seenAt });
        failpoints.reach('feeder.reread-before-commit');
        return names;
      });
      failpoints.reach('feeder.reread-after-commit');
      from = atHead || nextCursor === from ? null : nextCursor;
    }
    metrics.lateRows.inc({ registry }, late);
    if (late === 0) return;
    logger.info({ registry, late }, 'rows showed behind the cursor');
    bell.ring();
  }

  return async function reread(lease, signal) {
    if (!feed.traits.numbered || clock.now() < nextMs) return;
    const daily = clock.now() >= nextDailyMs;
    await readWindow(lease, daily ? dailyWindowMs : windowMs, signal);
    nextMs = clock.now() + everyMs;
    if (daily) nextDailyMs = clock.now() + dailyEveryMs;
  };
}
