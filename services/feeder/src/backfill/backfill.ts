import { AppError, describeError, isRetriable, type Registry } from '@weir/model';
import { type NpmFeed, type ResolvedOne, retryAfterMsOf } from '@weir/registries';
import type { Recheck } from '@weir/store';
import type { FeederDeps } from '../deps.ts';
import { recordPackage } from '../resolve/record-package.ts';
import { formatListed, type PackageList, parsePackageList } from './package-list.ts';

export interface BackfillOptions {
  /** Whether alerts stay silent about what is found; true unless asked. */
  readonly muted: boolean;
  /** Packages in hand at once. */
  readonly concurrency: number;
  /** What a killed backfill held comes back after this. */
  readonly leaseMs: number;
  /** Waits before the next tries of a package whose registry did not answer; after the last it is given up. */
  readonly retryMs: readonly number[];
}

export const BACKFILL_DEFAULTS = {
  muted: true,
  concurrency: 8,
  leaseMs: 60_000,
  retryMs: [2_000, 10_000, 60_000, 300_000],
} as const satisfies BackfillOptions;

export interface BackfillDeps extends Pick<FeederDeps, 'store' | 'evidence' | 'clock' | 'logger'> {
  /** The reader of a package's registry: the npm client's own configuration. */
  readonly feedFor: (name: string) => NpmFeed;
}

/**
 * What became of one line. `announced`: on the bulk lane now. `known`: the record had it. `absent`: the registry does
 * not. `failed`: given up, recorded as a gap. `retrying`: not counted as done.
 */
export interface BackfillStep {
  readonly package: string;
  readonly outcome: 'announced' | 'known' | 'absent' | 'failed' | 'retrying';
  readonly detail: string | null;
  /** Lines that are finished, of `total`; those of earlier runs of the same list count. */
  readonly done: number;
  readonly total: number;
}

type Outcome = Pick<BackfillStep, 'outcome' | 'detail'>;

/** Kind of the rechecks that hold what is left of one list. */
export function backfillKind(list: PackageList): string {
  return `backfill:${list.digest.slice(0, 32)}`;
}

/**
 * Puts the listed releases on the bulk lane, once each. `name` alone means the version that `latest` names.
 *
 * What is left is kept in Postgres: a run that was stopped is taken up by the next with the same list, and a finished
 * list can be run again (everything is known then). Yields after each line. Throws what the store throws, and the
 * signal's reason.
 */
export async function* backfill(
  list: PackageList,
  deps: BackfillDeps,
  options: BackfillOptions,
  signal: AbortSignal,
): AsyncGenerator<BackfillStep, void> {
  const { store, clock, logger } = deps;
  const kind = backfillKind(list);
  const total = list.packages.length;
  const origin = { lane: 'bulk', replay: false, muted: options.muted } as const;

  async function countLeft(): Promise<number> {
    const depth = await store.rechecks.depth();
    return depth.find((row) => row.kind === kind)?.rows ?? 0;
  }

  /** All lines or none: a list is either begun or not. */
  async function begin(): Promise<number> {
    const left = await countLeft();
    if (left > 0) {
      logger.info({ left, total }, 'backfill goes on where it stopped');
      return left;
    }
    const dueAt = new Date(clock.now());
    await store.transaction(async (tx) => {
      for (const listed of list.packages) {
        const subject = formatListed(listed);
        const schedule = {
          kind,
          subject,
          dueAt,
          attempt: 0,
          reason: 'backfill',
          payload: listed,
          priority: 3,
        };
        await store.rechecks.schedule(tx, schedule);
      }
    });
    return total;
  }

  async function save(
    recheck: Recheck,
    name: string,
    registry: Registry,
    found: ResolvedOne,
  ): Promise<Outcome> {
    const at = new Date(clock.now());
    if (found.kind === 'present') await deps.evidence.put(found.documentBytes);
    const releases = found.kind === 'present' ? [found.release] : [];
    const resolved = { releases, seeded: [], problems: [] };
    const recorded = await store.transaction(async (tx) => {
      const done = await recordPackage(tx, store, { registry, name, resolved, changes: [], origin, at });
      await store.rechecks.settle(tx, recheck);
      return done;
    });
    if (found.kind === 'absent') return { outcome: 'absent', detail: found.reason };
    return { outcome: recorded.published.length > 0 ? 'announced' : 'known', detail: found.release.version };
  }

  async function giveUpOrRetry(recheck: Recheck, registry: Registry, error: AppError): Promise<Outcome> {
    const detail = describeError(error);
    const waitMs = isRetriable(error) ? options.retryMs[recheck.attempt] : undefined;
    const seenAt = new Date(clock.now());
    await store.transaction(async (tx) => {
      if (waitMs !== undefined) {
        const dueAt = new Date(clock.now() + Math.max(waitMs, retryAfterMsOf(error)));
        return store.rechecks.postpone(tx, recheck, { dueAt, reason: detail });
      }
      const gap = {
        registry,
        kind: 'backfill' as const,
        fromCursor: `backfill ${recheck.subject}`,
        toCursor: null,
        reason: detail,
        seenAt,
      };
      await store.feeds.saveGap(tx, gap);
      return store.rechecks.settle(tx, recheck);
    });
    return { outcome: waitMs === undefined ? 'failed' : 'retrying', detail };
  }

  async function handle(recheck: Recheck): Promise<Outcome> {
    const [listed] = parsePackageList(recheck.subject).packages;
    if (!listed)
      throw new AppError('RECHECK_INVALID', `not a package: ${recheck.subject}`, { retriable: false });
    const feed = deps.feedFor(listed.name);
    try {
      const found = await feed.resolveOne(listed.name, listed.version, 'backfill', signal);
      return await save(recheck, listed.name, feed.registry, found);
    } catch (error) {
      if (signal.aborted) {
        // For the next run, which would wait for the lease's end; when the store is away too, it does.
        await store.transaction((tx) => store.rechecks.release(tx, recheck)).catch(() => {});
        throw signal.reason;
      }
      if (!(error instanceof AppError)) throw error;
      return giveUpOrRetry(recheck, feed.registry, error);
    }
  }

  let left = await begin();
  const inHand = new Map<string, Promise<{ recheck: Recheck; outcome: Outcome }>>();
  try {
    while (left > 0 || inHand.size > 0) {
      signal.throwIfAborted();
      const free = options.concurrency - inHand.size;
      for (const recheck of free > 0 ? await store.rechecks.claim(kind, free, options.leaseMs) : []) {
        if (inHand.has(recheck.id)) continue;
        inHand.set(
          recheck.id,
          handle(recheck).then((outcome) => ({ recheck, outcome })),
        );
      }
      if (inHand.size === 0) {
        await clock.sleep(options.retryMs[0] ?? 1_000, signal);
        left = await countLeft();
        continue;
      }
      const { recheck, outcome } = await Promise.race(inHand.values());
      inHand.delete(recheck.id);
      if (outcome.outcome !== 'retrying') left--;
      yield { package: recheck.subject, ...outcome, done: Math.max(0, total - left), total };
    }
  } finally {
    await Promise.allSettled(inHand.values());
  }
}
