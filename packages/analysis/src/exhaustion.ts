import type { AnalysisResult } from '@weir/model';
import { saysTooMuch } from '@weir/scoring';

/**
 * Findings of children and detectors that were lost, which a second look may not lose. Caps that no tier raises (depth,
 * length of paths, size of one source) are not among what it helps with: it would see as much.
 */
const LOST = /^(?:analysis\/crash|detector-error\/timed-out)$/;

/** Whether an analysis left something unread that one under larger budgets may read. Pure. */
export function isExhausted({
  judgement,
  findings,
}: Pick<AnalysisResult, 'judgement' | 'findings'>): boolean {
  return !judgement.complete && findings.some(({ rule }) => saysTooMuch(rule) || LOST.test(rule));
}
