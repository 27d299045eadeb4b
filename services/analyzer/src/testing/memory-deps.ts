import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnalysisPool, AnalysisRequest, ArtifactAnalysis } from '@weir/analysis';
import {
  type AnalysisResult,
  type AnyEvent,
  AppError,
  createId,
  type Delivery,
  type EvidenceStore,
  type FailpointName,
  type FetchOutcome,
  type FileFetcher,
  type FileState,
  type Judgement,
  type Outcome,
  type PackageEdge,
  type StoredBlob,
} from '@weir/model';
import { createMetricsRegistry, type MetricsRegistry, silentLogger } from '@weir/runtime';
import type { FileFacts, KnownPackage, RecordedAnalysis, StoredFile, Tx } from '@weir/store';
import { type AnalyzeReleaseDeps, createAnalyzeRelease } from '../analyze-release.ts';
import { ANALYZER_DEFAULTS } from '../config.ts';
import { createAnalyzerMetrics } from '../metrics.ts';
import type { FindStanding } from '../steps/ask-standing.ts';
import { publishedEvent, SEEN_AT } from './samples.ts';

/** What the fakes saw, in order. */
export interface Trace {
  readonly steps: string[];
  readonly events: AnyEvent[];
  readonly gaps: string[];
  readonly states: (readonly [FileState, string | null])[];
  readonly results: AnalysisResult[];
  readonly edges: PackageEdge[];
  readonly unread: Judgement[];
  readonly requests: AnalysisRequest[];
  readonly failpoints: FailpointName[];
  readonly evidence: Map<string, Buffer>;
  /** Kinds of what the record was told to be kept. */
  readonly noted: string[];
}

export interface MemoryAnalyzer {
  readonly trace: Trace;
  readonly metrics: MetricsRegistry;
  handle(file: StoredFile, options?: { event?: AnyEvent; attempt?: number }): Promise<Outcome>;
}

/** Answers of the registry in order; the last one repeats. Bytes become a spooled file. */
export type Answer = Uint8Array | Exclude<FetchOutcome, { kind: 'fetched' }> | Error;

/** Bytes as a fetcher hands them out. */
export async function spool(bytes: Uint8Array): Promise<FetchOutcome> {
  const directory = await mkdtemp(join(tmpdir(), 'weir-analyzer-test-'));
  const path = join(directory, 'file');
  await writeFile(path, bytes);
  const digests = Object.fromEntries(
    ['sha256', 'sha512', 'sha1'].map((name) => [name, createHash(name).update(bytes).digest('hex')]),
  );
  const dispose = (): Promise<void> => rm(directory, { recursive: true, force: true });
  return {
    kind: 'fetched',
    file: { path, sizeBytes: bytes.length, digests, [Symbol.asyncDispose]: dispose },
  };
}

function fetcherOf(answers: readonly Answer[], trace: Trace): FileFetcher {
  let next = 0;
  return {
    async fetch() {
      trace.steps.push('fetch');
      const answer = answers[Math.min(next, answers.length - 1)];
      next += 1;
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('nothing scripted');
      return answer instanceof Uint8Array ? spool(answer) : answer;
    },
  };
}

function memoryEvidence(trace: Trace): EvidenceStore {
  const keep = (bytes: Buffer, sha256: string): StoredBlob => {
    trace.steps.push('evidence');
    trace.evidence.set(sha256, bytes);
    return { sha256, plainBytes: bytes.length, storedBytes: bytes.length };
  };
  return {
    async put(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return keep(Buffer.from(bytes), sha256);
    },
    putFile: async (_path, sha256) => keep(Buffer.from('artifact'), sha256),
    has: async (sha256) => trace.evidence.has(sha256),
    get: async (sha256) => trace.evidence.get(sha256) ?? null,
  };
}

/**
 * The use case on in-memory parts, for unit tests only: a scripted registry, a pool that answers `result`, and a store
 * that knows `files`. A transaction that throws leaves nothing.
 */
