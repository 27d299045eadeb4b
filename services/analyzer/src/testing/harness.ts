import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnalysisPool, createAnalysisPool } from '@weir/analysis';
import {
  createBusMetrics,
  createEmbeddedBus,
  createEmbeddedEmitter,
  createKafkaBus,
  createOutboxRelay,
} from '@weir/bus';
import { createDirectoryEvidenceStore, type DirectoryEvidenceStore } from '@weir/evidence';
import {
  createId,
  type Digests,
  digestOfFacts,
  ecosystemOf,
  formatPurl,
  type ResolvedRelease,
  type VerdictEvent,
} from '@weir/model';
import { createFileFetcher, createRequests } from '@weir/registries';
import {
  createHttpClient,
  createMetricsRegistry,
  noFailpoints,
  silentLogger,
  systemClock,
} from '@weir/runtime';
import { openStore, type Store } from '@weir/store';
import { ANALYZER_DEFAULTS } from '../config.ts';
import { createAnalyzer } from '../context.ts';
import type { ReadPackage } from '../steps/compare-original.ts';
import { sampleFacts } from './samples.ts';

export interface HarnessOptions {
  /** Packages that a release may be a copy of; none is looked up when absent. */
  readonly readPackage?: ReadPackage;
  readonly databaseUrl: string;
  /** Where release files come from. */
  readonly origin: string;
  readonly evidenceDir: string;
  /** Absent: the embedded queue. */
  readonly kafka?: { readonly brokers: readonly string[]; readonly topicPrefix: string };
}

/** The analyzer on a real Postgres, bus, fetcher, evidence store and worker pool. */
export interface AnalyzerHarness extends AsyncDisposable {
  readonly store: Store;
  readonly evidence: DirectoryEvidenceStore;
  readonly pool: AnalysisPool;
  /** Verdict events that the group `alerter` was given, in order. */
  readonly verdicts: VerdictEvent[];
  /** Stores a release of one file, found at `/NAME` of `origin`, and its event, as the feeder does; returns the file's id. */
  announce(name: string, digests?: Digests, origin?: string, versions?: Versions | null): Promise<string>;
  /**
   * Stores a file of a release of PyPI, found at `/FILENAME` of `origin`, that was seen `hoursAgo`, and its event; returns
   * the file's id. Files of one release may come one after the other.
   */
  announcePypi(name: string, version: string, filename: string, hoursAgo?: number): Promise<string>;
  /** The same for releases that a registry's document was resolved to; returns the files' ids. */
  announceResolved(
    releases: readonly ResolvedRelease[],
    registry?: 'npmjs' | 'pypi',
  ): Promise<readonly string[]>;
  /** Starts an analyzer; it stops with the harness. `slow: false`: its slow lane looks for work never. */
  start(options?: { readonly slow: boolean }): Promise<void>;
  /** Begins to take verdicts. */
  listen(): Promise<void>;
  /** Metrics of the analyzer that was started last. */
  metrics(): Promise<string>;
  query(text: string): Promise<readonly Record<string, unknown>[]>;
}

/** Which version of a package, `1.0.0` when absent, found at `/NAME-VERSION` otherwise, and which one came before it. */
export interface Versions {
  readonly version: string;
  readonly previous: string;
}

/** Waits of a test: the shipped ones are minutes. */
const QUICK = {
  backoffFirstMs: 10,
  backoffMaxMs: 20,
  deferLadderMs: [50, 100],
  sequencePollMs: 50,
  slowDelayMs: 0,
  slowPollMs: 50,
  slowRetryMs: 50,
};

/** sha256 and sha512 of bytes, as a registry declares them. */
export function digestsOf(bytes: Uint8Array): Digests {
  const digest = (name: string): string => createHash(name).update(bytes).digest('hex');
  return { sha256: digest('sha256'), sha512: digest('sha512') };
}

