import type { ArtifactAnalysis } from '@weir/analysis';
import { worstOf } from './result.ts';

/** The items without those that an earlier one equals, member by member. */
function distinct<Item>(items: readonly Item[]): Item[] {
  return [...new Map(items.toReversed().map((item) => [JSON.stringify(item), item])).values()].toReversed();
}

/**
 * One file that was analysed as packages of several ecosystems, since it would install in each: what was found in any,
 * the worst verdict, and complete only where all are. Facts are those of the first.
 */
export function mergeReadings(
  first: ArtifactAnalysis,
  others: readonly ArtifactAnalysis[],
): ArtifactAnalysis {
  if (others.length === 0) return first;
  const all = [first, ...others];
  const worst = worstOf(all.map(({ judgement }) => judgement)) ?? first.judgement;
  const sources = distinct(all.flatMap((reading) => reading.sources ?? []));
  return {
    ...first,
    judgement: { ...worst, complete: all.every(({ judgement }) => judgement.complete) },
    findings: distinct(all.flatMap(({ findings }) => findings)),
    capabilities: distinct(all.flatMap(({ capabilities }) => capabilities)),
    skipped: distinct(all.flatMap(({ skipped }) => skipped)),
    ...(sources.length > 0 && { sources }),
  };
}
