import type { AnalysisPool, AnalysisRequest, ArtifactAnalysis } from '@weir/analysis';
import { isWorthComparing } from '@weir/detectors';
import {
  AppError,
  describeError,
  isCovered,
  type PreviousRelease,
  type Skipped,
  safeText,
} from '@weir/model';
import type { ReleaseFileSource } from './release-source.ts';

/** How an artifact was held against the release before. */
export interface Comparison {
  /** The release that it was held against; null: none was. */
  readonly version: string | null;
  /** Why not, under the name of the file of the release before; what is left to say makes no result incomplete. */
  readonly missed: readonly Skipped[];
}

/** What a release left for the next one to be held against, or why that says nothing. */
export type Left = { readonly previous: PreviousRelease } | { readonly reason: string };

/** What the analysis of a release left. What of it was not read may be what the next one does: that is unknown then. */
export function leftBy(version: string, { facts, judgement, skipped }: ArtifactAnalysis): Left {
  if (facts !== undefined && judgement.complete) return { previous: { version, facts } };
  const [unread] = skipped;
  const what = unread === undefined ? '' : ` (${unread.file}: ${unread.reason})`;
  return { reason: safeText(`it could not be wholly read${what}`, 400) };
}

/**
 * Of a look at an artifact alone and one that held it against the release before the one that counts: the second, unless
 * that ran out of a budget which the first kept.
 */
export function fullerOf(alone: ArtifactAnalysis, compared: ArtifactAnalysis): ArtifactAnalysis {
  return compared.judgement.complete || !alone.judgement.complete ? compared : alone;
}

/** An analysis, and what it was held against; `comparison` is absent where there was no reason to compare. */
export interface Compared {
  readonly analysis: ArtifactAnalysis;
  readonly comparison?: Comparison;
}

/** Holds a file, which was analysed alone, against the file of the release before that is most like it. */
export type Comparer = (
  file: ReleaseFileSource,
  request: AnalysisRequest,
  alone: ArtifactAnalysis,
  signal: AbortSignal,
) => Promise<Compared>;

/**
 * Creates what holds the files of one release against those of the release that it takes the place of, each of which is
 * fetched and analysed once, and only where it may matter. What cannot be had leaves the file's own analysis as it is.
 * Throws only the signal's reason.
 */
export function createComparer(pool: Pick<AnalysisPool, 'analyze'>): Comparer {
  const known = new Map<string, Left>();

  async function look(before: NonNullable<ReleaseFileSource['before']>, signal: AbortSignal): Promise<Left> {
    try {
      await using fetched = await before.fetch(signal);
      return leftBy(before.version, await pool.analyze(fetched.request, signal));
    } catch (error) {
      signal.throwIfAborted();
      return { reason: error instanceof AppError ? error.message : describeError(error, 400) };
    }
  }

  return async function compare({ before }, request, alone, signal) {
    const { context } = request;
    if (before === null || context === null || !isWorthComparing(context, alone.capabilities))
      return { analysis: alone };
    // Wheels of the same modules: the first of them is compared for all.
    if (alone.facts && isCovered(alone.facts, request.siblings ?? null)) return { analysis: alone };
    const { version, filename, sizeBytes } = before;
    const left = known.get(filename) ?? (await look(before, signal));
    known.set(filename, left);
    const miss = (why: string): Compared => {
      const reason = `not compared with ${version}, the release before: ${why}`;
      return {
        analysis: alone,
        comparison: { version: null, missed: [{ file: filename, reason, sizeBytes }] },
      };
    };
    if ('reason' in left) return miss(left.reason);
    const compared = await pool.analyze({ ...request, context: { ...context, ...left } }, signal);
    if (fullerOf(alone, compared) === alone) return miss('that took more than may be spent on it');
    return { analysis: compared, comparison: { version, missed: [] } };
  };
}
