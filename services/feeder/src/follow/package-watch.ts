import { AppError, describeError, type RegistryFeed } from '@weir/model';
import { retryAfterMsOf } from '@weir/registries';
import { backoffMs } from '@weir/runtime';
import { packageRecheckKind, packageSubject } from '@weir/store';
import type { FeederConfig, WatchConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';
import type { Bell } from '../wake.ts';
import { planWatch, watchWeight } from './watch-plan.ts';

/** A package that is young, popular, or both. */
interface Candidate {
  /** Of its youngest release that Weir knows; null for a popular package without one. */
  publishedMs: number | null;
  /** Of the answer that is known; null before the first one. */
  etag: string | null;
  lookedMs: number;
  pauseMs: number | null;
}

/** Releases become durable some time after the moment that they carry. */
const LIST_OVERLAP_MS = 10 * 60_000;
/** Some 10 MB; what is more is left to the sweep. */
const PACKAGES_MAX = 100_000;
/** How often the record is asked which popular packages there are: the first list of all names brings them. */
const RANKS_EVERY_MS = 3_600_000;

/** Which packages are asked after, and when: young ones as the record has them, and popular ones. Throws what the store throws. */
function createCandidates(settings: WatchConfig, deps: Pick<FeederDeps, 'feed' | 'store' | 'clock'>) {
  const { feed, store, clock } = deps;
  const packages = new Map<string, Candidate>();
  let listedMs: number | null = null;
  let rankedMs: number | null = null;

  async function listPopular(nowMs: number): Promise<void> {
    const names = [...settings.ranks.keys()].filter((name) => !packages.has(name));
    const seen = await store.feeds.listSeen(feed.registry, names);
    if (seen.size > 0) rankedMs = nowMs;
    for (const name of seen)
      if (packages.size < PACKAGES_MAX)
        packages.set(name, { publishedMs: null, etag: null, lookedMs: nowMs, pauseMs: null });
  }

  async function list(nowMs: number): Promise<void> {
    const since = listedMs === null ? nowMs - settings.ageMs : listedMs - LIST_OVERLAP_MS;
    for (const { name, publishedAt } of await store.releases.listReleased(feed.registry, new Date(since))) {
      const publishedMs = publishedAt.getTime();
      const known = packages.get(name);
      // The look that brought the release counts as one: it was read just now.
      if (!known && packages.size < PACKAGES_MAX)
        packages.set(name, {
          publishedMs,
          etag: null,
          lookedMs: Math.max(publishedMs, since),
          pauseMs: null,
        });
      else if (known) known.publishedMs = Math.max(known.publishedMs ?? 0, publishedMs);
    }
    if (settings.ranks.size > 0 && (rankedMs === null || nowMs - rankedMs >= RANKS_EVERY_MS))
      await listPopular(nowMs);
    listedMs = nowMs;
  }

  /** Drops what is neither young nor popular any more, and spreads the allowance over the rest. */
  function plan(nowMs: number): void {
    const weights = new Map<Candidate, number>();
    for (const [name, one] of packages) {
      const rank = settings.ranks.get(name) ?? null;
      if (one.publishedMs !== null && nowMs - one.publishedMs > settings.ageMs) one.publishedMs = null;
      const ageMs = one.publishedMs === null ? null : Math.max(0, nowMs - one.publishedMs);
      if (ageMs === null && rank === null) packages.delete(name);
      else weights.set(one, watchWeight({ ageMs, rank }));
    }
    const planned = planWatch([...weights.values()], settings);
    for (const [one, weight] of weights) one.pauseMs = planned.pauseMs(weight);
  }

  return {
    /** Asks the record which releases are new, now and then. */
    async refresh(): Promise<void> {
      const nowMs = clock.now();
      if (listedMs !== null && nowMs - listedMs < settings.listEveryMs) return;
      await list(nowMs);
      plan(nowMs);
    },
    /** The package that is over its pause by most; null when none is due. */
    mostOverdue(): readonly [string, Candidate] | null {
      const nowMs = clock.now();
      let most: { readonly of: readonly [string, Candidate]; readonly times: number } | null = null;
      for (const of of packages) {
        const { pauseMs, lookedMs } = of[1];
        const times = pauseMs === null ? 0 : (nowMs - lookedMs) / pauseMs;
        if (times >= 1 && times > (most?.times ?? 0)) most = { of, times };
      }
      return most?.of ?? null;
    },
    remove: (name: string) => packages.delete(name),
  };
}

/** One round of {@link runPackageWatch}: it asks what is due, and not more than so much a minute. Throws what feed and store throw. */
function createRound(
  settings: WatchConfig,
  peek: NonNullable<RegistryFeed['peek']>,
  deps: FeederDeps,
  bell: Bell,
): (signal: AbortSignal) => Promise<void> {
  const { feed, store, clock, logger, metrics } = deps;
  const { registry } = feed;
  const candidates = createCandidates(settings, deps);
  let spentMs = Number.NEGATIVE_INFINITY;

  async function ask(name: string, known: Candidate, signal: AbortSignal): Promise<void> {
    known.lookedMs = clock.now();
    const receipt = await store.feeds.receipt(registry, name);
    // Gone or held, and told: the list of names shows it first when it comes back.
    if (receipt === null || receipt.deleted) {
      candidates.remove(name);
      return;
    }
    const { changed, etag, revision } = await peek(name, known.etag, signal);
    known.etag = etag;
    metrics.peeks.inc({ registry, outcome: changed ? 'changed' : 'same' });
    const { fetchedRevision, seenRevision } = receipt;
    // What was never read is known by the baseline's list, and what a row or a list told is looked at already.
    const isKnown = [fetchedRevision, seenRevision].some(
      (one) => revision !== null && feed.changesBetween(one, revision) === 0,
    );
    if (!changed || isKnown) return;
    const dueAt = new Date(clock.now());
    await store.transaction((tx) =>
      store.rechecks.schedule(tx, {
        kind: packageRecheckKind(registry),
        subject: packageSubject(registry, name),
        dueAt,
        attempt: 0,
        reason: 'a watched package changed',
        payload: { revision, seenAt: dueAt.toISOString() },
        priority: 0,
      }),
    );
    logger.debug({ registry, name, revision }, 'a watched package changed');
    bell.ring();
  }

  return async function watchRound(signal) {
    await candidates.refresh();
    if (settings.perMinute <= 0) return;
    // Spent evenly: what was not used while nothing was due is not saved up, save for a second's worth.
    const pauseMs = 60_000 / settings.perMinute;
    spentMs = Math.max(spentMs, clock.now() - 1_000);
    while (spentMs + pauseMs <= clock.now() && !signal.aborted) {
      const due = candidates.mostOverdue();
      if (due === null) return;
      spentMs += pauseMs;
      await ask(...due, signal);
    }
  };
}

/**
 * Asks after young and popular packages whether they changed, at the price of a 304 as a rule: files that join a release
 * show in no window, and in the list of names half an hour later. What changed is looked at.
 *
 * A registry that does not answer, or an allowance that is used up, is waited for. Returns when `signal` is aborted;
 * throws what nobody expected. Does nothing where nothing is configured.
 */
export async function runPackageWatch(
  config: Pick<FeederConfig, 'watched' | 'upkeepMs' | 'backoff'>,
  deps: FeederDeps,
  bell: Bell,
  signal: AbortSignal,
): Promise<void> {
  const { feed, clock, random, logger } = deps;
  const { watched } = config;
  const peek = feed.peek?.bind(feed);
  if (watched === null || peek === undefined) return;
  const round = createRound(watched, peek, deps, bell);
  let failures = 0;
  while (!signal.aborted) {
    let waitMs = config.upkeepMs;
    try {
      await round(signal);
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof AppError)) throw error;
      failures++;
      waitMs = Math.max(retryAfterMsOf(error), backoffMs(failures, { random, ...config.backoff }));
      logger.debug({ registry: feed.registry, error: describeError(error) }, 'watched packages wait');
    }
    await clock.sleep(waitMs, signal).catch(() => {});
  }
}
