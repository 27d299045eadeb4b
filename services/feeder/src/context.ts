import type { Clock, EvidenceStore, Failpoints, Logger, RegistryFeed } from '@weir/model';
import { createRequestMetrics, type RequestMetrics } from '@weir/registries';
import type { HttpClient, MetricsRegistry, RunningProgram } from '@weir/runtime';
import type { Store } from '@weir/store';
import { FEEDER_DEFAULTS, type FollowedConfig } from './config.ts';
import type { FeederDeps } from './deps.ts';
import { runFollowLoop } from './follow/follow-loop.ts';
import { openFollowedFeed } from './followed-pair.ts';
import { createFeederMetrics, type FeederMetrics } from './metrics.ts';
import { runResolveLoop } from './resolve/resolve-loop.ts';
import { createStatusBoard, type FeedStatus } from './status.ts';
import { runTargetLoop } from './targets/target-loop.ts';
import { createBell } from './wake.ts';

/** What a program gives the feeder. Store, evidence and HTTP client stay the caller's. */
export interface FeederParts {
  readonly store: Store;
  readonly evidence: EvidenceStore;
  readonly http: HttpClient;
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: MetricsRegistry;
  readonly failpoints: Failpoints;
  /** Instead of the feed of `config.bases`; for tests. */
  readonly feed?: RegistryFeed;
  /** Declared already, where several feeders share a register. */
  readonly declared?: { readonly feeder: FeederMetrics; readonly requests: RequestMetrics };
}

/** A running feeder; dispose `resources` to stop it. */
export interface Feeder extends RunningProgram {
  /** Where the feed stands. Cheap: reads memory. */
  status(): FeedStatus;
}

/**
 * Starts the feeder: one loop follows the feed, one looks at the packages that changed, one at those that releases bring in. Disposal lets what is in hand
 * finish its transaction. `stopped` rejects when a loop ended by an error that nobody expected: everything not
 * committed is still due.
 */
export function startFeeder(parts: FeederParts, config: FollowedConfig = FEEDER_DEFAULTS): Feeder {
  const { store, evidence, clock, random, failpoints } = parts;
  const opened = parts.feed
    ? { feed: parts.feed, requests: null }
    : openFollowedFeed(
        config,
        {
          ...parts,
          allowance: parts.store.allowance,
          ...(parts.declared ? { requestMetrics: parts.declared.requests } : {}),
        },
        config.concurrency,
      );
  const { feed } = opened;
  const logger = parts.logger.child({ part: 'feeder' });
  const metrics = parts.declared?.feeder ?? createFeederMetrics(parts.metrics);
  const deps: FeederDeps = { store, evidence, feed, clock, random, logger, metrics, failpoints };
  const board = createStatusBoard(feed.registry, clock.now());
  const bell = createBell(clock);
  const stop = new AbortController();
  const loops = [
    runFollowLoop(config, deps, board, bell, stop.signal),
    runResolveLoop(config, deps, board, bell, stop.signal),
    runTargetLoop(config, deps, stop.signal),
  ];
  const stopped = Promise.all(loops);
  // Whoever awaits `stopped` gets the error; a caller that only disposes must not crash by it.
  stopped.catch(() => {});
  return {
    stopped,
    status: () => board.read(),
    resources: {
      async [Symbol.asyncDispose]() {
        stop.abort(new Error('the feeder is stopping'));
        await Promise.allSettled(loops);
        await opened.requests?.[Symbol.asyncDispose]();
        board.set('stopped', clock.now());
      },
    },
  };
}

/** Feeders of several registries in one process; dispose `resources` to stop them all. */
export interface Feeders extends RunningProgram {
  /** In the order of their configurations. */
  readonly all: readonly Feeder[];
}

/** Starts a feeder for each configuration. They share nothing but the store and the HTTP client: one that stalls leaves the others be. */
export function startFeeders(
  parts: Omit<FeederParts, 'feed' | 'declared'>,
  configs: readonly FollowedConfig[],
): Feeders {
  const declared = {
    feeder: createFeederMetrics(parts.metrics),
    requests: createRequestMetrics(parts.metrics),
  };
  const all = configs.map((config) => startFeeder({ ...parts, declared }, config));
  const stopped = Promise.race(all.map(async (feeder) => feeder.stopped));
  stopped.catch(() => {});
  return {
    all,
    stopped,
    resources: {
      async [Symbol.asyncDispose]() {
        await Promise.all(all.map((feeder) => feeder.resources[Symbol.asyncDispose]()));
      },
    },
  };
}
