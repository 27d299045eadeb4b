import type { Run } from './run-samples.ts';

/** Kinds of samples that are told apart: a figure over all of them says nothing of each (detection.md, section 8.4). */
export const STRATA = ['clone', 'native', 'media', 'pth', 'pyc', 'large'] as const;
export type Stratum = (typeof STRATA)[number];

/** From this share of its sampled lines on, a package is a clone of benign ones; of fewer lines than this none is told. */
const CLONE_SHARE_MIN = 0.5;
const CLONE_LINES_MIN = 8;

/** The strata of each run, by the corpus' labels and by what its code has in common with the benign set. */
export function strataOf(runs: readonly Run[], benign: readonly Run[]): Map<Run, readonly Stratum[]> {
  const known = new Set(benign.flatMap((run) => run.examined?.sketch.lines ?? []));
  return new Map(
    runs.map((run) => {
      const { lines = [], hasPth = false } = run.examined?.sketch ?? {};
      const shared = lines.filter((line) => known.has(line)).length;
      const isClone = lines.length >= CLONE_LINES_MIN && shared >= CLONE_SHARE_MIN * lines.length;
      const named = (['native', 'media', 'pyc', 'large'] as const).filter((trait) =>
        run.sample.traits.includes(trait),
      );
      return [run, [...(isClone ? ['clone' as const] : []), ...(hasPth ? ['pth' as const] : []), ...named]];
    }),
  );
}
