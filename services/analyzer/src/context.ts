import type { AnalysisPool } from '@weir/analysis';
import { type BusMetrics, createDeferralPump, type WeirBus } from '@weir/bus';
import type { Clock, EvidenceStore, Failpoints, FileFetcher, Logger, Origin, Registry } from '@weir/model';
import type { MetricsRegistry, RunningProgram } from '@weir/runtime';
import type { Store } from '@weir/store';
import { createAnalyzeRelease } from './analyze-release.ts';
import { startBackgroundLoop } from './background-loop.ts';
import { ANALYZER_DEFAULTS, type AnalyzerConfig } from './config.ts';
import { createAnalyzerMetrics, untimed } from './metrics.ts';
import { startSlowLane } from './slow-lane.ts';
import type { FindStanding } from './steps/ask-standing.ts';
import type { ReadPackage } from './steps/compare-original.ts';
import { createScheduleSlowStep } from './steps/schedule-slow.ts';

/** Consumer group of the analyzer: the name under which releases are acknowledged, parked and deferred. */
export const ANALYZER_GROUP = 'analyzer';

export interface AnalyzerDeps {
  readonly store: Store;
  readonly bus: WeirBus;
  /** The bus' own, for what comes back from deferral. */
  readonly busMetrics: BusMetrics;
  /** The fetcher of a registry's files for an origin, which decides whose requests go first. */
  readonly fetcherFor: (registry: Registry, origin: Origin) => FileFetcher;
  /** The same for the files of releases that others take the place of; absent: none is fetched. */
  readonly previousFetcherFor?: (registry: Registry, origin: Origin) => FileFetcher;
  /** Packages that a release may be a copy of; absent: none is looked up. */
  readonly readPackage?: ReadPackage;
  /** Why a file is not served; absent: nobody is asked. */
  readonly findStanding?: FindStanding;
  readonly pool: AnalysisPool;
  /** Of the slow tier. Without it nothing is analysed again. */
  readonly slowPool?: AnalysisPool;
  readonly evidence: EvidenceStore;
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: MetricsRegistry;
  readonly failpoints: Failpoints;
  readonly config?: AnalyzerConfig;
}

/**
 * Starts the analyzer: published files become recorded verdicts, deferred ones come back when due, and committed
 * verdicts get their place in the public feed. Disposal stops taking messages and lets those in hand finish.
 * `stopped` rejects when a part ended by an error.
 *
 * Store, bus, pool and evidence stay the caller's. Any number of analyzers may run: the background work is fenced in
 * the store.
 */
export async function createAnalyzer(deps: AnalyzerDeps): Promise<RunningProgram> {
  await using stack = new AsyncDisposableStack();
  const { store, bus, clock, random, logger } = deps;
  const config = deps.config ?? ANALYZER_DEFAULTS;
  const metrics = createAnalyzerMetrics(deps.metrics);
  const sequencer = stack.use(
    startBackgroundLoop({
      name: 'verdict-sequencer',
      idleMs: config.sequencePollMs,
      round: async () => (await store.verdicts.sequence(config.sequenceBatch)) >= config.sequenceBatch,
      clock,
      random,
      logger,
    }),
  );
  const pump = stack.use(
    createDeferralPump({
      rechecks: store.rechecks,
      sql: store.sql,
      shelf: store.shelf,
      bus,
      groups: [ANALYZER_GROUP],
      clock,
      logger,
      metrics: deps.busMetrics,
    }),
  );
  const subscription = stack.use(
    await bus.subscribe({
      group: ANALYZER_GROUP,
      topics: ['releases.live', 'releases.bulk'],
      concurrency: config.concurrency,
      handler: createAnalyzeRelease({
        ...deps,
        metrics,
        config,
        ...(deps.slowPool && { scheduleSlow: createScheduleSlowStep({ store, clock, metrics, config }) }),
      }),
    }),
  );
  const slowLane = deps.slowPool
    ? stack.use(
        startSlowLane({
          store,
          handler: createAnalyzeRelease({
            ...deps,
            pool: deps.slowPool,
            // Behind everything live at the registry, too.
            fetcherFor: (registry, origin) =>
              deps.fetcherFor(registry, { ...origin, lane: 'bulk', demoted: true }),
            metrics: untimed(metrics),
            config: { ...config, compareMs: config.slowCompareMs },
          }),
          subscription,
          group: ANALYZER_GROUP,
          clock,
          random,
          logger,
          metrics,
          config,
        }),
      )
    : null;
  logger.info({ rulesetVersion: deps.pool.rulesetVersion }, 'analyzer started');
  const stopped = Promise.race([
    subscription.stopped,
    sequencer.stopped,
    pump.stopped,
    ...(slowLane ? [slowLane.stopped] : []),
  ]);
  return { resources: stack.move(), stopped };
}