/** Opens everything on a migrated database; several processes may do so at once. */
export async function openHarness(options: HarnessOptions): Promise<AnalyzerHarness> {
  await using stack = new AsyncDisposableStack();
  const spoolDir = await mkdtemp(join(tmpdir(), 'weir-analyzer-spool-'));
  stack.defer(() => rm(spoolDir, { recursive: true, force: true }));
  const shared = { clock: systemClock, logger: silentLogger, failpoints: noFailpoints };
  const metrics = createMetricsRegistry();
  const busMetrics = createBusMetrics(metrics);
  const analyzerMetrics = createMetricsRegistry();
  const store = stack.use(
    await openStore({
      ...shared,
      databaseUrl: options.databaseUrl,
      applicationName: 'weir-analyzer-test',
      poolMax: 10,
      emitter: options.kafka ? 'outbox' : createEmbeddedEmitter(),
    }),
  );
  const busDeps = { ...shared, shelf: store.shelf, metrics: busMetrics };
  const bus = stack.use(
    options.kafka
      ? await createKafkaBus({ ...options.kafka, clientId: 'weir-analyzer-test', partitions: 4 }, busDeps)
      : await createEmbeddedBus({ sql: store.sql }, busDeps),
  );
  if (options.kafka)
    stack.use(createOutboxRelay({ ...shared, outbox: store.outbox, bus, metrics: busMetrics }));
  const http = stack.use(createHttpClient({ userAgent: 'weir-test' }));
  const requests = stack.use(
    createRequests({ http, clock: systemClock, random: () => 0, allowance: store.allowance }),
  );
  const fetching = { requests, clock: systemClock, spoolDir, allowedOrigins: [options.origin] };
  const fetcher = createFileFetcher(fetching);
  const previousFetcher = createFileFetcher({ ...fetching, priority: 'previous' });
  const pool = stack.use(
    createAnalysisPool({ workersMax: 2, memoryMbMax: 512, deadlineMs: 30_000, idleMs: 5000 }),
  );
  const slowPool = stack.use(
    createAnalysisPool({ workersMax: 1, memoryMbMax: 512, deadlineMs: 30_000, idleMs: 5000, tier: 'slow' }),
  );
  const evidence = createDirectoryEvidenceStore({ rootDir: options.evidenceDir });
  const verdicts: VerdictEvent[] = [];
  const running = stack.use(new AsyncDisposableStack());
  const owned = stack.move();

  /** Stores a release of one file and its event in one transaction. */
  async function announceRelease(
    { displayName, version, files, facts }: ResolvedRelease,
    registry: 'npmjs' | 'pypi' = 'npmjs',
    seenAt = new Date(systemClock.now()),
  ): Promise<string> {
    const purl = formatPurl(registry, displayName, version);
    const release = {
      registry,
      ecosystem: ecosystemOf(registry),
      name: displayName,
      displayName,
      version,
      purl,
    } as const;
    const factsDigest = digestOfFacts(facts);
    const { publishedAt } = facts;
    return store.transaction(async (tx) => {
      const saved = await store.releases.save(tx, {
        ref: release,
        files,
        facts,
        factsDigest,
        publishedAt,
        seenAt,
      });
      const [file] = files;
      const fileId = saved.files[0]?.fileId ?? '';
      if (file === undefined) return fileId;
      const data = {
        release,
        releaseId: saved.releaseId,
        fileId,
        file,
        factsDigest,
        seenAt: seenAt.toISOString(),
        publishedAt,
        origin: { lane: 'live', replay: false, muted: false },
      } as const;
      await tx.emit([
        {
          id: createId(seenAt),
          source: `/feeds/${registry}`,
          type: 'release.published.v1',
          time: seenAt.toISOString(),
          data,
        },
      ]);
      return fileId;
    });
  }

  return {
    store,
    evidence,
    pool,
    verdicts,
    announce(name, digests = {}, origin = options.origin, versions = null) {
      const version = versions?.version ?? '1.0.0';
      const file = {
        filename: `${name}-${version}.tgz`,
        variant: '',
        revision: '',
        locator: { url: `${origin}/${name}${versions ? `-${version}` : ''}` },
        digests,
        sizeBytes: null,
      };
      const facts = { ...sampleFacts(), previousVersion: versions?.previous ?? null };
      return announceRelease({ displayName: name, version, files: [file], facts });
    },
    announcePypi(name, version, filename, hoursAgo = 0) {
      const file = {
        filename,
        variant: '',
        revision: '',
        locator: { url: `${options.origin}/${filename}` },
        digests: {},
        sizeBytes: null,
      };
      const seenAt = new Date(systemClock.now() - hoursAgo * 3_600_000);
      return announceRelease(
        { displayName: name, version, files: [file], facts: sampleFacts() },
        'pypi',
        seenAt,
      );
    },
    async announceResolved(releases, registry) {
      const fileIds: string[] = [];
      for (const release of releases) fileIds.push(await announceRelease(release, registry));
      return fileIds;
    },
    metrics: () => analyzerMetrics.metrics(),
    async start({ slow } = { slow: true }) {
      analyzerMetrics.clear();
      const analyzer = await createAnalyzer({
        ...shared,
        store,
        bus,
        busMetrics,
        pool,
        slowPool,
        evidence,
        metrics: analyzerMetrics,
        fetcherFor: () => fetcher,
        previousFetcherFor: () => previousFetcher,
        ...(options.readPackage && { readPackage: options.readPackage }),
        random: () => 0,
        config: {
          ...ANALYZER_DEFAULTS,
          ...QUICK,
          ...(slow ? {} : { slowPollMs: 3_600_000, slowDelayMs: 500 }),
        },
      });
      running.use(analyzer.resources);
    },
    async listen() {
      const subscription = await bus.subscribe({
        group: 'alerter',
        topics: ['verdicts'],
        concurrency: 4,
        async handler({ event }) {
          if (event.type === 'verdict.recorded.v1') verdicts.push(event);
          return { kind: 'done' };
        },
      });
      running.use(subscription);
    },
    async query(text) {
      const { rows } = await store.sql.executeSql(text);
      return rows as Record<string, unknown>[];
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
