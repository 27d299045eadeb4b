/**
 * What services may ask of the store. Implementations live beside it, a file a repository.
 *
 * Rules that hold for every method: text from registries is made storable (`safeText`) before it is bound; a method
 * that takes `tx` does nothing outside it; writes are upserts on natural keys, so that replaying a message is safe.
 * Errors: AppError `STORE_UNAVAILABLE` (retriable: connection lost, serialization, lock time-out), everything else
 * is thrown as it came and stops the consumer.
 */
import type {
  Actor,
  Allowance,
  AnalysisResult,
  AnyEvent,
  Artifact,
  FileState,
  Judgement,
  MessageShelf,
  Outbox,
  Registry,
  ReleaseChanged,
  ReleaseFacts,
  ReleaseFile,
  ReleaseRef,
  RequestPriority,
  SqlExecutor,
} from '@weir/model';
import type { AlertRepository } from './alert-api.ts';
import type { EdgeRepository } from './edge-api.ts';
import type { EvidenceRepository } from './evidence-api.ts';
import type { FeedRepository, SweepRepository } from './feed-api.ts';
import type { KnownPackage } from './known-api.ts';

export * from './alert-api.ts';
export * from './edge-api.ts';
export * from './evidence-api.ts';
export * from './feed-api.ts';
export * from './known-api.ts';

/** One open transaction. `emit` puts events on the bus if and only if it commits; topic and key follow from the event. */
export interface Tx extends SqlExecutor {
  emit(events: readonly AnyEvent[]): Promise<void>;
}

/** One piece of work to come back to. */
export interface ScheduledRecheck {
  readonly kind: string;
  readonly subject: string;
  readonly dueAt: Date;
  readonly attempt: number;
  readonly reason: string;
  readonly payload?: unknown;
  readonly priority?: number;
}

/** Work that comes back: a package to resolve (`package:<registry>`), or a deferred message (`message:<group>`). */
export interface Recheck {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly dueAt: Date;
  readonly attempt: number;
  readonly reason: string;
  /** Small JSON of the kind's own; at most 64 kB. */
  readonly payload: unknown;
  /** Lower is served first: 0 live, 1 recheck, 2 previous versions, 3 backfill. */
  readonly priority: number;
  /** Changes with every schedule: a settle with an older one leaves the row due. */
  readonly generation: string;
}

export interface RecheckRepository {
  /** Upsert on (kind, subject): the earlier due time and the lower priority win, the generation moves on. */
  schedule(tx: SqlExecutor, recheck: ScheduledRecheck): Promise<void>;
  /** The same for many in one statement; a (kind, subject) may occur once. */
  scheduleMany(tx: SqlExecutor, rechecks: readonly ScheduledRecheck[]): Promise<void>;
  /** A row as it stands, due or not, in hand or not; null when there is none. */
  find(kind: string, subject: string): Promise<Recheck | null>;
  /** Rows of one kind. */
  count(kind: string): Promise<number>;
  /** Takes due rows for `leaseMs`; a crash gives them back when the lease ends (SKIP LOCKED, oldest due first within a priority). */
  claim(kind: string, limit: number, leaseMs: number): Promise<readonly Recheck[]>;
  /**
   * Keeps claimed rows for `leaseMs` from now on; those whose claim somebody else has by now stay theirs. Without it
   * a holder that takes longer than its lease shares its work with the next: harmless, and twice the cost.
   */
  extend(rechecks: readonly Recheck[], leaseMs: number): Promise<void>;
  /** Removes a claimed row, unless it was scheduled anew meanwhile. */
  settle(tx: SqlExecutor, recheck: Recheck): Promise<void>;
  /**
   * Puts a claimed row off, unless it was scheduled anew meanwhile. `priority` can make it less urgent; what is
   * scheduled anew is as urgent as that schedule says. `attempt`: one more than it had, unless it is given.
   */
  postpone(
    tx: SqlExecutor,
    recheck: Recheck,
    next: {
      readonly dueAt: Date;
      readonly reason: string;
      readonly priority?: number;
      readonly attempt?: number;
    },
  ): Promise<void>;
  /** Gives a claimed row back untouched: it is due at once, with its attempt as it was. */
  release(tx: SqlExecutor, recheck: Recheck): Promise<void>;
  /** Rows by kind, and the oldest due time, for metrics and doctor. */
  depth(): Promise<readonly { kind: string; rows: number; oldestDueAt: Date | null }[]>;
}

