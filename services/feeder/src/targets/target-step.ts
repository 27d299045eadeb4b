import { AppError, describeError, isRetriable, type ResolvedOne } from '@weir/model';
import { isNpmName, isPypiName, retryAfterMsOf } from '@weir/registries';
import { type EdgeAnswer, type EdgeTarget, parseTargetSubject, type Recheck } from '@weir/store';
import { z } from 'zod';
import type { FeederConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';
import { recordPackage } from '../resolve/record-package.ts';

/** What became of a look: `announced` and `known` are linked; `unpaid` and `retrying` come back. */
export type TargetOutcome = 'announced' | 'known' | 'absent' | 'failed' | 'retrying' | 'unpaid';

const payloadSchema = z.object({ muted: z.boolean() }).catch({ muted: false });

/**
 * Looks for one package that analysed releases bring in: reads its document, puts the release that an installer would
 * take on the bulk lane unless the record has it, and links the edges that wait for it, in one transaction.
 *
 * Throws AppErrors of the store (retriable: the lease brings the target back), the signal's reason, and what nobody
 * expected.
 */
export function createTargetStep(
  config: Pick<FeederConfig, 'targets'>,
  deps: Pick<FeederDeps, 'store' | 'evidence' | 'feed' | 'clock' | 'logger' | 'metrics'>,
): (recheck: Recheck, signal: AbortSignal) => Promise<TargetOutcome> {
  const { store, feed, clock, logger, metrics } = deps;

  async function save(recheck: Recheck, target: EdgeTarget, found: ResolvedOne): Promise<TargetOutcome> {
    const { registry, name } = target;
    const { muted } = payloadSchema.parse(recheck.payload);
    const at = new Date(clock.now());
    const present = found.kind === 'present' ? found : null;
    if (present?.documentBytes) await deps.evidence.put(present.documentBytes);
    const resolved = { releases: present ? [present.release] : [], seeded: [], problems: [] };
    const origin = { lane: 'bulk', replay: false, muted } as const;
    const answer: EdgeAnswer =
      found.kind === 'present'
        ? { kind: 'linked', version: found.release.version }
        : { kind: 'absent', reason: found.reason };
    return store.transaction(async (tx) => {
      const recorded = await recordPackage(tx, store, { registry, name, resolved, changes: [], origin, at });
      await store.edges.answer(tx, target, answer, at);
      await store.rechecks.settle(tx, recheck);
      if (!present) return 'absent';
      return recorded.published.length > 0 ? 'announced' : 'known';
    });
  }

  /** A target that is given up stays noted with its reason. */
  async function giveUp(recheck: Recheck, target: EdgeTarget, reason: string): Promise<TargetOutcome> {
    await store.transaction(async (tx) => {
      await store.edges.answer(tx, target, { kind: 'failed', reason }, new Date(clock.now()));
      await store.rechecks.settle(tx, recheck);
    });
    return 'failed';
  }

  async function giveUpOrRetry(
    recheck: Recheck,
    target: EdgeTarget,
    error: AppError,
  ): Promise<TargetOutcome> {
    const reason = describeError(error);
    const isUnpaid = error.code === 'REQUEST_ALLOWANCE_SPENT';
    const waitMs = isUnpaid ? 0 : isRetriable(error) ? config.targets.retryMs[recheck.attempt] : undefined;
    if (waitMs === undefined) return giveUp(recheck, target, reason);
    const dueAt = new Date(clock.now() + Math.max(waitMs, retryAfterMsOf(error)));
    const attempt = recheck.attempt + (isUnpaid ? 0 : 1);
    await store.transaction((tx) => store.rechecks.postpone(tx, recheck, { dueAt, reason, attempt }));
    return isUnpaid ? 'unpaid' : 'retrying';
  }

  async function look(recheck: Recheck, target: EdgeTarget, signal: AbortSignal): Promise<TargetOutcome> {
    const isName = target.registry === 'pypi' ? isPypiName : isNpmName;
    if (!isName(target.name)) return giveUp(recheck, target, 'no name that a package can have');
    try {
      const found = await feed.resolveOne(target.name, target.wanted || null, 'previous', signal);
      return await save(recheck, target, found);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError) || error.code === 'STORE_UNAVAILABLE') throw error;
      logger.warn(
        { ...target, error: describeError(error) },
        'a package that a release brings in cannot be read',
      );
      return giveUpOrRetry(recheck, target, error);
    }
  }

  return async function targetStep(recheck, signal) {
    const outcome = await look(recheck, parseTargetSubject(recheck.subject), signal);
    metrics.targets.inc({ registry: feed.registry, outcome });
    return outcome;
  };
}
