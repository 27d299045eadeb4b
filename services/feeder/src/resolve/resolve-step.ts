import { AppError, describeError } from '@weir/model';
import { parsePackageSubject, type Recheck } from '@weir/store';
import type { FeederConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';
import {
  type Before,
  hopelessLook,
  isSwept,
  isWatchful,
  judgeFailure,
  judgeLook,
  type Look,
} from './judge-look.ts';
import { changeKey } from './removals.ts';
import { createSaveLookStep, type ResolveOutcome } from './save-look-step.ts';

/** Reason of a look that only waits for more changes: nothing was missing at the last one, caches may answer. */
const COALESCED = 'coalesced';

/**
 * Looks at one package whose feed row said that something changed: reads its document, stores what is new together
 * with its events, and decides whether to look again. Changes that follow a look within `coalesceMs` share the next.
 *
 * Throws AppErrors of the store (retriable: the lease brings the package back) and what nobody expected.
 */
export function createResolveStep(
  config: Pick<FeederConfig, 'coalesceMs' | 'ladderMs' | 'watchMs' | 'seedAgeMs'>,
  deps: FeederDeps,
): (recheck: Recheck, signal: AbortSignal) => Promise<ResolveOutcome> {
  const { store, feed, clock, logger } = deps;
  const { registry } = feed;
  const saveLook = createSaveLookStep(config, deps);
  const lastLookMs = new Map<string, number>();

  function noteLook(subject: string): void {
    lastLookMs.delete(subject);
    lastLookMs.set(subject, clock.now());
    // Oldest first, as looks are: what lies past the coalescing time says nothing any more.
    for (const [old, at] of lastLookMs) {
      if (clock.now() - at < config.coalesceMs) break;
      lastLookMs.delete(old);
    }
  }

  async function readBefore(name: string): Promise<Omit<Before, 'lookReason'>> {
    const known = await store.releases.listVersions(registry, name);
    const told = new Set((await store.releases.listChanges(registry, name)).map(changeKey));
    // Last, so that it is at least as new as what is known: a version that another look is adding would look gone.
    const receipt = await store.feeds.receipt(registry, name);
    const firstSeenMs = receipt?.firstSeenAt.getTime() ?? clock.now();
    return { receipt, known, told, seedBefore: new Date(firstSeenMs - config.seedAgeMs) };
  }

  async function look(recheck: Recheck, name: string, signal: AbortSignal): Promise<Look> {
    const before = await readBefore(name);
    // What the sweep brought is late already: a cache may still be older.
    const fresh = (recheck.attempt > 0 && recheck.reason !== COALESCED) || isSwept(recheck.reason);
    const again = isWatchful(recheck.reason) ? 'previous' : 'recheck';
    // After the first sighting a time decides nothing: a version can be held or staged for days before it shows.
    const firstSighting = before.known.size === 0 || (before.receipt?.fetchedRevision ?? null) === null;
    try {
      const resolved = await feed.resolve(
        name,
        {
          isKnown: (version) => before.known.has(version),
          fresh,
          seedBefore: firstSighting ? before.seedBefore : null,
          priority: fresh || recheck.priority > 0 ? again : 'live',
        },
        signal,
      );
      noteLook(recheck.subject);
      return judgeLook(feed, name, resolved, { ...before, lookReason: recheck.reason });
    } catch (error) {
      signal.throwIfAborted();
      const failure = judgeFailure(name, error, recheck.reason, before.receipt?.lastSeenAt ?? null);
      logger.warn({ registry, name, error: describeError(error) }, 'a document could not be read');
      return failure;
    }
  }

  return async function resolveStep(recheck, signal) {
    const { name } = parsePackageSubject(recheck.subject);
    const sinceMs = clock.now() - (lastLookMs.get(recheck.subject) ?? Number.NEGATIVE_INFINITY);
    if (recheck.attempt === 0 && sinceMs < config.coalesceMs) {
      const due = new Date(clock.now() + config.coalesceMs - sinceMs);
      await store.transaction((tx) =>
        store.rechecks.postpone(tx, recheck, { dueAt: due, reason: COALESCED }),
      );
      return 'coalesced';
    }
    const seen = await look(recheck, name, signal);
    try {
      return await saveLook(recheck, seen);
    } catch (error) {
      // What the store refuses for good would come back for ever, and stop the feeder each time.
      if (!(error instanceof AppError) || error.retriable) throw error;
      return saveLook(recheck, hopelessLook(name, error));
    }
  };
}
