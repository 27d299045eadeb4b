import { grouped } from '../output/numbers.ts';
import type { ScanResult } from './result.ts';

/** How many targets ended how; memory does not grow with them. */
export interface Tally {
  add(result: Pick<ScanResult, 'verdict'>): void;
  readonly total: number;
  /** 1 when any target is suspicious or worse; else 2 when any failed or is inconclusive; else 0. */
  exitCode(): 0 | 1 | 2;
  /** One line, worst first: `3 targets in 1.2 s: 1 malicious, 1 failed, 1 benign`. */
  summary(elapsedMs: number): string;
}

/** Worst first. */
const ENDS = ['malicious', 'suspicious', 'inconclusive', 'failed', 'benign'] as const;

/** An empty tally. */
export function createTally(): Tally {
  const counts = { malicious: 0, suspicious: 0, inconclusive: 0, failed: 0, benign: 0 };
  let total = 0;
  return {
    add({ verdict }) {
      counts[verdict ?? 'failed'] += 1;
      total += 1;
    },
    get total() {
      return total;
    },
    exitCode() {
      if (counts.malicious + counts.suspicious > 0) return 1;
      return counts.inconclusive + counts.failed > 0 ? 2 : 0;
    },
    summary(elapsedMs) {
      const ends = ENDS.filter((end) => counts[end] > 0).map((end) => `${grouped(counts[end])} ${end}`);
      const targets = total === 1 ? '1 target' : `${grouped(total)} targets`;
      return `${targets} in ${(elapsedMs / 1_000).toFixed(1)} s: ${ends.join(', ') || 'nothing'}`;
    },
  };
}
