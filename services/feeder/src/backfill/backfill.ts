import { describeError, isRetriable, type Logger } from '@weir/model';
import { retryAfterMsOf } from '@weir/registries';
import type { Recheck } from '@weir/store';
import {
  type BackfillStepDeps,
  type BackfillStepOptions,
  createBackfillStep,
  type PackageOutcome,
} from './backfill-step.ts';
import { backfillKind, createCollector } from './collector.ts';
import type { BackfillSource } from './source.ts';

export interface BackfillOptions extends BackfillStepOptions {
  /** Packages in hand at once. */
  readonly concurrency: number;
  /** What a killed backfill held comes back after this. */
  readonly leaseMs: number;
}

export const BACKFILL_DEFAULTS = {
  muted: true,
  concurrency: 8,
  leaseMs: 60_000,
  retryMs: [2_000, 10_000, 60_000, 300_000],
} as const satisfies BackfillOptions;

/** For backfills that take days: an outage of a registry for some hours must not become thousands of gaps. */
export const LONG_BACKFILL = {
  ...BACKFILL_DEFAULTS,
  retryMs: [2_000, 10_000, 60_000, 300_000, 1_800_000, 7_200_000, 28_800_000],
} as const satisfies BackfillOptions;

export interface BackfillDeps extends BackfillStepDeps {
  readonly logger: Logger;
}

/**
 * What happened: to one package, or (`package` null) to the backfill as a whole. `collecting`: more packages are
 * known; `paused`: the allowance is used up for now. `retrying`, `collecting` and `paused` finish no package.
 */
export interface BackfillStep {
  readonly package: string | null;
  readonly outcome: Exclude<PackageOutcome['outcome'], 'unpaid'> | 'collecting' | 'paused';
  readonly detail: string | null;
  /** Packages that are finished, of `total`; those of earlier runs of the same backfill count. */
  readonly done: number;
  readonly total: number;
}

/**
 * Puts the releases of a source's packages on the bulk lane, once each. A package alone means the version that
 * `latest` names.
 *
 * Everything is kept in Postgres: a run that was stopped or killed is taken up by the next with the same source, and
 * one that is finished can be run again (everything is known then). Several processes may work on one source. Yields
 * after each package, and reads on only when it is asked to. Throws what the store throws, errors of the source that
 * are not retriable, and the signal's reason.
 */
export async function* backfill(
  source: BackfillSource,
  deps: BackfillDeps,
  options: BackfillOptions,
  signal: AbortSignal,
): AsyncGenerator<BackfillStep, void> {
  const { store, clock, logger } = deps;
  const kind = backfillKind(source);
  const collector = createCollector(source, store, clock, options.leaseMs);
  const handle = createBackfillStep(deps, options, source.registry);
  const inHand = new Map<string, Promise<{ recheck: Recheck; outcome: PackageOutcome }>>();
  let collected = await collector.begin();
  let left = await store.rechecks.count(kind);
  let collectAtMs = clock.now();
  let collectFailures = 0;
  let pausedUntilMs = 0;
  if (collected.collected > 0) logger.info({ left, ...collected }, 'backfill goes on where it stopped');

  function tell(step: Pick<BackfillStep, 'package' | 'outcome' | 'detail'>): BackfillStep {
    const total = Math.max(collected.total ?? 0, collected.collected);
    return { ...step, done: Math.min(total, Math.max(0, collected.collected - left)), total };
  }

  function wantsMore(): boolean {
    const isDue = !collected.finished && clock.now() >= collectAtMs;
    return isDue && (source.waitingMax === null || left < source.waitingMax);
  }

  /** True when there is more to do now than before. */
  async function collect(): Promise<boolean> {
    try {
      const after = await collector.collect(signal);
      collectFailures = 0;
      collectAtMs = clock.now() + (after === null ? (options.retryMs[0] ?? 1_000) : 0);
      if (after === null) return false;
      left += after.collected - collected.collected;
      collected = after;
      if (collected.finished) left = await store.rechecks.count(kind);
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (!isRetriable(error)) throw error;
      const waitMs = options.retryMs[Math.min(collectFailures, options.retryMs.length - 1)] ?? 1_000;
      collectFailures += 1;
      collectAtMs = clock.now() + Math.max(waitMs, retryAfterMsOf(error));
      logger.warn({ error: describeError(error) }, 'no more packages can be read for now');
      return false;
    }
  }

  async function claim(): Promise<void> {
    const free = clock.now() < pausedUntilMs ? 0 : options.concurrency - inHand.size;
    for (const recheck of free > 0 ? await store.rechecks.claim(kind, free, options.leaseMs) : []) {
      if (inHand.has(recheck.id)) continue;
      inHand.set(
        recheck.id,
        handle(recheck, signal).then((outcome) => ({ recheck, outcome })),
      );
    }
  }

  /** Counts anew what is left, as others may be at work too; true when that is nothing. */
  async function isOver(): Promise<boolean> {
    const now = await collector.find();
    if (now === null) return true;
    collected = now;
    left = await store.rechecks.count(kind);
    if (!collected.finished || left > 0) return false;
    await collector.end();
    return true;
  }

  try {
    while (true) {
      signal.throwIfAborted();
      if (wantsMore() && (await collect())) {
        yield tell({ package: null, outcome: 'collecting', detail: null });
        continue;
      }
      await claim();
      if (inHand.size === 0) {
        if (await isOver()) return;
        const waitMs = Math.max(options.retryMs[0] ?? 1_000, pausedUntilMs - clock.now());
        if (!wantsMore()) await clock.sleep(waitMs, signal);
        continue;
      }
      const { recheck, outcome } = await Promise.race(inHand.values());
      inHand.delete(recheck.id);
      if (outcome.outcome === 'unpaid') {
        const isNews = clock.now() >= pausedUntilMs;
        pausedUntilMs = clock.now() + outcome.waitMs;
        if (isNews) yield tell({ package: null, outcome: 'paused', detail: outcome.detail });
        continue;
      }
      if (outcome.outcome !== 'retrying') left--;
      // Over before the last package is told: whoever stops then has nothing left to take up.
      const over = left <= 0 && inHand.size === 0 && (await isOver());
      yield tell({ package: recheck.subject, outcome: outcome.outcome, detail: outcome.detail });
      if (over) return;
    }
  } finally {
    await Promise.allSettled(inHand.values());
  }
}
