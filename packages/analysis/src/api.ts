import type { YaraSource } from '@weir/detectors';
import type {
  AnalysisResult,
  Ecosystem,
  FilePart,
  PreviousRelease,
  ReleaseContext,
  Siblings,
} from '@weir/model';
import type { Tier } from './limits.ts';

/** One artifact to analyse. */
export interface AnalysisRequest {
  /** A file on this machine (spooled archive), or a directory for `weir scan DIR`. */
  readonly path: string;
  /** Name as published: decides the container format when the magic bytes do not. */
  readonly filename: string;
  /** null: told by what is in it, and the answer says what that was. */
  readonly ecosystem: Ecosystem | null;
  /** What is known of the release besides its bytes; a local file has none. */
  readonly context: ReleaseContext | null;
  /** What the release before left, where no context says it: of bytes that no registry was asked about. */
  readonly previous?: PreviousRelease | null;
  /** Of files of the same release that were analysed before; null or absent: none is known. */
  readonly siblings?: Siblings | null;
  /** Also give back the text of files that findings point at: for readers who cannot open the container. */
  readonly withSources?: boolean;
  /** Absent: the file at `path` is whole. Of a part, what is not there is left unread, and the result is incomplete. */
  readonly part?: FilePart;
  /** How much of what the previous release did not have is handed back; nothing when absent. */
  readonly keep?: KeepBudget;
}

/** The text of a file that a finding points at. */
export interface FlaggedSource {
  /** As findings name it. */
  readonly file: string;
  /** As the container names it. */
  readonly path: string;
  readonly text: string;
}

/** Bounds of the new files that one analysis hands back. */
export interface KeepBudget {
  readonly filesMax: number;
  /** Unpacked, all files together. */
  readonly bytesMax: number;
}

/** A file that the previous release did not have, as the child read it: hostile bytes, and only its word for the digest. */
export interface KeptFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/** An analysis as its caller asked for it; `sources` and `kept` are there when it asked, and with `named` never stored as they are. */
export interface ArtifactAnalysis extends AnalysisResult {
  /** What its files say that it is, where nobody said: it was analysed as the first. */
  readonly ecosystems?: readonly Ecosystem[];
  /** What its manifest calls it; absent where none could be read. */
  readonly named?: { readonly name: string | null; readonly version: string | null };
  readonly sources?: readonly FlaggedSource[];
  readonly kept?: readonly KeptFile[];
  /** Milliseconds that facts and new files took, in what budgets count in. */
  readonly factsMs?: number;
}

export interface AnalysisPoolOptions {
  /** Child processes at most; they start on demand and end after `idleMs`. */
  readonly workersMax: number;
  /** Heap and RSS cap of one child, in MiB. */
  readonly memoryMbMax: number;
  /**
   * Per artifact, in processor time of its child (three times as long by the clock); then the child is killed (SIGKILL)
   * and the result is inconclusive.
   */
  readonly deadlineMs: number;
  readonly idleMs: number;
  /** What an analysis may cost, and a part of the ruleset version; `live` when absent. */
  readonly tier?: Tier;
  /**
   * `none`: creating the pool fails with `ANALYSIS_ISOLATION` (not retriable) where the system gives children no
   * network namespace. Absent or `any`: they get one where it does.
   */
  readonly network?: 'none' | 'any';
  /** The user's YARA rules, as `loadYaraRules` gave them; none when absent. */
  readonly yaraRules?: readonly YaraSource[];
  /**
   * A folder for the facts of each package's last release, so that the next one parses only what changed; absent: they
   * are kept in the children's memory only.
   */
  readonly factsDir?: string;
}

/** Analyses artifacts in child processes. */
export interface AnalysisPool extends AsyncDisposable {
  readonly rulesetVersion: string;
  /**
   * Never throws for what the bytes do: a crash or a full heap is retried once, a time-out is not. What cannot be
   * analysed gets a cheap linear pass in a fresh child, and a finding that says so: it is never `benign`. Throws only the signal's reason, or AppError
   * `ANALYSIS_INPUT` (not retriable) when `path` cannot be read at all.
   */
  analyze(request: AnalysisRequest, signal: AbortSignal): Promise<ArtifactAnalysis>;
}
