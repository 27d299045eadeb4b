import { createChannels, terminalOutput } from '@weir/alerts';
import {
  createBusMetrics,
  createEmbeddedBus,
  createEmbeddedEmitter,
  createKafkaBus,
  type WeirBus,
} from '@weir/bus';
import type { AlertChannel, Clock, Failpoints, Logger } from '@weir/model';
import {
  createMetricsRegistry,
  type MetricsRegistry,
  type RunningProgram,
  startOpsServer,
} from '@weir/runtime';
import { openStore, type Store } from '@weir/store';
import { ALERTER_DEFAULTS, type AlerterConfig } from './config.ts';
import { startAlerter } from './context.ts';
import { type AlerterEnv, readChannelEnv } from './env.ts';

const SERVICE = 'alerter';
/** Connections: the consumer's handlers, a loop a channel and the queue. */
const POOL_MAX = 10;

export interface ProgramDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly failpoints: Failpoints;
}

/** What tests set otherwise: shorter waits, a channel of their own. */
export interface ProgramOverrides {
  readonly config?: AlerterConfig;
  readonly channels?: readonly AlertChannel[];
  /** How long a dead process keeps its messages on the embedded bus. */
  readonly busLeaseMs?: number;
}

async function openBus(
  env: AlerterEnv,
  store: Store,
  metrics: MetricsRegistry,
  deps: ProgramDeps,
  busLeaseMs: number | undefined,
): Promise<WeirBus> {
  const busDeps = { ...deps, shelf: store.shelf, metrics: createBusMetrics(metrics) };
  if (env.KAFKA_BROKERS !== undefined) {
    return createKafkaBus({ brokers: env.KAFKA_BROKERS, clientId: `weir-${SERVICE}` }, busDeps);
  }
  const lease = busLeaseMs === undefined ? {} : { leaseMs: busLeaseMs };
  return createEmbeddedBus({ sql: store.sql, ...lease }, busDeps);
}

/**
 * The alerter as a program of its own: opens store and bus, starts the alerter and the ops server. Needs a migrated
 * database. Throws AppErrors of packages/store, packages/bus and packages/alerts; what was opened is closed again.
 */
export async function startAlerterProgram(
  env: AlerterEnv,
  deps: ProgramDeps,
  signal: AbortSignal,
  overrides: ProgramOverrides = {},
): Promise<RunningProgram> {
  await using stack = new AsyncDisposableStack();
  const { clock, logger } = deps;
  const metrics = createMetricsRegistry({ defaults: true });
  const channels =
    overrides.channels ??
    createChannels(readChannelEnv(), { clock, terminal: terminalOutput(process.stdout) });
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
  const bus = stack.use(await openBus(env, store, metrics, deps, overrides.busLeaseMs));
  const alerter = await startAlerter(
    { ...deps, store, bus, channels, metrics },
    overrides.config ?? ALERTER_DEFAULTS,
  );
  stack.use(alerter.resources);
  stack.use(
    await startOpsServer({
      service: SERVICE,
      version: '0.1.0',
      port: env.WEIR_HTTP_PORT,
      host: env.WEIR_HTTP_HOST,
      metrics,
      checks: { store: () => store.ping() },
      signal,
    }),
  );
  return { resources: stack.move(), ...(alerter.stopped && { stopped: alerter.stopped }) };
}
