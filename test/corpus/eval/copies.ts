import type { Sample } from './outcome.ts';
import type { Run } from './run-samples.ts';

/** From this share of its sampled lines on, and of so many at least, a package is a copy of another. */
const COPY_SHARE_MIN = 0.5;
const COPY_LINES_MIN = 4;

/**
 * The benign distribution that each archive shares most lines with, where it is a copy of one: half of the lines that
 * sketches sampled.
 */
export function originalsOf(runs: readonly Run[], benign: readonly Run[]): Map<Sample, Sample> {
  const holders = new Map<number, Sample[]>();
  for (const { sample, examined } of benign) {
    for (const line of examined?.sketch.lines ?? [])
      holders.set(line, [...(holders.get(line) ?? []), sample]);
  }
  const originals = new Map<Sample, Sample>();
  for (const run of runs) {
    const lines = run.examined?.sketch.lines ?? [];
    const shared = new Map<Sample, number>();
    for (const line of lines)
      for (const holder of holders.get(line) ?? []) shared.set(holder, (shared.get(holder) ?? 0) + 1);
    const [best] = [...shared].toSorted(([, a], [, b]) => b - a);
    if (best && lines.length >= COPY_LINES_MIN && best[1] >= COPY_SHARE_MIN * lines.length)
      originals.set(run.sample, best[0]);
  }
  return originals;
}
