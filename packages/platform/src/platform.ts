import { mkdir } from 'node:fs/promises';
import type { BusMetrics, OutboxRelay, WeirBus } from '@weir/bus';
import type { EvidenceStore } from '@weir/model';
import {
  createHttpClient,
  createMetricsRegistry,
  type HttpClient,
  type MetricsRegistry,
} from '@weir/runtime';
import type { Store } from '@weir/store';
import type { PlatformConfig } from './config.ts';
import { keepEvidenceTidy, keepPartitionsAhead } from './maintenance.ts';
import type { ProcessDeps } from './process.ts';
import { openRecord } from './record.ts';
import { userAgent } from './version.ts';

/** What all services of a process share: one store, one bus, one set of metrics. */
export interface Platform extends ProcessDeps, AsyncDisposable {
  readonly settings: PlatformConfig;
  readonly store: Store;
  readonly bus: WeirBus;
  readonly busMetrics: BusMetrics;
  readonly http: HttpClient;
  readonly evidence: EvidenceStore;
  readonly metrics: MetricsRegistry;
  /** Rejects when the relay ended by an error that a repeat cannot mend. */
  readonly stopped: Promise<unknown>;
  /** For people: which database and bus this is. */
  readonly labels: { readonly database: string; readonly bus: string };
}

const never = new Promise<never>(() => {});

interface OpenedBus {
  readonly bus: WeirBus;
  readonly busMetrics: BusMetrics;
  readonly label: string;
  /** Kafka only: carries the outbox to the broker. */
  readonly relay: OutboxRelay | null;
}

async function openBus(
  settings: PlatformConfig,
  deps: ProcessDeps & { readonly store: Store; readonly metrics: MetricsRegistry },
): Promise<OpenedBus> {
  const { store, clock, logger, failpoints } = deps;
  const buses = await import('@weir/bus');
  const busMetrics = buses.createBusMetrics(deps.metrics);
  const shared = { shelf: store.shelf, clock, logger, failpoints, metrics: busMetrics };
  if (settings.kafkaBrokers === null) {
    const lease = settings.busLeaseMs === undefined ? {} : { leaseMs: settings.busLeaseMs };
    const bus = await buses.createEmbeddedBus({ sql: store.sql, ...lease }, shared);
    return { bus, busMetrics, label: 'embedded queue', relay: null };
  }
  const bus = await buses.createKafkaBus(
    {
      brokers: settings.kafkaBrokers,
      clientId: `weir-${deps.service}`,
      topicPrefix: settings.kafkaTopicPrefix,
    },
    shared,
  );
  // Every process offers itself as the relay; the store lets one be it.
  const relay = buses.createOutboxRelay({ ...shared, outbox: store.outbox, bus });
  return { bus, busMetrics, label: `Kafka ${settings.kafkaBrokers.join(', ')}`, relay };
}

/**
 * Opens database, bus and evidence store, in this order; disposal goes backwards, and so does a failed start.
 */
export async function openPlatform(config: PlatformConfig, deps: ProcessDeps): Promise<Platform> {
  await using stack = new AsyncDisposableStack();
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const metrics = createMetricsRegistry({ defaults: true });
  const record = stack.use(await openRecord(config, deps));
  const { bus, busMetrics, label, relay } = await openBus(config, {
    ...deps,
    store: record.store,
    metrics,
  });
  stack.use(bus);
  if (relay) stack.use(relay);
  stack.use(keepPartitionsAhead(record.store, deps));
  const http = stack.use(createHttpClient({ userAgent: userAgent() }));
  const { createDirectoryEvidenceStore } = await import('@weir/evidence');
  const evidence = createDirectoryEvidenceStore({ rootDir: config.evidenceDir });
  const { evidenceDir, retention } = config;
  stack.use(keepEvidenceTidy({ ...deps, store: record.store, evidence, evidenceDir, retention }));
  const owned = stack.move();
  return {
    ...deps,
    settings: config,
    store: record.store,
    bus,
    busMetrics,
    http,
    evidence,
    metrics,
    stopped: relay?.stopped ?? never,
    labels: { database: record.label, bus: label },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
