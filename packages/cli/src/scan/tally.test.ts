import { describe, expect, it } from 'vitest';
import type { ScanResult } from './result.ts';
import { createTally, type Tally } from './tally.ts';

function tallyOf(verdicts: readonly ScanResult['verdict'][]): Tally {
  const tally = createTally();
  for (const verdict of verdicts) tally.add({ verdict });
  return tally;
}

describe('the exit code', () => {
  it.each([
    [[], 0],
    [['benign', 'benign'], 0],
    [['benign', 'inconclusive'], 2],
    [['benign', null], 2],
    [[null, 'suspicious'], 1],
    [['malicious', 'inconclusive'], 1],
  ] as const)('of %j is %d', (verdicts, code) => {
    expect(tallyOf(verdicts).exitCode()).toBe(code);
  });
});

describe('the summary', () => {
  it('counts what happened, worst first', () => {
    expect(tallyOf([null, 'benign', 'malicious', 'benign']).summary(1_234)).toBe(
      '4 targets in 1.2 s: 1 malicious, 1 failed, 2 benign',
    );
    expect(tallyOf([]).summary(0)).toBe('0 targets in 0.0 s: nothing');
  });
});
