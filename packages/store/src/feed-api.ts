/**
 * What the feeder may ask of the store about feeds: pages, receipts, gaps and sweeps. The rules of `api.ts` hold.
 */
import type { FeedProblem, FeedRow, KnownOwners, Registry, SqlExecutor } from '@weir/model';
import type { Tx } from './api.ts';

/** A feed's position, held by one leader at a time. `epoch` fences: a write with an older one throws `FEED_FENCED`. */
export interface FeedLease extends AsyncDisposable {
  readonly registry: Registry;
  readonly epoch: string;
  /** Null before the first page was ever stored. */
  cursor(): Promise<string | null>;
}

/** How a gap came about: a stretch of a feed, a package or a file that was given up, a line of a backfill. */
export type GapKind = 'stretch' | 'package' | 'file' | 'backfill';

export interface Gap {
  readonly id: string;
  readonly registry: Registry;
  readonly kind: GapKind;
  readonly fromCursor: string;
  readonly toCursor: string | null;
  readonly reason: string;
  readonly seenAt: Date;
  /** Null while it is open. */
  readonly filledAt: Date | null;
  readonly filledBy: string | null;
}

/** A feed's health as its leader last noted it. */
export interface FeedHealth {
  readonly registry: Registry;
  readonly cursor: string | null;
  readonly head: string | null;
  /** Since when the head is this one. */
  readonly headMovedAt: Date | null;
  /** When the last page was the newest one. */
  readonly atHeadAt: Date | null;
  readonly lastRowAt: Date | null;
  readonly updatedAt: Date;
  /** Since the beginning: rows that showed behind the cursor, and revisions that no row told. */
  readonly lateRows: number;
  readonly lostRows: number;
  readonly openGaps: number;
}

