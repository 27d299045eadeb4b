import type { ArtifactAnalysis } from '@weir/analysis';
import { releaseStep } from '@weir/detectors';
import { type Ecosystem, normalizeName, type PreviousRelease, type Skipped, safeText } from '@weir/model';
import { type Comparison, fullerOf, leftBy } from './comparison.ts';

/** A file or directory, analysed as a package of one ecosystem; `as` is null where nobody could tell which. */
export interface Reading {
  readonly as: Ecosystem | null;
  readonly analysis: ArtifactAnalysis;
}

/** A package on this machine: what it is called for people, and its readings, likelier first. */
export interface ReadPackage {
  readonly filename: string;
  readonly readings: readonly Reading[];
}

/** What came of holding a package against the release before it. */
export interface LocalComparison {
  readonly analyses: readonly ArtifactAnalysis[];
  readonly comparison: Comparison;
  /** Why it was not compared although it was asked for: the result is incomplete, and never benign. */
  readonly missed: readonly Skipped[];
}

/** Versions that are those of two releases, or why they are none. */
type Versions = { readonly before: string; readonly version: string } | { readonly problem: string };

function versionsOf(
  as: Ecosystem | null,
  old: ArtifactAnalysis,
  now: ArtifactAnalysis,
  filename: string,
): Versions {
  const [before, version] = [old.named?.version, now.named?.version];
  if (!before) {
    const [unread] = old.skipped;
    return {
      problem: `it names no version${unread === undefined ? '' : ` (${unread.file}: ${unread.reason})`}`,
    };
  }
  if (!version) return { problem: `${filename} names no version` };
  const [is, was] = [now, old].map(({ named }) => {
    const name = named?.name ?? null;
    return name !== null && as === 'pypi' ? normalizeName('pypi', name) : name;
  });
  if (is && was && is !== was) return { problem: `it is ${was}, and ${filename} is ${is}` };
  if (releaseStep(before, version) === null)
    return { problem: `${version}, which ${filename} is, is no version above ${before}, which it is` };
  return { before, version };
}

function ecosystemsOf(readings: readonly Reading[]): string {
  return readings.map(({ as }) => as ?? 'no ecosystem that is known').join(' and ');
}

/**
 * Holds a package against the release before it, in each ecosystem that both are of. What is no release before it, or
 * was not wholly read, leaves the readings as they are. Throws what `again` throws.
 * @param again analyses `now` once more, with what the release before left.
 */
export async function compareLocal(
  old: ReadPackage,
  now: ReadPackage,
  again: (as: Ecosystem | null, previous: PreviousRelease) => Promise<ArtifactAnalysis>,
): Promise<LocalComparison> {
  const problems = new Set<string>();
  const remarks = new Set<string>();
  let against: string | null = null;

  async function held({ as, analysis }: Reading): Promise<ArtifactAnalysis> {
    const before = old.readings.find((reading) => reading.as === as)?.analysis;
    if (before === undefined) return analysis;
    const versions = versionsOf(as, before, analysis, now.filename);
    if ('problem' in versions) {
      problems.add(versions.problem);
      return analysis;
    }
    if (releaseStep(versions.before, versions.version) === 'major') {
      remarks.add(
        `${versions.version} is a major release after its ${versions.before}, and may change anything`,
      );
      return analysis;
    }
    const left = leftBy(versions.before, before);
    if ('reason' in left) {
      problems.add(left.reason);
      return analysis;
    }
    const compared = fullerOf(analysis, await again(as, left.previous));
    if (compared === analysis) problems.add('that took more than may be spent on it');
    else against = versions.before;
    return compared;
  }

  const analyses: ArtifactAnalysis[] = [];
  for (const reading of now.readings) analyses.push(await held(reading));
  if (!now.readings.some(({ as }) => old.readings.some((reading) => reading.as === as)))
    problems.add(
      `it is of ${ecosystemsOf(old.readings)}, and ${now.filename} is of ${ecosystemsOf(now.readings)}`,
    );
  const skipped = (whys: ReadonlySet<string>): Skipped[] =>
    [...whys].map((why) => ({
      file: old.filename,
      reason: safeText(`not compared with it as the release before: ${why}`, 500),
      sizeBytes: null,
    }));
  return { analyses, comparison: { version: against, missed: skipped(remarks) }, missed: skipped(problems) };
}
