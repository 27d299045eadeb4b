import { AppError } from '@weir/model';
import type { FeedLease, Sweep } from '@weir/store';
import type { FeederConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';
import type { Bell } from '../wake.ts';

/** Set by who found a gap that only a sweep fills: the next one begins at once. */
export interface SweepWanted {
  sweep: boolean;
}

/**
 * When the sweep after one comes: as late after its list as sweeps come after each other, so that a list from a cache is
 * followed by its successor; yet not at once where each list is an old one. Pure.
 */
export function nextSweepMs({ startedAt, finishedAt }: Sweep, everyMs: number): number {
  return Math.max(startedAt.getTime() + everyMs, (finishedAt ?? startedAt).getTime() + everyMs / 3);
}

/**
 * Holds the receipts against all names of the registry, each `sweep.everyMs`: what no feed row told is looked at. The
 * first sweep is the baseline and only notes what is there. One page of names a call, so that it can be stopped at
 * any time and goes on where it was, also in another process.
 *
 * Returns true while there is more to read now. Throws what feed and store throw; the next call goes on.
 */
export function createSweep(
  config: Pick<FeederConfig, 'sweep'>,
  deps: FeederDeps,
  bell: Bell,
  wanted: SweepWanted = { sweep: false },
): (lease: FeedLease, signal: AbortSignal) => Promise<boolean> {
  const { feed, store, clock, logger, metrics, failpoints } = deps;
  const { registry } = feed;
  const { enabled, everyMs } = config.sweep;
  let nextLookMs = Number.NEGATIVE_INFINITY;
  /** What the names of the sweep that runs tell of the registry as a whole. */
  let told: string | null = null;

  async function finish(lease: FeedLease, kind: 'baseline' | 'diff', names: number): Promise<boolean> {
    const at = new Date(clock.now());
    const reach = (): void => failpoints.reach('feeder.sweep-before-commit');
    const { advanced, vanished, regressedFrom } = await store.sweeps.finish(lease, at, reach, told);
    failpoints.reach('feeder.sweep-after-commit');
    if (regressedFrom !== null) {
      metrics.headRegressions.inc({ registry });
      const fields = { registry, head: told, regressedFrom };
      logger.error(fields, 'the registry fell behind what was read of it: gap recorded, reading again');
    }
    logger.info({ registry, kind, names, advanced, vanished }, 'swept all names');
    metrics.sweeps.inc({ registry, kind });
    if (kind === 'diff') {
      metrics.lostRows.inc({ registry }, advanced + vanished);
      bell.ring();
    }
    return false;
  }

  /** The sweep that runs, begun when one is due; null when none is. */
  async function findCurrent(lease: FeedLease): Promise<Sweep | null> {
    const known = await store.sweeps.find(registry);
    if (known !== null && known.finishedAt === null) return known;
    const dueMs = known === null ? 0 : nextSweepMs(known, everyMs);
    if (clock.now() < dueMs && !wanted.sweep) {
      nextLookMs = dueMs;
      return null;
    }
    wanted.sweep = false;
    const begun = await store.sweeps.begin(lease, new Date(clock.now()));
    logger.info({ registry, kind: begun.kind }, 'sweeping all names');
    return begun;
  }

  async function readOn(
    lease: FeedLease,
    { kind, nextKey: key, names: before }: Sweep,
    signal: AbortSignal,
  ): Promise<boolean> {
    // Every page is there: a crash came between the last one and the end.
    if (key === null && before > 0) return finish(lease, kind, before);
    const { names, problems, nextKey, asOf, head = null } = await feed.readNames(key, signal);
    if (problems.length > 0) {
      for (const { code } of problems) metrics.problems.inc({ registry, code });
      await store.transaction((tx) =>
        store.feeds.saveProblems(tx, registry, problems, new Date(clock.now())),
      );
    }
    told = head;
    const reach = (): void => failpoints.reach('feeder.sweep-before-commit');
    await store.sweeps.savePage(lease, names, nextKey, reach, asOf);
    failpoints.reach('feeder.sweep-after-commit');
    return nextKey === null ? finish(lease, kind, before + names.length) : true;
  }

  return async function sweep(lease, signal) {
    if (!enabled || (clock.now() < nextLookMs && !wanted.sweep)) return false;
    const current = await findCurrent(lease);
    if (current === null) return false;
    try {
      return await readOn(lease, current, signal);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'SWEEP_LOST') throw error;
      logger.warn({ registry }, 'the pages of the sweep are gone: beginning anew');
      await store.sweeps.begin(lease, new Date(clock.now()));
      return true;
    }
  };
}
