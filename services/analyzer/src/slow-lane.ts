import {
  type AnyEvent,
  AppError,
  type Clock,
  type Delivery,
  describeError,
  type Handler,
  type Logger,
  parseEvent,
  type Subscription,
} from '@weir/model';
import type { Recheck, Store } from '@weir/store';
import { startBackgroundLoop } from './background-loop.ts';
import type { AnalyzerConfig } from './config.ts';
import type { AnalyzerMetrics } from './metrics.ts';
import { SLOW_KIND } from './steps/schedule-slow.ts';

export interface SlowLaneDeps {
  readonly store: Pick<Store, 'transaction' | 'rechecks'>;
  /** The analyzer's use case with a pool of the slow tier. */
  readonly handler: Handler;
  /** Whose live messages go first. */
  readonly subscription: Pick<Subscription, 'lag'>;
  /** Consumer group of the analyzer. */
  readonly group: string;
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: AnalyzerMetrics;
  readonly config: Pick<AnalyzerConfig, 'slowPollMs' | 'slowLeaseMs' | 'slowRetryMs' | 'slowAttemptsMax'>;
}

/** A running slow lane. Disposal gives what is in hand back and does not wait for it. */
export interface SlowLane extends AsyncDisposable {
  /** Rejects when the lane ended by an error; resolves after disposal. */
  readonly stopped: Promise<void>;
}

/** The event that announced the file; null when the row holds none. */
function eventOf(recheck: Recheck): AnyEvent | null {
  try {
    return parseEvent(recheck.payload);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return null;
  }
}

/**
 * Analyses again, under larger budgets and one after the other, what live analyses left incomplete; only while nothing
 * live waits or is in hand. What it finds is recorded as any analysis is, under a ruleset version of its own, and
 * replaces the live verdict unless it is incomplete and found less.
 */
export function startSlowLane(deps: SlowLaneDeps): SlowLane {
  const { store, clock, random, logger, metrics, config } = deps;
  const stop = new AbortController();

  async function isLiveEmpty(): Promise<boolean> {
    const lags = await deps.subscription.lag();
    return lags.every(({ topic, messages }) => topic !== 'releases.live' || messages === 0);
  }

  function settle(recheck: Recheck, outcome: 'done' | 'given-up'): Promise<void> {
    metrics.slow.inc({ outcome });
    return store.transaction((tx) => store.rechecks.settle(tx, recheck));
  }

  async function putOff(recheck: Recheck, reason: string): Promise<void> {
    // The live verdict stands: that it could not be bettered is no reason to doubt it.
    if (recheck.attempt + 1 >= config.slowAttemptsMax) {
      logger.warn({ subject: recheck.subject, reason }, 'a slow analysis is given up');
      return settle(recheck, 'given-up');
    }
    metrics.slow.inc({ outcome: 'put-off' });
    const dueAt = new Date(clock.now() + config.slowRetryMs);
    await store.transaction((tx) => store.rechecks.postpone(tx, recheck, { dueAt, reason }));
  }

  async function analyse(recheck: Recheck): Promise<void> {
    const event = eventOf(recheck);
    if (event === null) {
      logger.error({ subject: recheck.subject }, 'a slow analysis cannot be read, it is left out');
      return settle(recheck, 'given-up');
    }
    const delivery: Delivery = { topic: 'releases.bulk', key: '', event, group: deps.group, attempt: 0 };
    const outcome = await deps.handler(delivery, stop.signal);
    if (outcome.kind === 'defer') return putOff(recheck, outcome.reason);
    if (outcome.kind === 'park') return putOff(recheck, `${outcome.step}: ${outcome.error}`);
    return settle(recheck, 'done');
  }

  async function round(): Promise<boolean> {
    if (!(await isLiveEmpty())) return false;
    const [recheck] = await store.rechecks.claim(SLOW_KIND, 1, config.slowLeaseMs);
    if (recheck === undefined) return false;
    try {
      await analyse(recheck);
      return true;
    } catch (error) {
      // Its lease would bring it back late.
      await store
        .transaction((tx) => store.rechecks.release(tx, recheck))
        .catch((cause: unknown) => {
          logger.warn({ error: describeError(cause) }, 'a slow analysis comes back with its lease');
        });
      if (stop.signal.aborted) return false;
      throw error;
    }
  }

  const { slowPollMs: idleMs } = config;
  const loop = startBackgroundLoop({ name: 'slow-lane', idleMs, round, clock, random, logger });
  return {
    stopped: loop.stopped,
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the analyzer stops'));
      await loop[Symbol.asyncDispose]();
    },
  };
}
