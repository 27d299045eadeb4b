import { join } from 'node:path';
import {
  createBusMetrics,
  createEmbeddedEmitter,
  createKafkaBus,
  createOutboxRelay,
  prepareEmbeddedQueues,
} from '@weir/bus';
import { createDirectoryEvidenceStore } from '@weir/evidence';
import { AppError, type Clock, type Failpoints, type Logger } from '@weir/model';
import {
  createHttpClient,
  createMetricsRegistry,
  type MetricsRegistry,
  type RunningProgram,
  startOpsServer,
} from '@weir/runtime';
import { defaultDataDir, openStore, type Store } from '@weir/store';
import type { FeederConfig } from './config.ts';
import { type Feeder, startFeeder } from './context.ts';
import type { FeederProcessEnv } from './env.ts';

const SERVICE = 'feeder';
const VERSION = '0.1.0';
/** Connections: a look each, the follow loop and the queue. */
const POOL_MAX = 12;

export interface ProgramDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly failpoints: Failpoints;
}

/** With Kafka, events reach the broker from the outbox, by whichever process relays; embedded, the queue must exist. */
async function openEmission(
  env: FeederProcessEnv,
  store: Store,
  metrics: MetricsRegistry,
  deps: ProgramDeps,
): Promise<AsyncDisposableStack> {
  await using stack = new AsyncDisposableStack();
  if (env.KAFKA_BROKERS === undefined) {
    await prepareEmbeddedQueues(store.sql, deps.logger);
    return stack.move();
  }
  const busMetrics = createBusMetrics(metrics);
  const busDeps = { ...deps, shelf: store.shelf, metrics: busMetrics };
  const options = { brokers: env.KAFKA_BROKERS, clientId: `weir-${SERVICE}` };
  const bus = stack.use(await createKafkaBus(options, busDeps));
  stack.use(createOutboxRelay({ ...deps, outbox: store.outbox, bus, metrics: busMetrics }));
  return stack.move();
}

/** A feed that does not answer is no reason to restart: only one that nobody asks any more is. */
async function checkFeed(feeder: Feeder): Promise<void> {
  const { state, lastError } = feeder.status();
  if (state !== 'refused') return;
  throw new AppError('FEED_REFUSED', `the feed refuses its address: ${lastError ?? ''}`, {
    retriable: false,
  });
}

/**
 * The feeder as a program of its own: opens the store, starts the feeder and the ops server. Needs a migrated
 * database. Throws AppErrors of packages/store and packages/bus; what was opened is closed again.
 */
export async function startFeederProgram(
  env: FeederProcessEnv,
  config: FeederConfig,
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
  stack.use(await openEmission(env, store, metrics, deps));
  const http = stack.use(createHttpClient({ userAgent: `weir/${VERSION}` }));
  const evidence = createDirectoryEvidenceStore({ rootDir: join(defaultDataDir(), 'evidence') });
  const feeder = startFeeder({ ...deps, store, evidence, http, metrics }, config);
  stack.use(feeder.resources);
  stack.use(
    await startOpsServer({
      service: SERVICE,
      version: VERSION,
      port: env.WEIR_HTTP_PORT,
      host: env.WEIR_HTTP_HOST,
      metrics,
      checks: { store: () => store.ping(), feed: () => checkFeed(feeder) },
      signal,
    }),
  );
  return { resources: stack.move(), ...(feeder.stopped && { stopped: feeder.stopped }) };
}
