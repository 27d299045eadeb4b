import type { AnalysisResult } from '@weir/model';

/**
 * Findings of budgets that the slow tier has more of, and of children that were lost. Caps that no tier raises (depth,
 * length of paths, size of one source) are not among them: a second look would see as much.
 */
const MORE_WOULD_HELP =
  /^(?:analysis\/(?:budget-release|budget-unread|archive-budget-(?:bytes|entries|ratio|time)|unread-flood|timeout|memory|crash)|detector-error\/timed-out)$/;

/** Whether an analysis left something unread that one under larger budgets may read. Pure. */
export function isExhausted({
  judgement,
  findings,
}: Pick<AnalysisResult, 'judgement' | 'findings'>): boolean {
  return !judgement.complete && findings.some(({ rule }) => MORE_WOULD_HELP.test(rule));
}
