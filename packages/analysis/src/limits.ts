import { DEFAULT_BUDGET } from '@weir/archive';
import type { ArchiveBudget, LinearBudget } from '@weir/model';
import type { AnalysisPoolOptions } from './api.ts';

/** Budgets of one analysis inside a child. What they leave unread is named in `skipped`. */
export interface AnalysisBudget {
  /** Bytes of source that are parsed, all files together. */
  readonly parsedBytesMax: number;
  /** Files that are parsed. */
  readonly parsedFilesMax: number;
  /** Milliseconds after which no further file is parsed; the pool's deadline kills later. */
  readonly timeMsMax: number;
  /** Milliseconds of one detector. */
  readonly detectorMsMax: number;
  readonly unread: UnreadBudget;
}

/** The pass over what other budgets left unread: cheap enough for every release that needs one. */
export interface UnreadBudget {
  readonly linear: LinearBudget;
  /** Characters of pieces that are looked at closely, and how long that may take, in milliseconds. */
  readonly excerptCharsMax: number;
  readonly excerptMsMax: number;
}

/**
 * How much an analysis may cost: `live` at once for every release, `slow` again later for those that it left
 * incomplete.
 */
export type Tier = 'live' | 'slow';

/**
 * Enough for every package of the benign set; acorn parses 10 to 20 MB a second (lab.md section 4). Clients of large
 * web services are 5,000 to 8,000 small files of Python, and that of Kubernetes 74 MB of it: bytes and time end a release
 * before its files do. Times leave room for a machine half as fast as the one that they were measured on.
 */
export const DEFAULT_ANALYSIS_BUDGET: AnalysisBudget = {
  parsedBytesMax: 96 * 1024 * 1024,
  parsedFilesMax: 10_000,
  timeMsMax: 15_000,
  detectorMsMax: 3_000,
  unread: {
    linear: { bytesMax: 32 * 1024 * 1024, timeMsMax: 3_000 },
    excerptCharsMax: 2 * 1024 * 1024,
    excerptMsMax: 6_000,
  },
};

/** What a budget of the slow lane allows of what a live one does. */
const SLOW_FACTOR = 4;

function slowed(budget: AnalysisBudget): AnalysisBudget {
  const { linear, excerptCharsMax, excerptMsMax } = budget.unread;
  return {
    parsedBytesMax: SLOW_FACTOR * budget.parsedBytesMax,
    parsedFilesMax: SLOW_FACTOR * budget.parsedFilesMax,
    timeMsMax: SLOW_FACTOR * budget.timeMsMax,
    detectorMsMax: SLOW_FACTOR * budget.detectorMsMax,
    unread: {
      linear: { bytesMax: SLOW_FACTOR * linear.bytesMax, timeMsMax: SLOW_FACTOR * linear.timeMsMax },
      excerptCharsMax: SLOW_FACTOR * excerptCharsMax,
      excerptMsMax: SLOW_FACTOR * excerptMsMax,
    },
  };
}

/** What a tier allows. Depth and the length of paths stay: more of them is no more to see. */
export const TIERS: Readonly<
  Record<Tier, { readonly archive: ArchiveBudget; readonly analysis: AnalysisBudget }>
> = {
  live: { archive: DEFAULT_BUDGET, analysis: DEFAULT_ANALYSIS_BUDGET },
  slow: {
    archive: {
      ...DEFAULT_BUDGET,
      entriesMax: SLOW_FACTOR * DEFAULT_BUDGET.entriesMax,
      unpackedBytesMax: SLOW_FACTOR * DEFAULT_BUDGET.unpackedBytesMax,
      ratioMax: SLOW_FACTOR * DEFAULT_BUDGET.ratioMax,
      timeMsMax: SLOW_FACTOR * DEFAULT_BUDGET.timeMsMax,
    },
    analysis: slowed(DEFAULT_ANALYSIS_BUDGET),
  },
};

/**
 * What a child of a tier may use: heap and RSS in MiB, and processor time for one artifact in milliseconds, after which
 * it is killed and the result is inconclusive.
 */
export const CHILD_LIMITS: Readonly<Record<Tier, Pick<AnalysisPoolOptions, 'memoryMbMax' | 'deadlineMs'>>> = {
  live: { memoryMbMax: 512, deadlineMs: 60_000 },
  slow: { memoryMbMax: 1024, deadlineMs: 240_000 },
};

/** The pass that follows a killed analysis parses nothing as a whole: what killed it would only do so again. */
export const LINEAR_ARCHIVE_BUDGET: ArchiveBudget = {
  ...DEFAULT_BUDGET,
  unpackedBytesMax: 128 * 1024 * 1024,
  timeMsMax: 4_000,
};
export const LINEAR_ANALYSIS_BUDGET: AnalysisBudget = {
  ...DEFAULT_ANALYSIS_BUDGET,
  parsedBytesMax: 0,
  parsedFilesMax: 0,
  timeMsMax: 4_000,
  detectorMsMax: 1_000,
};
/** Milliseconds until the pass after a killed analysis is killed itself. */
export const LINEAR_DEADLINE_MS = 15_000;

/** Facts that one child keeps in memory: files that several packages ship. */
export const FACTS_MEMORY_BYTES_MAX = 16 * 1024 * 1024;
/** Facts of each package's last release on the disk: some 30 kB a package, packed. */
export const FACTS_STORE_BYTES_MAX = 2 * 1024 * 1024 * 1024;
/** Milliseconds for hashing what is in a package; files that were not reached by then are left out of its facts. */
export const FACTS_MS_MAX = 5_000;

/** Bytes of one file that are read as source; longer ones are named as skipped. */
export const SOURCE_BYTES_MAX = 8 * 1024 * 1024;
/** Bytes of a package.json that are read. */
export const MANIFEST_BYTES_MAX = 8 * 1024 * 1024;
/** Most findings and skipped files that a result carries (model: analysisResultSchema). */
export const FINDINGS_MAX = 500;
export const SKIPPED_MAX = 1000;

/** Texts of flagged files that a caller may ask for: files at most, bytes of one, bytes of all. */
export const SOURCES_MAX = 50;
export const SOURCE_TEXT_BYTES_MAX = 1024 * 1024;
export const SOURCE_TEXTS_BYTES_MAX = 4 * 1024 * 1024;
