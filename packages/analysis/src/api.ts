import type { AnalysisResult, Ecosystem, ReleaseContext } from '@weir/model';

/** One artifact to analyse. */
export interface AnalysisRequest {
  /** A file on this machine (spooled archive), or a directory for `weir scan DIR`. */
  readonly path: string;
  /** Name as published: decides the container format when the magic bytes do not. */
  readonly filename: string;
  readonly ecosystem: Ecosystem;
  /** What is known of the release besides its bytes; a local file has none. */
  readonly context: ReleaseContext | null;
  /** Also give back the text of files that findings point at: for readers who cannot open the container. */
  readonly withSources?: boolean;
}

/** The text of a file that a finding points at. */
export interface FlaggedSource {
  /** As findings name it. */
  readonly file: string;
  /** As the container names it. */
  readonly path: string;
  readonly text: string;
}

/** An analysis as its caller asked for it; `sources` is there when it asked, and never stored. */
export interface ArtifactAnalysis extends AnalysisResult {
  readonly sources?: readonly FlaggedSource[];
}

export interface AnalysisPoolOptions {
  /** Child processes at most; they start on demand and end after `idleMs`. */
  readonly workersMax: number;
  /** Heap and RSS cap of one child, in MiB. */
  readonly memoryMbMax: number;
  /** Per artifact; then the child is killed (SIGKILL) and the result is inconclusive. */
  readonly deadlineMs: number;
  readonly idleMs: number;
}

/** Analyses artifacts in child processes. */
export interface AnalysisPool extends AsyncDisposable {
  readonly rulesetVersion: string;
  /**
   * Never throws for what the bytes do: a crash or a full heap is retried once, a time-out is not; it then becomes an
   * `inconclusive` result with a finding that says so. Throws only the signal's reason, or AppError
   * `ANALYSIS_INPUT` (not retriable) when `path` cannot be read at all.
   */
  analyze(request: AnalysisRequest, signal: AbortSignal): Promise<ArtifactAnalysis>;
}
