import { type AnalysisPool, isExhausted } from '@weir/analysis';
import { copiedShare, isByOthers, isCopy, likelyOriginal } from '@weir/detectors';
import {
  type CompactFacts,
  type FileFetcher,
  isCovered,
  type Logger,
  type Origin,
  type OriginalRelease,
  type PackageReader,
  type Registry,
} from '@weir/model';
import { resolveLike } from '@weir/registries';
import type { AnalyzerMetrics } from '../metrics.ts';
import type { AnalyzeFileStep } from './analyze-file.ts';
import { isComparable, type ReleaseToCompare } from './compare-release.ts';
import { orLeave, sayLeft } from './left-alone.ts';
import { createReadOtherStep } from './read-other.ts';

/** Reads a package of a registry by its name; null where the registry cannot be asked. */
export type ReadPackage = (
  registry: Registry,
  name: string,
) => Promise<Pick<PackageReader, 'resolveOne'> | null>;

/**
 * Holds a young package whose name is near a popular one's against that one; see infra/adr/015-originals.md. Of a copy by
 * somebody else the release is analysed again, with what its original can do. Answers with the release as it was where
 * it is no copy, and whenever reading takes longer than `compareMs`, fails or is refused.
 *
 * Throws the signal's reason, and nothing else.
 */
export function createCompareOriginalStep(deps: {
  /** Absent: nothing is fetched for comparison. */
  readonly previousFetcherFor?: (registry: Registry, origin: Origin) => FileFetcher;
  /** Absent: no package is looked up. */
  readonly readPackage?: ReadPackage;
  readonly pool: AnalysisPool;
  readonly analyzeFile: AnalyzeFileStep;
  readonly metrics: AnalyzerMetrics;
  readonly logger: Logger;
  readonly config: { readonly compareMs: number };
}): (subject: ReleaseToCompare, signal: AbortSignal) => Promise<ReleaseToCompare> {
  const { previousFetcherFor, readPackage, pool, analyzeFile, metrics, logger, config } = deps;
  if (!previousFetcherFor || !readPackage) return async (subject) => subject;
  const readOther = createReadOtherStep({ previousFetcherFor, pool });

  /** The original that a release, with these facts of its file, is a copy of; or why it is held to be none. */
  const look = async (
    name: string,
    ours: CompactFacts,
    { file, origin }: ReleaseToCompare,
    signal: AbortSignal,
  ): Promise<OriginalRelease | string> => {
    const { release, facts } = file;
    const reader = await readPackage(release.registry, name);
    if (!reader || facts === null) return 'unasked';
    const priority = origin.lane === 'live' || origin.demoted ? 'previous' : 'backfill';
    const found = await resolveLike(reader, name, release.version, priority, signal);
    if (found === null) return 'absent';
    if (!isByOthers(facts, found.facts)) return 'same-people';
    const { version, files } = found;
    const read = await readOther(file, { displayName: name, version, files }, origin, signal);
    if (read.kind !== 'read') return read.kind;
    const share = copiedShare(ours, read.previous.facts);
    return isCopy(share) ? { ...read.previous, name, share } : 'own-code';
  };

  return async function compareOriginalStep(subject, signal) {
    const { file, spooled, known, first } = subject;
    const { facts } = first.result;
    const name = likelyOriginal({ release: file.release, facts: file.facts });
    if (name === null || !facts || !isComparable(first)) return subject;
    // Of a release of many files the first is held against the original for all that have its text.
    if (isCovered(facts, known.siblings ?? null)) return subject;
    function leave(outcome: string, error?: unknown): ReleaseToCompare {
      metrics.originals.inc({ outcome });
      const about = { purl: file.release.purl, original: name };
      sayLeft(
        logger,
        'a release is not held against the package that its name is near',
        outcome,
        error,
        about,
      );
      return subject;
    }
    const compare = async (either: AbortSignal): Promise<ReleaseToCompare> => {
      const original = await look(name, facts, subject, either);
      if (typeof original === 'string') return leave(original);
      const held = { ...known, original };
      const again = await analyzeFile(file, spooled, held, either);
      if (isExhausted(again.result)) return leave('unreadable');
      metrics.originals.inc({ outcome: 'copy' });
      return { ...subject, known: held, first: { ...again, kept: first.kept } };
    };
    return orLeave(config.compareMs, signal, compare, leave);
  };
}
