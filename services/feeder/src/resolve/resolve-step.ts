import { AppError, describeError, type ResolvedPackage, type ResolveOptions } from '@weir/model';
import { parsePackageSubject, type Recheck } from '@weir/store';
import type { FeederConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';
import { coalescePauseMs, createLookMemory } from './coalesce.ts';
import {
  type Before,
  hopelessLook,
  isSwept,
  isWatchful,
  judgeFailure,
  judgeLook,
  type Look,
} from './judge-look.ts';
import type { Slot } from './look-slots.ts';
import { changeKey } from './removals.ts';
import { createSaveLookStep, type ResolveOutcome } from './save-look-step.ts';

/** For how long what a row announced is looked for: longer than the looks that follow it, 8 hours in all. */
const ANNOUNCED_MS = 24 * 3_600_000;

/** What the store knows of a package when a look begins. */
type Known = Omit<Before, 'lookReason' | 'isLastLook' | 'at' | 'goneAfterMs' | 'servedAt'>;

/** True when the document itself was too much: it will be so again, and costs more than any other. */
function wasTooMuch({ problems }: Look): boolean {
  return problems.some(({ code }) => code.startsWith('DOCUMENT_'));
}

/** Whether a look brought news; null when it could not tell: an outage, or a document that is older than its row. */
function newsOf(look: Look): boolean | null {
  const { resolved, changes, judgement } = look;
  if (resolved?.kind === 'present' && resolved.releases.length + changes.length > 0) return true;
  const nothing = resolved !== null && judgement.kind === 'watch';
  return nothing || wasTooMuch(look) ? false : null;
}

/**
 * Looks at one package whose feed row said that something changed: reads its document, stores what is new together
 * with its events, and decides whether to look again. Changes that follow a look share the next, which comes after a
 * pause ({@link coalescePauseMs}).
 *
 * Throws AppErrors of the store (retriable: the lease brings the package back) and what nobody expected.
 */
export function createResolveStep(
  config: Pick<
    FeederConfig,
    | 'coalesceMs'
    | 'coalesceMaxMs'
    | 'firstLook'
    | 'largeWaitMs'
    | 'ladderMs'
    | 'watchMs'
    | 'seedAgeMs'
    | 'goneAfterMs'
    | 'flood'
  >,
  deps: FeederDeps,
): (recheck: Recheck, slot: Slot, signal: AbortSignal) => Promise<ResolveOutcome> {
  const { store, feed, clock, random, logger, metrics } = deps;
  const { registry } = feed;
  const saveLook = createSaveLookStep(config, deps);
  const memory = createLookMemory(config);
  let servedAt: Date | null = null;

  async function readBefore(name: string, isFirstLook: boolean): Promise<Known> {
    const known = await store.releases.listVersions(registry, name);
    const files = feed.traits.filesComeLater ? await store.releases.listFiles(registry, name) : [];
    const knownFiles = new Map(files.map(({ filename, version }) => [filename, version]));
    const told = new Set((await store.releases.listChanges(registry, name)).map(changeKey));
    // Before the receipt, which says when the last of them was seen. No first look is the last one, which asks for them.
    const to = new Date(clock.now());
    const from = new Date(to.getTime() - ANNOUNCED_MS);
    const asks = feed.announcedVersion !== undefined && !isFirstLook;
    const announced = asks ? await store.feeds.toldRevisions(registry, name, from, to) : [];
    // Last, so that it is at least as new as what is known: a version that another look is adding would look gone.
    const receipt = await store.feeds.receipt(registry, name);
    const firstSeenMs = receipt?.firstSeenAt.getTime() ?? clock.now();
    return {
      receipt,
      known,
      knownFiles,
      told,
      announced,
      seedBefore: new Date(firstSeenMs - config.seedAgeMs),
    };
  }

  /** The package, or null when it is large and there is no room for it now. */
  async function resolve(
    name: string,
    options: ResolveOptions,
    sizeBytes: number,
    slot: Slot,
    signal: AbortSignal,
  ): Promise<ResolvedPackage | null> {
    if (sizeBytes <= feed.largeBytes) {
      try {
        return await feed.resolve(name, options, signal);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'DOCUMENT_LARGE') throw error;
      }
    }
    return slot.enterLarge() ? feed.resolve(name, { ...options, large: true }, signal) : null;
  }

  /** Null when there was no room. */
  async function look(
    recheck: Recheck,
    name: string,
    before: Known,
    slot: Slot,
    signal: AbortSignal,
  ): Promise<Look | null> {
    // What the sweep brought is late already: a cache may still be older.
    const again = recheck.attempt > 0 || isSwept(recheck.reason);
    const late = isWatchful(recheck.reason) ? 'previous' : 'recheck';
    // After the first sighting a time decides nothing: a version can be held or staged for days before it shows.
    const unfetched = (before.receipt?.fetchedRevision ?? null) === null;
    const firstSighting = before.known.size === 0 || unfetched;
    // Its revision was forgotten, as the registry came back from a backup: copies from before have higher ones.
    const forgotten = before.known.size > 0 && unfetched;
    const { filesComeLater } = feed.traits;
    const announcedMs = before.receipt?.lastSeenAt.getTime() ?? clock.now();
    const isLastLook = recheck.attempt > 0 && clock.now() - announcedMs >= config.goneAfterMs;
    const sizeBytes = before.receipt?.documentBytes ?? memory.find(recheck.subject)?.documentBytes ?? 0;
    try {
      const options = {
        known: before.known,
        fresh: again || forgotten || config.firstLook === 'origin',
        ...(filesComeLater
          ? { knownFiles: new Set(before.knownFiles.keys()), owners: before.receipt?.owners ?? null }
          : {}),
        // Files have the registry's own times, and history is not kept file by file.
        seedBefore: firstSighting || filesComeLater ? before.seedBefore : null,
        priority: again || recheck.priority > 0 ? late : 'live',
      } as const;
      const resolved = await resolve(name, options, sizeBytes, slot, signal);
      const at = new Date(clock.now());
      if (resolved?.kind === 'present' && options.fresh) servedAt = at;
      return (
        resolved &&
        judgeLook(feed, name, resolved, {
          ...before,
          lookReason: recheck.reason,
          isLastLook,
          at,
          goneAfterMs: config.goneAfterMs,
          servedAt,
        })
      );
    } catch (error) {
      signal.throwIfAborted();
      const failure = judgeFailure(name, error, recheck.reason, before.receipt?.lastSeenAt ?? null);
      logger.warn({ registry, name, error: describeError(error) }, 'a document could not be read');
      return failure;
    }
  }

  /** Puts a package off as it is: nothing was missing at the last look, or none took place. */
  async function putOff(
    recheck: Recheck,
    atMs: number,
    outcome: 'coalesced' | 'no-room',
  ): Promise<typeof outcome> {
    const { reason, attempt } = recheck;
    const next = { dueAt: new Date(atMs), reason, attempt };
    await store.transaction((tx) => store.rechecks.postpone(tx, recheck, next));
    metrics.resolved.inc({ registry, outcome });
    return outcome;
  }

  function note(recheck: Recheck, seen: Look): void {
    const read = seen.resolved?.kind === 'present' ? (seen.resolved.document?.byteLength ?? null) : null;
    const documentBytes = wasTooMuch(seen) ? feed.largeBytes + 1 : read;
    const news = newsOf(seen);
    // Only looks that a row asked for are what rows cost: watching a package must not put its next release off.
    const counts = recheck.attempt === 0 || news === true;
    memory.note(recheck.subject, { atMs: clock.now(), documentBytes, news: counts ? news : null });
  }

  return async function resolveStep(recheck, slot, signal) {
    const { name } = parsePackageSubject(recheck.subject);
    const last = memory.find(recheck.subject);
    const dueMs = last === null ? 0 : last.atMs + coalescePauseMs(last, config);
    if (recheck.attempt === 0 && clock.now() < dueMs) return putOff(recheck, dueMs, 'coalesced');
    const before = await readBefore(name, recheck.attempt === 0);
    const seen = await look(recheck, name, before, slot, signal);
    if (seen === null) {
      // So that it is not read as a small one first again.
      const documentBytes = feed.largeBytes + 1;
      const atMs = last?.atMs ?? Number.NEGATIVE_INFINITY;
      memory.note(recheck.subject, { atMs, documentBytes, news: null });
      return putOff(recheck, clock.now() + config.largeWaitMs * (1 + random()), 'no-room');
    }
    note(recheck, seen);
    try {
      return await saveLook(recheck, seen, before.receipt);
    } catch (error) {
      // What the store refuses for good would come back for ever, and stop the feeder each time.
      if (!(error instanceof AppError) || error.retriable) throw error;
      return saveLook(recheck, hopelessLook(name, error), before.receipt);
    }
  };
}
