import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDirectoryEvidenceStore } from '@weir/evidence';
import type { AnyEvent, Failpoints } from '@weir/model';
import { type NpmStandIn, startNpmStandIn } from '@weir/registries/npm/stand-in';
import { type PypiStandIn, startPypiStandIn } from '@weir/registries/pypi/stand-in';
import {
  createHttpClient,
  createMetricsRegistry,
  noFailpoints,
  silentLogger,
  systemClock,
} from '@weir/runtime';
import { openStore, type Store } from '@weir/store';
import { FEEDER_DEFAULTS, type NpmFeederConfig, PYPI_DEFAULTS, type PypiFeederConfig } from '../config.ts';
import { type Feeder, type FeederParts, startFeeder } from '../context.ts';

/** The feeder on a real Postgres, against the stand-in. */
export interface FeederHarness extends AsyncDisposable {
  readonly standIn: NpmStandIn;
  readonly pypi: PypiStandIn;
  readonly store: Store;
  readonly parts: FeederParts;
  readonly config: NpmFeederConfig;
  readonly pypiConfig: PypiFeederConfig;
  /** Starts a feeder; the caller disposes it. */
  start(overrides?: { config?: Partial<NpmFeederConfig>; failpoints?: Failpoints }): Feeder;
  /** Starts PyPI's; the caller disposes it. */
  startPypi(overrides?: { config?: Partial<PypiFeederConfig>; failpoints?: Failpoints }): Feeder;
  /** Events on the bus so far, oldest first. */
  events(): Promise<readonly AnyEvent[]>;
  /** Rows of a query, for looking at the record. */
  query(text: string): Promise<readonly Record<string, unknown>[]>;
}

/** Waits of a test: the shipped ones are minutes. */
const QUICK = {
  pollMs: { min: 20, max: 30 },
  backoff: { firstMs: 20, maxMs: 50 },
  headCheckMs: 50,
  leadRetryMs: 50,
  coalesceMs: 0,
  // The harder way: what a cache answers can be old.
  firstLook: 'edge',
  ladderMs: [50, 100, 200, 400],
  watchMs: [100, 200, 400],
  leaseMs: 1_000,
  idleMs: 20,
  upkeepMs: 20,
  targets: { concurrency: 2, idleMs: 20, retryMs: [20, 20] },
  sweep: { enabled: false, everyMs: 1_000 },
  goneAfterMs: 400,
} as const;

/** Opens everything on the given empty, migrated database. */
export async function openHarness(databaseUrl: string): Promise<FeederHarness> {
  const stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'weir-feeder-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const standIn = stack.use(await startNpmStandIn());
  const pypi = stack.use(await startPypiStandIn({ behaviour: { listCacheSeconds: 0 } }));
  const http = stack.use(createHttpClient({ userAgent: 'weir-test' }));
  const store = stack.use(
    await openStore({
      databaseUrl,
      applicationName: 'weir-feeder-test',
      poolMax: 10,
      clock: systemClock,
      logger: silentLogger,
      emitter: 'outbox',
    }),
  );
  const parts: FeederParts = {
    store,
    http,
    evidence: createDirectoryEvidenceStore({ rootDir: directory }),
    clock: systemClock,
    random: () => 0,
    logger: silentLogger,
    metrics: createMetricsRegistry(),
    failpoints: noFailpoints,
  };
  const bases = { feed: standIn.feedUrl, documents: standIn.url };
  const config: NpmFeederConfig = { ...FEEDER_DEFAULTS, ...QUICK, bases };

  const pypiConfig: PypiFeederConfig = {
    ...PYPI_DEFAULTS,
    ...QUICK,
    sweep: { enabled: true, everyMs: 200 },
    watched: null,
    bases: { index: pypi.url, files: pypi.url },
  };

  async function query(text: string): Promise<readonly Record<string, unknown>[]> {
    const { rows } = await store.sql.executeSql(text);
    return rows as Record<string, unknown>[];
  }

  return {
    standIn,
    store,
    parts,
    pypi,
    config,
    pypiConfig,
    query,
    start(overrides = {}) {
      const failpoints = overrides.failpoints ?? noFailpoints;
      const metrics = createMetricsRegistry();
      return startFeeder({ ...parts, failpoints, metrics }, { ...config, ...overrides.config });
    },
    startPypi(overrides = {}) {
      const failpoints = overrides.failpoints ?? noFailpoints;
      const metrics = createMetricsRegistry();
      return startFeeder({ ...parts, failpoints, metrics }, { ...pypiConfig, ...overrides.config });
    },
    async events() {
      const rows = await query('SELECT event FROM outbox ORDER BY id');
      return rows.map((row) => JSON.parse(String(row.event)) as AnyEvent);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
