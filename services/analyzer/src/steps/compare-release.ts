import { type AnalysisPool, isExhausted } from '@weir/analysis';
import { isWorthComparing } from '@weir/detectors';
import {
  type FetchedFile,
  type FileFetcher,
  type Finding,
  isCovered,
  type Logger,
  type Origin,
  type Registry,
} from '@weir/model';
import type { StoredFile } from '@weir/store';
import type { AnalyzerMetrics } from '../metrics.ts';
import type { AnalyzedFile, AnalyzeFileStep, KnownOfRelease } from './analyze-file.ts';
import { orLeave, sayLeft } from './left-alone.ts';
import { createReadOtherStep, type OtherRead } from './read-other.ts';

/** A release as its first analysis left it. */
export interface ReleaseToCompare {
  readonly file: StoredFile;
  readonly origin: Origin;
  readonly spooled: FetchedFile;
  readonly known: KnownOfRelease;
  readonly first: AnalyzedFile;
}

/**
 * Whether what can be read of a release is to be held against what went before it. Bytes that were not published are told
 * as that, and what was not read to its end is read again by the slow lane.
 */
export function isComparable({ verification, result }: AnalyzedFile): boolean {
  return verification.outcome !== 'mismatch' && !isExhausted(result);
}

function isDelta({ detector }: Finding): boolean {
  return detector === 'capability-delta';
}

/**
 * Where it matters what the release before could do and the store does not tell, reads that one and analyses ours
 * again, compared with it; see infra/adr/014-predecessors.md. What ours newly does by the facts of the store is held
 * against the release itself in the same way before it is told: those facts may be of an older engine that did not see it
 * yet, or of a file that was not wholly read. Answers with the first analysis when there is nothing to
 * compare, and whenever reading takes longer than `compareMs`, fails or is refused: a release neither waits for the
 * history of its package nor fails because of it.
 *
 * Throws the signal's reason, and nothing else.
 */
export function createCompareReleaseStep(deps: {
  /** Absent: nothing is fetched for comparison. */
  readonly previousFetcherFor?: (registry: Registry, origin: Origin) => FileFetcher;
  readonly pool: AnalysisPool;
  readonly analyzeFile: AnalyzeFileStep;
  readonly metrics: AnalyzerMetrics;
  readonly logger: Logger;
  readonly config: { readonly compareMs: number };
}) {
  const { previousFetcherFor, pool, analyzeFile, metrics, logger, config } = deps;
  const readOther = previousFetcherFor && createReadOtherStep({ previousFetcherFor, pool });

  function leave({ file, first }: ReleaseToCompare, outcome: string, error?: unknown): AnalyzedFile {
    metrics.comparisons.inc({ outcome });
    sayLeft(logger, 'a release is not compared with the one before it', outcome, error, {
      purl: file.release.purl,
      previous: file.facts?.predecessor?.version,
    });
    return first;
  }

  async function compareWith(
    read: OtherRead,
    subject: ReleaseToCompare,
    signal: AbortSignal,
  ): Promise<AnalyzedFile> {
    if (read.kind !== 'read') return leave(subject, read.kind);
    const { file, spooled, known, first } = subject;
    const again = await analyzeFile(file, spooled, { ...known, previous: read.previous }, signal);
    if (isExhausted(again.result)) return leave(subject, 'unreadable');
    metrics.comparisons.inc({ outcome: 'fetched' });
    // Of a release that is not in the store no file is kept there either: ours stay whole.
    return { ...again, kept: first.kept };
  }

  return async function compareReleaseStep(
    subject: ReleaseToCompare,
    signal: AbortSignal,
  ): Promise<AnalyzedFile> {
    const { file, origin, known, first } = subject;
    const { siblings: _siblings, ...context } = known;
    if (
      !isWorthComparing({ release: file.release, facts: file.facts, ...context }, first.result.capabilities)
    )
      return first;
    if (known.previous && !first.result.findings.some(isDelta)) {
      metrics.comparisons.inc({ outcome: 'stored' });
      return first;
    }
    if (!readOther || !isComparable(first)) return first;
    // A release can have a hundred wheels of the same modules: the first of them is compared for all.
    const { facts } = first.result;
    if (!known.previous && facts && isCovered(facts, known.siblings ?? null)) {
      metrics.comparisons.inc({ outcome: 'sibling' });
      return first;
    }
    const { version = '', files = [] } = file.facts?.predecessor ?? {};
    const before = { displayName: file.release.displayName, version, files };
    return orLeave(
      config.compareMs,
      signal,
      async (either) => compareWith(await readOther(file, before, origin, either), subject, either),
      (outcome, error) => leave(subject, outcome, error),
    );
  };
}