export interface SavedRelease {
  readonly releaseId: string;
  /** False when the release was known already; its ids are then the stored ones. */
  readonly created: boolean;
  readonly files: readonly {
    readonly filename: string;
    readonly fileId: string;
    readonly created: boolean;
    readonly seenAt: Date;
  }[];
}

export interface StoredFile {
  readonly fileId: string;
  readonly releaseId: string;
  readonly release: ReleaseRef;
  readonly file: ReleaseFile;
  readonly state: FileState;
  readonly artifactSha256: string | null;
  readonly facts: ReleaseFacts | null;
  readonly factsDigest: string;
  readonly seenAt: Date;
}

export interface ReleaseRepository {
  listVersions(registry: Registry, name: string): Promise<ReadonlySet<string>>;
  /** Every stored file of a package with its version; history has none. */
  listFiles(
    registry: Registry,
    name: string,
  ): Promise<readonly { readonly version: string; readonly filename: string }[]>;
  /**
   * How many releases of a package came in since `seen`, without history: what was published before `published` or was
   * only seeded.
   */
  countRecent(
    registry: Registry,
    name: string,
    since: { readonly seen: Date; readonly published: Date },
  ): Promise<number>;
  /** Packages with a release that came in since a moment, and when its newest one was published; history counts, too. */
  listReleased(
    registry: Registry,
    since: Date,
  ): Promise<readonly { readonly name: string; readonly publishedAt: Date }[]>;
  /** What is known of packages that a release depends on: one a name, in any order. */
  findPackages(registry: Registry, names: readonly string[]): Promise<readonly KnownPackage[]>;
  /** Stores a release, its files and its facts; what exists stays as it is. Ids are UUIDv7 of `seenAt`. */
  save(
    tx: Tx,
    release: {
      ref: ReleaseRef;
      files: readonly ReleaseFile[];
      facts: ReleaseFacts;
      factsDigest: string;
      publishedAt: string | null;
      seenAt: Date;
    },
  ): Promise<SavedRelease>;
  /**
   * Notes versions that were there before Weir first saw their package: `listVersions` knows them from now on. They
   * get no files, facts or events; `save` can add those later. Bulk; returns how many were new.
   */
  seed(
    tx: Tx,
    releases: readonly { ref: ReleaseRef; publishedAt: string | null }[],
    seenAt: Date,
  ): Promise<number>;
  /**
   * Records a removal, yank, quarantine or takedown once per (subject, kind), or that it is over (`restored`); returns
   * false when it stood already. What was restored can happen again. Owners can change time and again: the last time is
   * kept.
   */
  saveChange(
    tx: Tx,
    kind: 'removed' | 'yanked' | 'quarantined' | 'takedown' | 'restored' | 'owners-changed',
    change: ReleaseChanged,
  ): Promise<boolean>;
  /**
   * Changes of a package, its releases and files that stand: those that were restored since do not. Null version: the
   * whole package; null filename: the whole release.
   */
  listChanges(
    registry: Registry,
    name: string,
  ): Promise<
    readonly {
      readonly kind: string;
      readonly version: string | null;
      readonly filename: string | null;
    }[]
  >;
  /** The file with its release and facts; the id knows its partition. Null when unknown. */
  findFile(fileId: string): Promise<StoredFile | null>;
  /** Files of a release by name, for the CLI: newest first. */
  findFilesByRelease(registry: Registry, name: string, version: string): Promise<readonly StoredFile[]>;
  setFileState(tx: Tx, fileId: string, state: FileState, artifactSha256: string | null): Promise<void>;
  saveArtifact(tx: Tx, artifact: Artifact, filename: string, seenAt: Date): Promise<void>;
  /** Answers by any digest: `pending` is announced and not analysed yet. */
  lookupDigest(algorithm: string, digest: string): Promise<DigestAnswer>;
}

export type DigestAnswer =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'pending'; readonly sha256: string | null }
  | {
      readonly kind: 'verdict';
      readonly sha256: string;
      readonly judgement: Judgement;
      readonly verdictId: string;
    };

export interface RecordedAnalysis {
  readonly analysisId: string;
  readonly verdictId: string;
  /** The verdict that this one replaces; null for the first, and where a person's verdict stands above it. */
  readonly supersedes: string | null;
  /** False when this (file, ruleset, facts) was analysed before: nothing was written. */
  readonly created: boolean;
}

