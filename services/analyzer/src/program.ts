import { join } from 'node:path';
import { type AnalysisPoolOptions, createAnalysisPool } from '@weir/analysis';
import {
  type BusMetrics,
  createBusMetrics,
  createEmbeddedBus,
  createEmbeddedEmitter,
  createKafkaBus,
  createOutboxRelay,
  type WeirBus,
} from '@weir/bus';
import { createDirectoryEvidenceStore } from '@weir/evidence';
import type { Clock, Failpoints, FileFetcher, Lane, Logger } from '@weir/model';
import { createFileFetcher, createRequests, prepareSpool } from '@weir/registries';
import { createHttpClient, createMetricsRegistry, type RunningProgram, startOpsServer } from '@weir/runtime';
import { defaultDataDir, openStore, type Store } from '@weir/store';
import { createAnalyzer } from './context.ts';
import type { AnalyzerEnv } from './env.ts';

const SERVICE = 'analyzer';
const VERSION = '0.1.0';
/** Connections: a transaction for each package in hand, the background work and the queue. */
const POOL_MAX = 12;
/** Of one child process; the deadline is per artifact. */
const WORKER: Omit<AnalysisPoolOptions, 'workersMax'> = {
  memoryMbMax: 512,
  deadlineMs: 60_000,
  idleMs: 60_000,
};

export interface ProgramDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly failpoints: Failpoints;
}

interface OpenBus extends AsyncDisposable {
  readonly bus: WeirBus;
  /** Rejects when the relay ended by an error; absent without one. */
  readonly stopped?: Promise<void>;
}

/** With Kafka, verdicts reach the broker from the outbox, by whichever process relays. */
async function openBus(
  brokers: readonly string[] | undefined,
  store: Store,
  metrics: BusMetrics,
  deps: ProgramDeps,
): Promise<OpenBus> {
  await using stack = new AsyncDisposableStack();
  const busDeps = { ...deps, shelf: store.shelf, metrics };
  const bus = stack.use(
    brokers === undefined
      ? await createEmbeddedBus({ sql: store.sql }, busDeps)
      : await createKafkaBus({ brokers, clientId: `weir-${SERVICE}` }, busDeps),
  );
  const relay =
    brokers === undefined
      ? null
      : stack.use(createOutboxRelay({ ...deps, outbox: store.outbox, bus, metrics }));
  const owned = stack.move();
  return {
    bus,
    ...(relay && { stopped: relay.stopped }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Fetchers by lane: what is live goes first, and both pay from the registry's one allowance. */
async function openFetchers(
  env: AnalyzerEnv,
  store: Store,
  deps: ProgramDeps,
): Promise<AsyncDisposable & { readonly byLane: Readonly<Record<Lane, FileFetcher>> }> {
  await using stack = new AsyncDisposableStack();
  const { clock, random } = deps;
  const spoolDir = join(defaultDataDir(), 'spool');
  await prepareSpool(spoolDir, clock.now());
  const http = stack.use(createHttpClient({ userAgent: `weir/${VERSION}` }));
  const monthly = env.WEIR_REQUESTS_PER_MONTH;
  const requests = stack.use(
    createRequests({
      http,
      clock,
      random,
      allowance: store.allowance,
      ...(monthly === undefined ? {} : { monthlyMax: monthly }),
    }),
  );
  const allowedOrigins = [new URL(env.WEIR_NPM_DOCUMENTS_URL).origin];
  const shared = { requests, clock, spoolDir, allowedOrigins };
  const byLane = {
    live: createFileFetcher({ ...shared, priority: 'live' }),
    bulk: createFileFetcher({ ...shared, priority: 'backfill' }),
  };
  const owned = stack.move();
  return { byLane, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/**
 * The analyzer as a program of its own: opens store, bus, fetchers and worker pool, then the ops server. Needs a
 * migrated database. Throws AppErrors of packages/store and packages/bus; what was opened is closed again.
 */
export async function startAnalyzerProgram(
  env: AnalyzerEnv,
  deps: ProgramDeps,
  signal: AbortSignal,
): Promise<RunningProgram> {
  await using stack = new AsyncDisposableStack();
  const { clock, logger } = deps;
  const metrics = createMetricsRegistry({ defaults: true });
  const store = stack.use(
    await openStore({
      databaseUrl: env.DATABASE_URL,
      applicationName: `weir-${SERVICE}`,
      poolMax: POOL_MAX,
      clock,
      logger,
      emitter: env.KAFKA_BROKERS === undefined ? createEmbeddedEmitter() : 'outbox',
    }),
  );
  const busMetrics = createBusMetrics(metrics);
  const { bus, stopped: busStopped } = stack.use(await openBus(env.KAFKA_BROKERS, store, busMetrics, deps));
  const { byLane } = stack.use(await openFetchers(env, store, deps));
  const pool = stack.use(createAnalysisPool({ ...WORKER, workersMax: env.WEIR_WORKERS }));
  const evidence = createDirectoryEvidenceStore({ rootDir: join(defaultDataDir(), 'evidence') });
  const analyzer = await createAnalyzer({
    ...deps,
    store,
    bus,
    busMetrics,
    pool,
    evidence,
    metrics,
    fetcherFor: (_registry, lane) => byLane[lane],
  });
  stack.use(analyzer.resources);
  stack.use(
    await startOpsServer({
      service: SERVICE,
      version: VERSION,
      port: env.WEIR_HTTP_PORT,
      host: env.WEIR_HTTP_HOST,
      metrics,
      checks: { store: () => store.ping() },
      signal,
    }),
  );
  const stopped = Promise.race([analyzer.stopped, busStopped].filter((part) => part !== undefined));
  return { resources: stack.move(), stopped };
}