export interface FeedRepository {
  /** Becomes the leader of a feed, or null while another process is. */
  lead(registry: Registry): Promise<FeedLease | null>;
  /**
   * Makes one page durable: raw rows and problems (kept 7 days), a receipt per name (`seen_rev` if newer), a recheck
   * due now per name with news, and the cursor with its checkpoint each minute.
   *
   * With a cursor, every row that was not stored before is news: a release can show without a new revision. Without
   * one the page was read again behind the cursor, which stays: only unseen revisions are news, and count as late.
   * `flood`: names that were seen before are less urgent than others. Returns how many names were scheduled.
   * Throws AppError `FEED_FENCED` (not retriable) when the lease was lost.
   */
  savePage(
    tx: Tx,
    lease: FeedLease,
    page: {
      readonly rows: readonly FeedRow[];
      readonly problems: readonly FeedProblem[];
      readonly cursor: string | null;
      readonly seenAt: Date;
      readonly atHead?: boolean;
      readonly flood?: boolean;
    },
  ): Promise<number>;
  /** Moves the cursor back after the feed's head fell behind it; forgets checkpoints, which are of another sequence. */
  rewind(tx: Tx, lease: FeedLease, cursor: string, at: Date, windowMs: number): Promise<void>;
  /** Where the cursor was at `at`, or else the oldest place that is known; null when none is. */
  findCheckpoint(registry: Registry, at: Date): Promise<string | null>;
  /** Notes the newest position that the feed told, and whether the last page was the newest; fenced like a page. */
  saveHealth(
    lease: FeedLease,
    health: { readonly head: string | null; readonly atHead: boolean },
    at: Date,
  ): Promise<void>;
  /** Null before the feed was ever led. */
  health(registry: Registry): Promise<FeedHealth | null>;
  /** Revisions that rows of a name told in a stretch of time, each once; at most 200. Rows are kept for 7 days. */
  toldRevisions(registry: Registry, name: string, from: Date, to: Date): Promise<readonly string[]>;
  /** What is known of a name: null revs when never seen. */
  receipt(registry: Registry, name: string): Promise<PackageReceipt | null>;
  /** Which of these packages a row or a list of names told of, and are not gone. */
  listSeen(registry: Registry, names: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Notes the revision that a document was served with, unless a newer one was noted (caches serve old copies), and its
   * size. `gone`: whether the registry has the package any more; null leaves that as the feed told it. Throws
   * `LOOK_OVERTAKEN`, retriable, when the receipt is not the one that the look began with any more: what it saw as a
   * change may be none, and the other way round.
   */
  saveFetched(
    tx: Tx,
    registry: Registry,
    name: string,
    fetched: {
      readonly revision: string | null;
      readonly documentBytes: number | null;
      readonly gone: boolean | null;
      /** The package was deleted and published anew: its revisions began again. */
      readonly reborn?: boolean;
      /** Since when a change is known that showed nothing yet; null leaves that as it was. */
      readonly watchedSince: Date | null;
      /** Null or absent leaves them as they are. */
      readonly owners?: KnownOwners | null;
      /** What was known when the look began; null when nothing was. */
      readonly before: Pick<PackageReceipt, 'fetchedRevision' | 'lastFetchedAt' | 'owners'> | null;
    },
    at: Date,
  ): Promise<void>;
  /** Keeps problems that a document or an answer outside the feed had, as long as those of `savePage`. */
  saveProblems(tx: Tx, registry: Registry, problems: readonly FeedProblem[], seenAt: Date): Promise<void>;
  /** Records what could not be read, once; one that was filled is open again. */
  saveGap(
    tx: Tx,
    gap: {
      registry: Registry;
      kind: GapKind;
      fromCursor: string;
      toCursor: string | null;
      reason: string;
      seenAt: Date;
    },
  ): Promise<void>;
  /** Closes open gaps of a kind: the one from `fromCursor`, or all that were seen before `seenBefore`. Returns how many. */
  fillGaps(
    tx: SqlExecutor,
    which: {
      registry: Registry;
      kind: GapKind;
      fromCursor?: string;
      seenBefore?: Date;
    },
    at: Date,
    by: string,
  ): Promise<number>;
  /** Newest first. */
  listGaps(options: { limit: number; registry?: Registry; includeFilled?: boolean }): Promise<readonly Gap[]>;
  /** Closes one gap by its id; false when there is no such open gap. */
  closeGap(id: string, at: Date, by: string): Promise<boolean>;
}

/** The sweep over all names of a registry that runs, or ran last. */
export interface Sweep {
  readonly registry: Registry;
  readonly kind: 'baseline' | 'diff';
  readonly startedAt: Date;
  readonly nextKey: string | null;
  readonly names: number;
  readonly finishedAt: Date | null;
  readonly advanced: number;
  readonly vanished: number;
  readonly baselineAt: Date | null;
}

/** What a finished sweep found. */
export interface SweepResult {
  /** Names that were noted (baseline), or whose revision no row told. */
  readonly advanced: number;
  /** Names that the registry does not list any more, and no row told. */
  readonly vanished: number;
  /** The revision that was read before and that the registry as a whole is behind of now; null: it is not. */
  readonly regressedFrom: string | null;
}

/** Reconciliation of receipts with all names of a registry. Every write is fenced by the feed's lease. */
export interface SweepRepository {
  find(registry: Registry): Promise<Sweep | null>;
  /** Begins anew, forgetting one that did not finish. The first that finishes is the baseline. */
  begin(lease: FeedLease, at: Date): Promise<Sweep>;
  /**
   * Adds one page (COPY) and notes where the next begins, both or neither.
   * @param asOf when the names were those of the page, if that was before the sweep began: then the sweep is of that
   *   time, and what happened since is not held against it.
   * @param beforeCommit called when all is written, for failpoints.
   * @throws AppError `SWEEP_LOST` (not retriable) when the pages so far are gone (the server crashed): begin anew.
   */
  savePage(
    lease: FeedLease,
    names: readonly { readonly name: string; readonly revision: string | null }[],
    nextKey: string | null,
    beforeCommit?: () => void,
    asOf?: Date,
  ): Promise<void>;
  /**
   * Ends a sweep whose pages are all there. A baseline notes receipts and schedules nothing; a diff schedules a look
   * at every name with a revision that is newer than its receipt, or that is gone, and closes the stretch gaps that are
   * older than its start. A registry that fell behind what was read of it before is recorded as a gap, and every name
   * that was read beyond is looked at again.
   */
  finish(
    lease: FeedLease,
    at: Date,
    beforeCommit?: () => void,
    /** Revision of the registry as a whole that the names tell (PyPI: its last serial), null when they tell none. */
    head?: string | null,
  ): Promise<SweepResult>;
}

export interface PackageReceipt {
  readonly registry: Registry;
  readonly name: string;
  readonly seenRevision: string | null;
  readonly fetchedRevision: string | null;
  readonly deleted: boolean;
  readonly firstSeenAt: Date;
  /** When a row of this name was last seen that was not seen before. */
  readonly lastSeenAt: Date;
  readonly lastFetchedAt: Date | null;
  /** Size of the document as last read, in bytes; null when never read. */
  readonly documentBytes: number | null;
  /** When the last change was seen that showed nothing: it can be a version that is held back. */
  readonly watchedSince: Date | null;
  /** Null where owners were never read. */
  readonly owners: KnownOwners | null;
}