export interface AnalysisRepository {
  find(key: {
    fileId: string;
    rulesetVersion: string;
    factsDigest: string;
  }): Promise<RecordedAnalysis | null>;
  /**
   * Stores analysis, findings, capabilities, the verdict and indicators with sightings, those of reached code included,
   * all in `tx`.
   */
  record(
    tx: Tx,
    analysis: {
      file: StoredFile;
      result: AnalysisResult;
      actor: Actor;
      decidedAt: Date;
      evidenceSha256: string | null;
    },
  ): Promise<RecordedAnalysis>;
  /**
   * Records a verdict about a file whose bytes could not be read (never available, over the byte cap): a row of the
   * verdict log without artifact or analysis, sequenced like any other. Once per (file, ruleset, facts digest).
   */
  recordUnread(
    tx: Tx,
    unread: {
      file: StoredFile;
      judgement: Judgement;
      rulesetVersion: string;
      actor: Actor;
      decidedAt: Date;
    },
  ): Promise<Omit<RecordedAnalysis, 'analysisId'>>;
}

export interface VerdictRepository {
  /** Gives committed verdicts their place in the public change feed, in one fenced process; returns how many. */
  sequence(limit: number): Promise<number>;
  /** Verdicts after `cursor` (decimal text), oldest first. */
  listSince(
    cursor: string,
    limit: number,
  ): Promise<
    readonly {
      cursor: string;
      verdictId: string;
      fileId: string;
      purl: string;
      judgement: Judgement;
      actor: Actor;
      decidedAt: Date;
    }[]
  >;
  /** The release's verdict: its worst complete file verdict; null when none. */
  findForRelease(registry: Registry, name: string, version: string): Promise<Judgement | null>;
}

export interface ParkedRow {
  readonly id: string;
  readonly group: string;
  readonly topic: string;
  readonly key: string;
  readonly eventId: string | null;
  readonly payload: string;
  readonly reason: string;
  readonly step: string;
  readonly error: string;
  readonly parkedAt: Date;
  readonly replayedAt: Date | null;
}

export interface ParkedRepository {
  list(options: { limit: number; group?: string; includeReplayed?: boolean }): Promise<readonly ParkedRow[]>;
  find(id: string): Promise<ParkedRow | null>;
  /** Emits the message again and marks the row, in one transaction. Throws `EVENT_INVALID` for a payload that is no event. */
  replay(id: string, at: Date): Promise<void>;
}

/** What one kind of work leased on one day (UTC, `2026-11-23`). */
export interface LedgerDay {
  readonly day: string;
  readonly priority: RequestPriority;
  readonly leased: number;
}

/** An account's requests: all of this month, and by day those of the month and of the eight days before today. */
export interface RequestLedger {
  /** Leased this month, of which processes that run may hold some unused. */
  readonly used: number;
  /** Oldest first; days without requests are left out. */
  readonly days: readonly LedgerDay[];
}

/** Requests to registries. An account is a registry's documents host; its months and days are UTC. */
export interface AllowanceRepository extends Allowance {
  /** Accounts with requests this month or in the days before. */
  listAccounts(at: Date): Promise<readonly string[]>;
  ledger(account: string, at: Date): Promise<RequestLedger>;
}

/** Counts for doctor, the demo and tests. */
export interface StoreStats {
  readonly releases: number;
  readonly files: number;
  readonly analyses: number;
  readonly verdicts: Readonly<Record<string, number>>;
  readonly parked: number;
  /** Open ones. */
  readonly gaps: number;
}

export interface Store extends AsyncDisposable {
  /** Runs `work` in one READ COMMITTED transaction; rolls back on any throw. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** For libraries that bring their own SQL (the embedded queue). */
  readonly sql: SqlExecutor;
  ping(): Promise<void>;
  /** Creates partitions for the months around `now`; called at start and daily. */
  ensurePartitions(now: Date): Promise<void>;
  stats(): Promise<StoreStats>;
  readonly feeds: FeedRepository;
  readonly sweeps: SweepRepository;
  readonly rechecks: RecheckRepository;
  readonly releases: ReleaseRepository;
  readonly analyses: AnalysisRepository;
  readonly evidence: EvidenceRepository;
  readonly edges: EdgeRepository;
  readonly verdicts: VerdictRepository;
  readonly alerts: AlertRepository;
  readonly parked: ParkedRepository;
  readonly allowance: AllowanceRepository;
  readonly shelf: MessageShelf;
  readonly outbox: Outbox;
}
