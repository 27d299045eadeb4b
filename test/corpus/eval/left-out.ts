import {
  byFamily,
  type Figure,
  type OperatingPoint,
  operateAt,
  STRATUM_SAMPLES_MIN,
  scoreOver,
} from './figures.ts';
import type { Mode } from './outcome.ts';
import type { Run } from './run-samples.ts';
import { DEFAULT_OVER, judgedOf, strongestOf, voteOf, voteWithout } from './votes.ts';

/** A technique that nobody had made a detector for: what the others make of its archives. */
export interface LeftOut {
  /** The detector whose finding is an archive's strongest. */
  readonly technique: string;
  readonly archives: number;
  /** At the default threshold, one vote a family of those archives, with every detector. */
  readonly withAll: Figure;
  /** As `withAll`, without the technique's own detector. */
  readonly withoutOwn: Figure;
  /**
   * At the lowest score that one benign distribution in 200 allows once the detector is gone: the only thing that is
   * fitted, and it is fitted on benign packages, so that the technique's archives have no part in it.
   */
  readonly refitted: Pick<OperatingPoint, 'over' | 'falsePositives'> & { readonly recall: Figure };
}

/**
 * Recall on each technique without the detector that was made for it. Techniques with fewer archives than
 * {@link STRATUM_SAMPLES_MIN} are counted together and not measured.
 */
export function leaveTechniquesOut(
  malicious: readonly Run[],
  benign: readonly Run[],
  mode: Mode,
): { readonly measured: readonly LeftOut[]; readonly notMeasured: Readonly<Record<string, number>> } {
  const byTechnique = new Map<string, Run[]>();
  for (const run of malicious) {
    const technique = strongestOf(judgedOf(run, mode))?.detector;
    if (technique === undefined) continue;
    byTechnique.set(technique, [...(byTechnique.get(technique) ?? []), run]);
  }
  const ranked = [...byTechnique].toSorted(([, a], [, b]) => b.length - a.length);
  const measured = ranked
    .filter(([, runs]) => runs.length >= STRATUM_SAMPLES_MIN)
    .map(([technique, runs]): LeftOut => {
      const own = runs.map((run) => voteWithout(run, mode, technique));
      const alarms = benign.map((run) => voteWithout(run, mode, technique));
      const { over, recall, falsePositives } = operateAt(
        own,
        alarms,
        scoreOver(alarms, Math.floor(benign.length * 0.005)),
      );
      return {
        technique,
        archives: runs.length,
        withAll: byFamily(
          runs.map((run) => voteOf(run, mode)),
          DEFAULT_OVER,
        ),
        withoutOwn: byFamily(own, DEFAULT_OVER),
        refitted: { over, falsePositives, recall: recall.family },
      };
    });
  const few = ranked.filter(([, runs]) => runs.length < STRATUM_SAMPLES_MIN);
  return {
    measured,
    notMeasured: Object.fromEntries(few.map(([technique, runs]) => [technique, runs.length])),
  };
}
