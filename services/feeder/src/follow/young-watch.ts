import { AppError, describeError, type RegistryFeed } from '@weir/model';
import { retryAfterMsOf } from '@weir/registries';
import { backoffMs } from '@weir/runtime';
import { packageRecheckKind, packageSubject } from '@weir/store';
import type { FeederConfig, YoungConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';
import type { Bell } from '../wake.ts';

/** A package with a young release. */
interface Young {
  publishedMs: number;
  /** Of the answer that is known; null before the first look. */
  etag: string | null;
  lookedMs: number;
}

/** Releases become durable some time after the moment that they carry. */
const LIST_OVERLAP_MS = 10 * 60_000;
/** Some 10 MB; the oldest go first, and are left to the sweep. */
const PACKAGES_MAX = 100_000;

/**
 * How long after a look the next one at a package comes, in ms: short while its release is fresh, when files still join
 * it, and longer with its age. Pure.
 */
export function youngPauseMs(ageMs: number, isPopular: boolean, config: YoungConfig): number {
  const part = isPopular ? config.agePart / 2 : config.agePart;
  return Math.max(config.everyMs, ageMs * part);
}

/** One round of {@link runYoungWatch}: it asks what is due, and not more than so much a minute. Throws what feed and store throw. */
function createRound(
  young: YoungConfig,
  peek: NonNullable<RegistryFeed['peek']>,
  deps: FeederDeps,
  bell: Bell,
): (signal: AbortSignal) => Promise<void> {
  const { feed, store, clock, logger, metrics } = deps;
  const { registry } = feed;
  const packages = new Map<string, Young>();
  let listedMs: number | null = null;
  let spentMs = Number.NEGATIVE_INFINITY;

  async function list(settings: YoungConfig): Promise<void> {
    const nowMs = clock.now();
    if (listedMs !== null && nowMs - listedMs < settings.listEveryMs) return;
    const since = listedMs === null ? nowMs - settings.ageMs : listedMs - LIST_OVERLAP_MS;
    for (const { name, publishedAt } of await store.releases.listReleased(registry, new Date(since))) {
      const publishedMs = publishedAt.getTime();
      const known = packages.get(name);
      // The look that brought the release counts as one: it was read just now.
      if (!known) packages.set(name, { publishedMs, etag: null, lookedMs: Math.max(publishedMs, since) });
      else known.publishedMs = Math.max(known.publishedMs, publishedMs);
    }
    listedMs = nowMs;
    for (const [name, { publishedMs }] of packages)
      if (nowMs - publishedMs > settings.ageMs || packages.size > PACKAGES_MAX) packages.delete(name);
  }

  /** The package that waits longest for its pause; null when none is due. */
  function mostOverdue(settings: YoungConfig): string | null {
    const nowMs = clock.now();
    let most: { readonly name: string; readonly times: number } | null = null;
    for (const [name, { publishedMs, lookedMs }] of packages) {
      const pauseMs = youngPauseMs(nowMs - publishedMs, settings.popular.has(name), settings);
      const times = (nowMs - lookedMs) / pauseMs;
      if (times >= 1 && times > (most?.times ?? 0)) most = { name, times };
    }
    return most?.name ?? null;
  }

  async function isNews(name: string, revision: string | null): Promise<boolean> {
    if (revision === null) return true;
    const receipt = await store.feeds.receipt(registry, name);
    return receipt === null || feed.changesBetween(receipt.fetchedRevision, revision) !== 0;
  }

  async function look(name: string, signal: AbortSignal): Promise<void> {
    const known = packages.get(name);
    if (!known) return;
    known.lookedMs = clock.now();
    const { changed, etag, revision } = await peek(name, known.etag, signal);
    known.etag = etag;
    metrics.peeks.inc({ registry, outcome: changed ? 'changed' : 'same' });
    if (!changed || !(await isNews(name, revision))) return;
    const dueAt = new Date(clock.now());
    await store.transaction((tx) =>
      store.rechecks.schedule(tx, {
        kind: packageRecheckKind(registry),
        subject: packageSubject(registry, name),
        dueAt,
        attempt: 0,
        reason: 'a young package changed',
        payload: { revision, seenAt: dueAt.toISOString() },
        priority: 0,
      }),
    );
    logger.debug({ registry, name, revision }, 'a young package changed');
    bell.ring();
  }

  return async function watchRound(signal) {
    await list(young);
    // Spent evenly: what was not used while nothing was due is not saved up, save for a second's worth.
    const pauseMs = 60_000 / young.perMinuteMax;
    spentMs = Math.max(spentMs, clock.now() - 1_000);
    while (spentMs + pauseMs <= clock.now() && !signal.aborted) {
      const name = mostOverdue(young);
      if (name === null) return;
      spentMs += pauseMs;
      await look(name, signal);
    }
  };
}

/**
 * Asks after packages with young releases whether they changed, at the price of a 304 as a rule: files that join a
 * release show in no window, and in the list of names half an hour later. What changed is looked at.
 *
 * A registry that does not answer, or an allowance that is used up, is waited for. Returns when `signal` is aborted;
 * throws what nobody expected. Does nothing where nothing is configured.
 */
export async function runYoungWatch(
  config: Pick<FeederConfig, 'young' | 'upkeepMs' | 'backoff'>,
  deps: FeederDeps,
  bell: Bell,
  signal: AbortSignal,
): Promise<void> {
  const { feed, clock, random, logger } = deps;
  const { young } = config;
  const peek = feed.peek?.bind(feed);
  if (young === null || peek === undefined) return;
  const round = createRound(young, peek, deps, bell);
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
      logger.debug({ registry: feed.registry, error: describeError(error) }, 'young packages wait');
    }
    await clock.sleep(waitMs, signal).catch(() => {});
  }
}
