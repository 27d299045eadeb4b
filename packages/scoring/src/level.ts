import type { Level, Stage, Verdict } from '@weir/model';

/** How many people a release reaches. `unknown` when nothing is known of downloads or dependents. */
export type Reach = 'unknown' | 'narrow' | 'wide';

/**
 * How loudly a verdict is spoken: what runs by itself is louder than what must be called, what reaches many louder
 * than what reaches few. `benign` and `inconclusive` are `low` always: unknown is recorded, not shouted.
 * @param stage earliest stage among the findings that decided; null when nothing did.
 */
export function levelOf(verdict: Verdict, stage: Stage | null, reach: Reach): Level {
  if (verdict === 'malicious') {
    if (stage === 'install') return 'critical';
    if (stage === 'import') return reach === 'wide' ? 'critical' : 'high';
    if (stage === 'use') return 'high';
    return reach === 'wide' ? 'high' : 'medium';
  }
  if (verdict === 'suspicious') {
    if (reach === 'wide' && (stage === 'install' || stage === 'import')) return 'high';
    return stage === 'install' || stage === 'import' ? 'medium' : 'low';
  }
  return 'low';
}
