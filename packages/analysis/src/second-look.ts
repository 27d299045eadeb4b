import type { AnalysisPool, ArtifactAnalysis } from './api.ts';
import { isExhausted } from './exhaustion.ts';

type Looking = Pick<AnalysisPool, 'analyze'>;

/** Of two looks at one artifact the one that saw more; of equals the second, which was allowed to cost more. */
function better(first: ArtifactAnalysis, second: ArtifactAnalysis): ArtifactAnalysis {
  const sawLess = !second.judgement.complete && second.judgement.score < first.judgement.score;
  return sawLess ? first : second;
}

/**
 * A pool that looks again, under larger budgets, at what its budgets left `inconclusive`, as the slow lane of the
 * services does later: for callers who wait for one answer. What was found out at the first look is not looked at again,
 * nor is what no budget would help. Each result has the `rulesetVersion` of the look that it is from. Owns neither pool;
 * throws as they do.
 * @param again a pool of the tier `slow`.
 */
export function lookTwice(first: Looking, again: Looking): Looking {
  return {
    async analyze(request, signal) {
      const seen = await first.analyze(request, signal);
      if (seen.judgement.verdict !== 'inconclusive' || !isExhausted(seen)) return seen;
      return better(seen, await again.analyze(request, signal));
    },
  };
}
