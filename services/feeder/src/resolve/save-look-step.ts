import type { Origin } from '@weir/model';
import type { PackageReceipt, Recheck, Tx } from '@weir/store';
import type { FeederConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';
import { createFloodGate, type Flood } from './flood-gate.ts';
import type { Look } from './judge-look.ts';
import { type Portion, portionsOf } from './portions.ts';
import { publisherKey } from './publisher-key.ts';
import { type Recorded, recordPackage } from './record-package.ts';

/** What became of one look at a package. */
export type ResolveOutcome =
  | 'done'
  | 'later'
  | 'watching'
  | 'unpaid'
  | 'given-up'
  /** Not made: it shares the next one, or is at a large document and there are enough of those. */
  | 'coalesced'
  | 'no-room';

/** Urgency of looks that come back, behind the live ones (0). */
const PRIORITY = { later: 1, watching: 2, unpaid: 0 } as const;

/** Where events of a look at the feed go; what a flood demoted says so. */
const ORIGINS = {
  live: { lane: 'live', replay: false, muted: false },
  bulk: { lane: 'bulk', replay: false, muted: false, demoted: true },
} as const satisfies Record<Portion['lane'], Origin>;

/**
 * Releases of one transaction: about 0.1 s of the database's time. More are written in several, oldest first; what a
 * crash cuts off is found by the next look, as the package's recheck is settled in the last.
 */
const PORTION_MAX = 100;

/**
 * Makes one look durable: releases, facts and their events, in portions. The first says what the document was (receipt,
 * history, changes), so that no look after a crash takes an older copy for a newer one and what it lacks for removed;
 * the last decides on the package's next look. A ladder that ends leaves a gap. What floods goes to the bulk lane.
 * Throws what the store throws.
 * @returns a step over the look and what was known of the package when it began.
 */
export function createSaveLookStep(
  config: Pick<FeederConfig, 'ladderMs' | 'watchMs' | 'flood' | 'seedAgeMs'>,
  deps: FeederDeps,
): (recheck: Recheck, look: Look, before: PackageReceipt | null) => Promise<ResolveOutcome> {
  const { store, evidence, feed, clock, random, logger, metrics, failpoints } = deps;
  const { registry } = feed;
  const gate = createFloodGate(config.flood);

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

  function outcomeOf(
    { judgement }: Look,
    due: Date | null,
  ): Exclude<ResolveOutcome, 'coalesced' | 'no-room'> {
    if (judgement.kind === 'watch') return due === null ? 'done' : 'watching';
    if (judgement.kind === 'settle') return 'done';
    if (judgement.kind === 'unpaid') return 'unpaid';
    return due === null ? 'given-up' : 'later';
  }

  /** Releases of the package that are stored already and count for the flood gate. */
  async function countRecent(name: string, news: number, at: Date): Promise<number> {
    if (news === 0) return 0;
    const ago = (ms: number): Date => new Date(at.getTime() - ms);
    const since = { seen: ago(config.flood.windowMs), published: ago(config.seedAgeMs) };
    return store.releases.countRecent(registry, name, since);
  }

  function tell(begun: readonly Flood[], name: string): void {
    for (const flood of begun) {
      metrics.floods.inc({ registry, kind: flood.kind });
      logger.warn(
        { registry, name, flood: flood.key },
        `a ${flood.kind} floods: the rest is on the bulk lane`,
      );
    }
  }

  function countRecorded(recorded: Recorded, lane: Portion['lane']): void {
    metrics.releases.inc({ registry, lane }, recorded.published.length);
    metrics.seeded.inc({ registry }, recorded.seeded);
    for (const { kind } of recorded.changes) metrics.changes.inc({ registry, kind });
    for (const { code } of recorded.problems) metrics.problems.inc({ registry, code });
    for (const { facts } of recorded.published) {
      const ageMs = facts.publishedAt === null ? null : clock.now() - Date.parse(facts.publishedAt);
      if (ageMs !== null) metrics.detectionSeconds.observe({ registry }, Math.max(0, ageMs / 1000));
    }
  }

  function countLook(look: Look, outcome: ResolveOutcome): void {
    metrics.resolved.inc({ registry, outcome });
    if (outcome !== 'given-up') return;
    metrics.givenUp.inc({ registry });
    logger.error(
      { registry, name: look.name, judgement: look.judgement },
      'gave a package up: recorded as a gap',
    );
  }

  /** Notes which document was read. */
  async function saveReceipt(tx: Tx, look: Look, before: PackageReceipt | null, at: Date): Promise<void> {
    const { name, judgement } = look;
    const present = look.resolved?.kind === 'present' ? look.resolved : null;
    if (look.outdated || (!present && look.gone === null)) return;
    const documentBytes = present?.document?.byteLength ?? null;
    const fetched = {
      // One that could not be read has shown nothing of its revision.
      revision: present?.readable ? present.revision : null,
      documentBytes,
      gone: look.gone,
      reborn: look.reborn ?? false,
      watchedSince: judgement.kind === 'watch' ? judgement.since : null,
      owners: look.owners ?? null,
      before,
    };
    await store.feeds.saveFetched(tx, registry, name, fetched, at);
  }

  /** What is due once everything that the look brought is written: the next look, or a gap. */
  async function settle(tx: Tx, recheck: Recheck, look: Look, due: Date | null, at: Date): Promise<void> {
    const { name, judgement } = look;
    const outcome = outcomeOf(look, due);
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
      const gap = { registry, kind: 'package', fromCursor: recheck.subject, toCursor: null } as const;
      await store.feeds.saveGap(tx, { ...gap, reason, seenAt: at });
    }
  }

  return async function saveLookStep(recheck, look, before) {
    const { name, changes, problems } = look;
    const present = look.resolved?.kind === 'present' ? look.resolved : null;
    const at = new Date(clock.now());
    const due = nextLook(recheck, look);
    const releases = present?.releases ?? [];
    const keeps = present?.document && releases.length + changes.length > 0;
    const documents = keeps ? [await evidence.put(present.document)] : [];
    for (const { document } of releases) if (document) documents.push(await evidence.put(document));
    const of = { name, recent: await countRecent(name, releases.length + changes.length, at) };
    const { portions, begun } = portionsOf(
      of,
      releases,
      { gate, keyOf: (facts) => publisherKey(name, facts, feed.traits.namesPublishers) },
      PORTION_MAX,
      clock.now(),
    );
    tell(begun, name);
    for (const [index, portion] of portions.entries()) {
      const [first, last] = [index === 0, index === portions.length - 1];
      const rest = first ? { seeded: present?.seeded ?? [], problems } : { seeded: [], problems: [] };
      const record = {
        registry,
        name,
        resolved: { releases: portion.releases, ...rest },
        changes: first ? changes : [],
        origin: ORIGINS[portion.lane],
        at,
      };
      const recorded = await store.transaction(async (tx) => {
        const done = await recordPackage(tx, store, record);
        for (const document of documents) await store.evidence.note(tx, 'document', document, at);
        if (first) await saveReceipt(tx, look, before, at);
        if (last) await settle(tx, recheck, look, due, at);
        failpoints.reach('feeder.look-before-commit');
        return done;
      });
      failpoints.reach('feeder.look-after-commit');
      countRecorded(recorded, portion.lane);
    }
    const settled = outcomeOf(look, due);
    countLook(look, settled);
    return settled;
  };
}