export function createMemoryAnalyzer(options: {
  readonly files: readonly StoredFile[];
  readonly answers: readonly Answer[];
  readonly result: ArtifactAnalysis | Error;
  /** Facts of the release before. */
  readonly previous?: readonly FileFacts[];
  /** Stored bytes of new files that today's releases left. */
  readonly keptTodayBytes?: number;
  /** Errors of the first transactions, in order. */
  readonly storeErrors?: readonly Error[];
  /** What the registry says of files that are not served; absent: it cannot be asked. */
  readonly findStanding?: FindStanding;
  /** What the store knows of dependencies. */
  readonly packages?: readonly KnownPackage[];
}): MemoryAnalyzer {
  const trace: Trace = {
    steps: [],
    events: [],
    gaps: [],
    states: [],
    results: [],
    edges: [],
    unread: [],
    requests: [],
    failpoints: [],
    evidence: new Map(),
    noted: [],
  };
  const recorded = new Map<string, RecordedAnalysis>();
  const storeErrors = [...(options.storeErrors ?? [])];
  const clock = { now: () => SEEN_AT.getTime() + 2000, sleep: async () => {} };
  const ids = (): RecordedAnalysis => ({
    analysisId: createId(SEEN_AT),
    verdictId: createId(SEEN_AT),
    supersedes: null,
    created: true,
  });

  const store = {
    async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      const events: AnyEvent[] = [];
      const result = await work({
        executeSql: async () => ({ rows: [] }),
        emit: async (more) => void events.push(...more),
      });
      const error = storeErrors.shift();
      if (error) throw error;
      trace.steps.push('commit');
      trace.events.push(...events);
      return result;
    },
    releases: {
      findFile: async (fileId: string) => options.files.find((file) => file.fileId === fileId) ?? null,
      findPackages: async (_registry: string, names: readonly string[]) =>
        (options.packages ?? []).filter(({ name }) => names.includes(name)),
      saveArtifact: async () => {},
      setFileState: async (_tx: Tx, _fileId: string, state: FileState, sha256: string | null) =>
        void trace.states.push([state, sha256]),
    },
    analyses: {
      find: async ({ fileId }: { fileId: string }) => recorded.get(fileId) ?? null,
      async record(_tx: Tx, { file, result }: { file: StoredFile; result: AnalysisResult }) {
        trace.results.push(result);
        const known = recorded.get(file.fileId);
        if (known && storeErrors.length === 0) return { ...known, created: false };
        const created = ids();
        if (storeErrors.length === 0) recorded.set(file.fileId, created);
        return created;
      },
      async recordUnread(_tx: Tx, { judgement }: { judgement: Judgement }) {
        const created = trace.unread.length === 0;
        trace.unread.push(judgement);
        return { verdictId: createId(SEEN_AT), supersedes: null, created };
      },
    },
    evidence: {
      note: async (_tx: Tx, kind: string) => void trace.noted.push(kind),
      keepPack: async () => void trace.noted.push('kept'),
      saveFacts: async () => void trace.noted.push('facts'),
      findFacts: async () => options.previous ?? [],
      keptBytesSince: async () => options.keptTodayBytes ?? 0,
    },
    edges: {
      save: async (_tx: Tx, { edges }: { edges: readonly PackageEdge[] }) => void trace.edges.push(...edges),
    },
    feeds: { saveGap: async (_tx: Tx, { reason }: { reason: string }) => void trace.gaps.push(reason) },
  };

  const pool: AnalysisPool = {
    rulesetVersion: 'rules-1',
    async analyze(request) {
      trace.steps.push('analyze');
      trace.requests.push(request);
      if (options.result instanceof Error) throw options.result;
      return options.result;
    },
    async [Symbol.asyncDispose]() {},
  };
  const metrics = createMetricsRegistry();
  const handler = createAnalyzeRelease({
    // The fakes implement what the use case calls, which is a part of the repositories.
    store: store as unknown as AnalyzeReleaseDeps['store'],
    fetcherFor: () => fetcher,
    ...(options.findStanding ? { findStanding: options.findStanding } : {}),
    pool,
    evidence: memoryEvidence(trace),
    clock,
    random: () => 0,
    logger: silentLogger,
    failpoints: { reach: (name) => void trace.failpoints.push(name) },
    metrics: createAnalyzerMetrics(metrics),
    config: ANALYZER_DEFAULTS,
  });
  const fetcher = fetcherOf(options.answers, trace);

  return {
    trace,
    metrics,
    handle(file, { event = publishedEvent(file), attempt = 0 } = {}) {
      const delivery: Delivery = {
        topic: 'releases.live',
        key: 'npm/left-pad-ng',
        group: 'analyzer',
        event,
        attempt,
      };
      return handler(delivery, AbortSignal.timeout(10_000));
    },
  };
}

/** What the store throws while it is away. */
export function storeAway(): AppError {
  return new AppError('STORE_UNAVAILABLE', 'connection lost', { retriable: true });
}
