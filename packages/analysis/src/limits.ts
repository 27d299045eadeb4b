import type { LinearBudget } from '@weir/model';

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
}

/** Enough for every package of the benign set; acorn parses 10 to 20 MB a second (lab.md section 4). */
export const DEFAULT_ANALYSIS_BUDGET: AnalysisBudget = {
  parsedBytesMax: 64 * 1024 * 1024,
  parsedFilesMax: 5_000,
  timeMsMax: 15_000,
  detectorMsMax: 3_000,
};

/** The pass over what an archive's budget left unread: cheap enough for every release that needs one. */
export const UNREAD_LINEAR_BUDGET: LinearBudget = { bytesMax: 32 * 1024 * 1024, timeMsMax: 3_000 };

/** Bytes of one file that are read as source; longer ones are named as skipped. */
export const SOURCE_BYTES_MAX = 8 * 1024 * 1024;
/** Bytes of a package.json that are read. */
export const MANIFEST_BYTES_MAX = 2 * 1024 * 1024;
/** Most findings and skipped files that a result carries (model: analysisResultSchema). */
export const FINDINGS_MAX = 500;
export const SKIPPED_MAX = 1000;

/** Texts of flagged files that a caller may ask for: files at most, bytes of one, bytes of all. */
export const SOURCES_MAX = 50;
export const SOURCE_TEXT_BYTES_MAX = 1024 * 1024;
export const SOURCE_TEXTS_BYTES_MAX = 4 * 1024 * 1024;
