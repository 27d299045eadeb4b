import type { AnalysisResult } from '@weir/model';
import type { AnalysisPool } from './api.ts';
import { isExhausted } from './exhaustion.ts';

type Looking = Pick<AnalysisPool, 'analyze'>;
type Seen = Pick<AnalysisResult, 'judgement' | 'findings'>;

/**
 * Looks at something, and again, under larger budgets, where the first look's budgets left something unread: not where
 * it is malicious already, nor where no budget would help. What is suspicious is looked at again, too: pieces of what was
 * left unread look worse than the whole often does. Of two looks the one counts that saw more; of equals the second.
 * Throws what the looks throw.
 */
export async function lookAgain<Result extends Seen>(
  first: () => Promise<Result>,
  again: () => Promise<Result>,
): Promise<Result> {
  const seen = await first();
  if (seen.judgement.verdict === 'malicious' || !isExhausted(seen)) return seen;
  const second = await again();
  const sawLess = !second.judgement.complete && second.judgement.score < seen.judgement.score;
  return sawLess ? seen : second;
}

/**
 * Two pools as one that looks again ({@link lookAgain}), as the slow lane of the services does later: for callers who
 * wait for one answer. Each result has the `rulesetVersion` of the look that it is from. Owns neither pool; throws as
 * they do.
 * @param slow a pool of the tier `slow`.
 */
export function lookTwice(live: Looking, slow: Looking): Looking {
  return {
    analyze: (request, signal) =>
      lookAgain(
        () => live.analyze(request, signal),
        () => slow.analyze(request, signal),
      ),
  };
}
