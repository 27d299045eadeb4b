import type { Recheck } from '@weir/store';
import type { FeederConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';
import type { Look } from './judge-look.ts';
import { type Recorded, recordPackage } from './record-package.ts';

/** What became of one look at a package. */
export type ResolveOutcome = 'done' | 'later' | 'watching' | 'unpaid' | 'given-up' | 'coalesced';

const EMPTY = { releases: [], seeded: [] };
/** Urgency of looks that come back, behind the live ones (0). */
const PRIORITY = { later: 1, watching: 2, unpaid: 0 } as const;
const LIVE = { lane: 'live', replay: false, muted: false } as const;

/**
 * Makes one look durable: releases, facts, changes, problems, their events, the receipt, and the package's next look,
 * all in one transaction. A ladder that ends leaves a gap. Throws what the store throws.
 */
export function createSaveLookStep(
  config: Pick<FeederConfig, 'ladderMs' | 'watchMs'>,
  deps: FeederDeps,
): (recheck: Recheck, look: Look) => Promise<ResolveOutcome> {
  const { store, evidence, feed, clock, random, logger, metrics, failpoints } = deps;
  const { registry } = feed;

  /** The next rung, or null at the end of its ladder. Waits are spread by a tenth. */
  function nextLook(recheck: Recheck, { judgement }: Look): Date | null {
    const spread = 1 + random() / 10;
    if (judgement.kind === 'watch') {
      const sinceMs = judgement.since.getTime();
      const rungMs = config.watchMs.find((ms) => sinceMs + ms > clock.now());
      return rungMs === undefined ? null : new Date(sinceMs + rungMs * spread);
    }
    if (judgement.kind === 'unpaid') return new Date(clock.now() + judgement.waitMs * spread);
    const rungMs = judgement.kind === 'later' ? config.ladderMs[recheck.attempt] : undefined;
    if (judgement.kind !== 'later' || rungMs === undefined) return null;
    return new Date(clock.now() + Math.max(rungMs, judgement.waitMs) * spread);
  }

  function outcomeOf({ judgement }: Look, due: Date | null): Exclude<ResolveOutcome, 'coalesced'> {
    if (judgement.kind === 'watch') return due === null ? 'done' : 'watching';
    if (judgement.kind === 'settle') return 'done';
    if (judgement.kind === 'unpaid') return 'unpaid';
    return due === null ? 'given-up' : 'later';
  }

  function count(recorded: Recorded, look: Look, outcome: ResolveOutcome): void {
    metrics.resolved.inc({ registry, outcome });
    metrics.releases.inc({ registry, lane: LIVE.lane }, recorded.published.length);
    metrics.seeded.inc({ registry }, recorded.seeded);
    for (const { kind } of recorded.changes) metrics.changes.inc({ registry, kind });
    for (const { code } of recorded.problems) metrics.problems.inc({ registry, code });
    for (const { facts } of recorded.published) {
      const ageMs = facts.publishedAt === null ? null : clock.now() - Date.parse(facts.publishedAt);
      if (ageMs !== null) metrics.detectionSeconds.observe({ registry }, Math.max(0, ageMs / 1000));
    }
    if (outcome !== 'given-up') return;
    metrics.givenUp.inc({ registry });
    logger.error(
      { registry, name: look.name, judgement: look.judgement },
      'gave a package up: recorded as a gap',
    );
  }

  return async function saveLookStep(recheck, look) {
    const { name, judgement, changes, problems } = look;
    const present = look.resolved?.kind === 'present' ? look.resolved : null;
    const at = new Date(clock.now());
    const due = nextLook(recheck, look);
    const outcome = outcomeOf(look, due);
    if (present?.document && present.releases.length + changes.length > 0)
      await evidence.put(present.document);
    const recorded = await store.transaction(async (tx) => {
      const { releases, seeded } = present ?? EMPTY;
      const resolved = { releases, seeded, problems };
      const done = await recordPackage(tx, store, { registry, name, resolved, changes, origin: LIVE, at });
      if (present || look.gone !== null) {
        const documentBytes = present?.document?.byteLength ?? null;
        const fetched = {
          // One that could not be read has shown nothing of its revision.
          revision: present?.readable ? present.revision : null,
          documentBytes,
          gone: look.gone,
          reborn: look.reborn ?? false,
          watchedSince: judgement.kind === 'watch' ? judgement.since : null,
        };
        await store.feeds.saveFetched(tx, registry, name, fetched, at);
      }
      if (due && judgement.kind !== 'settle' && outcome !== 'done' && outcome !== 'given-up') {
        const attempt = outcome === 'unpaid' ? recheck.attempt : recheck.attempt + 1;
        const next = { dueAt: due, reason: judgement.reason, priority: PRIORITY[outcome], attempt };
        await store.rechecks.postpone(tx, recheck, next);
      } else await store.rechecks.settle(tx, recheck);
      if (outcome === 'done' || outcome === 'watching') {
        const gap = { registry, kind: 'package', fromCursor: recheck.subject } as const;
        await store.feeds.fillGaps(tx, gap, at, 'a later look at the package');
      }
      if (outcome === 'given-up' && judgement.kind !== 'settle') {
        const reason = `gave up on ${name}: ${judgement.reason}`;
        await store.feeds.saveGap(tx, {
          registry,
          kind: 'package',
          fromCursor: recheck.subject,
          toCursor: null,
          reason,
          seenAt: at,
        });
      }
      failpoints.reach('feeder.look-before-commit');
      return done;
    });
    failpoints.reach('feeder.look-after-commit');
    count(recorded, look, outcome);
    return outcome;
  };
}
