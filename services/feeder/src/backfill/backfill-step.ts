import {
  AppError,
  describeError,
  isRetriable,
  type PackageReader,
  type Registry,
  type ResolvedOne,
} from '@weir/model';
import { retryAfterMsOf } from '@weir/registries';
import type { Recheck } from '@weir/store';
import type { FeederDeps } from '../deps.ts';
import { recordPackage } from '../resolve/record-package.ts';
import { type ListRegistry, parsePackageList } from './package-list.ts';

export interface BackfillStepDeps extends Pick<FeederDeps, 'store' | 'evidence' | 'clock'> {
  /** The reader of a package's registry. */
  readonly feedFor: (name: string) => PackageReader;
}

export interface BackfillStepOptions {
  /** Whether alerts stay silent about what is found. */
  readonly muted: boolean;
  /** Waits before the next tries of a package whose registry did not answer; after the last it is given up. */
  readonly retryMs: readonly number[];
}

/**
 * What became of one package. `announced`: on the bulk lane now. `known`: the record had it. `absent`: the registry
 * does not. `failed`: given up, recorded as a gap. `retrying`: comes back. `unpaid`: due as before, because the
 * allowance is used up for `waitMs`.
 */
export type PackageOutcome =
  | {
      readonly outcome: 'announced' | 'known' | 'absent' | 'failed' | 'retrying';
      readonly detail: string | null;
    }
  | { readonly outcome: 'unpaid'; readonly detail: string; readonly waitMs: number };

/**
 * Puts the release that one recheck names on the bulk lane and settles the recheck, in one transaction. Throws what
 * the store throws, and the signal's reason with the recheck given back.
 */
export function createBackfillStep(
  deps: BackfillStepDeps,
  options: BackfillStepOptions,
  listedIn: ListRegistry = 'npmjs',
): (recheck: Recheck, signal: AbortSignal) => Promise<PackageOutcome> {
  const { store, clock } = deps;
  const origin = { lane: 'bulk', replay: false, muted: options.muted } as const;

  async function save(
    recheck: Recheck,
    name: string,
    registry: Registry,
    found: ResolvedOne,
  ): Promise<PackageOutcome> {
    const at = new Date(clock.now());
    const bytes = found.kind === 'present' ? found.documentBytes : null;
    const document = bytes === null ? null : await deps.evidence.put(bytes);
    const releases = found.kind === 'present' ? [found.release] : [];
    const resolved = { releases, seeded: [], problems: [] };
    const recorded = await store.transaction(async (tx) => {
      const done = await recordPackage(tx, store, { registry, name, resolved, changes: [], origin, at });
      if (document) await store.evidence.note(tx, 'document', document, at);
      await store.rechecks.settle(tx, recheck);
      return done;
    });
    if (found.kind === 'absent') return { outcome: 'absent', detail: found.reason };
    return { outcome: recorded.published.length > 0 ? 'announced' : 'known', detail: found.release.version };
  }

  async function giveUpOrRetry(
    recheck: Recheck,
    registry: Registry,
    error: AppError,
  ): Promise<PackageOutcome> {
    const detail = describeError(error);
    if (error.code === 'REQUEST_ALLOWANCE_SPENT') {
      await store.transaction((tx) => store.rechecks.release(tx, recheck));
      return { outcome: 'unpaid', detail, waitMs: retryAfterMsOf(error) };
    }
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

  return async function backfillStep(recheck, signal) {
    const [listed] = parsePackageList(recheck.subject, listedIn).packages;
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
  };
}
