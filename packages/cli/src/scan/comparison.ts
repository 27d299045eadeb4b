import type { AnalysisPool, AnalysisRequest, ArtifactAnalysis } from '@weir/analysis';
import { copiedShare, isCopy, isWorthComparing } from '@weir/detectors';
import {
  AppError,
  describeError,
  isCovered,
  type PreviousRelease,
  type Skipped,
  safeText,
} from '@weir/model';
import type { FetchableFile, ReleaseFileSource } from './release-source.ts';

const OVERSPENT = 'that took more than may be spent on it';

function reasonOf(error: unknown): string {
  return error instanceof AppError ? error.message : describeError(error, 400);
}

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

/**
 * Holds a file, which was analysed alone, against the popular package that it may be a copy of, and against the file of
 * the release before that is most like it.
 */
export type Comparer = (
  file: ReleaseFileSource,
  request: AnalysisRequest,
  alone: ArtifactAnalysis,
  signal: AbortSignal,
) => Promise<Compared>;

/** A file as it stands after a step: how it is asked for from now on, what was found, and what is to be said of the step. */
interface Held {
  readonly request: AnalysisRequest;
  readonly analysis: ArtifactAnalysis;
  readonly missed: readonly Skipped[];
}

/**
 * Creates what holds the files of one release against others, each of which is fetched and analysed once, and only where
 * it may matter. What cannot be had leaves the file's own analysis as it is. Throws only the signal's reason.
 */
export function createComparer(pool: Pick<AnalysisPool, 'analyze'>): Comparer {
  const known = new Map<string, Left>();

  async function look(
    other: FetchableFile & { readonly version: string },
    signal: AbortSignal,
  ): Promise<Left> {
    const seen = known.get(other.filename);
    if (seen) return seen;
    const left = await read(other, signal);
    known.set(other.filename, left);
    return left;
  }

  async function read(
    other: FetchableFile & { readonly version: string },
    signal: AbortSignal,
  ): Promise<Left> {
    try {
      await using fetched = await other.fetch(signal);
      return leftBy(other.version, await pool.analyze(fetched.request, signal));
    } catch (error) {
      signal.throwIfAborted();
      return { reason: reasonOf(error) };
    }
  }

  async function withOriginal(
    { filename, original }: ReleaseFileSource,
    request: AnalysisRequest,
    alone: ArtifactAnalysis,
    signal: AbortSignal,
  ): Promise<Held> {
    const unheld: Held = { request, analysis: alone, missed: [] };
    const { context } = request;
    if (original === null || context === null || alone.facts === undefined) return unheld;
    if (isCovered(alone.facts, request.siblings ?? null)) return unheld;
    const miss = (what: string, why: string): Held => {
      const reason = `not held against ${what}, which its name is near: ${why}`;
      return { ...unheld, missed: [{ file: filename, reason: safeText(reason, 500), sizeBytes: null }] };
    };
    let found: Awaited<ReturnType<typeof original>>;
    try {
      found = await original(signal);
    } catch (error) {
      signal.throwIfAborted();
      return miss('a popular package', reasonOf(error));
    }
    if (found === null) return unheld;
    const { name, version } = found;
    const left = await look(found, signal);
    if ('reason' in left) return miss(`${name} ${version}`, left.reason);
    const share = copiedShare(alone.facts, left.previous.facts);
    if (!isCopy(share)) return unheld;
    const again = { ...request, context: { ...context, original: { ...left.previous, name, share } } };
    const analysis = fullerOf(alone, await pool.analyze(again, signal));
    if (analysis === alone) return miss(`${name} ${version}`, OVERSPENT);
    return { request: again, analysis, missed: [] };
  }

  async function withPrevious(
    { before }: ReleaseFileSource,
    { request, analysis: alone }: Held,
    signal: AbortSignal,
  ): Promise<Compared> {
    const { context } = request;
    if (before === null || context === null || !isWorthComparing(context, alone.capabilities))
      return { analysis: alone };
    // Wheels of the same modules: the first of them is compared for all.
    if (alone.facts && isCovered(alone.facts, request.siblings ?? null)) return { analysis: alone };
    const { version, filename, sizeBytes } = before;
    const left = await look(before, signal);
    const miss = (why: string): Compared => {
      const reason = `not compared with ${version}, the release before: ${why}`;
      return {
        analysis: alone,
        comparison: { version: null, missed: [{ file: filename, reason, sizeBytes }] },
      };
    };
    if ('reason' in left) return miss(left.reason);
    const compared = await pool.analyze({ ...request, context: { ...context, ...left } }, signal);
    if (fullerOf(alone, compared) === alone) return miss(OVERSPENT);
    return { analysis: compared, comparison: { version, missed: [] } };
  }

  return async function compare(file, request, alone, signal) {
    const held = await withOriginal(file, request, alone, signal);
    const compared = await withPrevious(file, held, signal);
    if (held.missed.length === 0) return compared;
    const { version = null, missed = [] } = compared.comparison ?? {};
    return { ...compared, comparison: { version, missed: [...held.missed, ...missed] } };
  };
}
