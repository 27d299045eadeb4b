import type { ArtifactAnalysis } from '@weir/analysis';
import { describe, expect, it } from 'vitest';
import { mergeReadings } from './readings.ts';

const skipped = { file: 'a.bin', reason: 'encrypted', sizeBytes: 3 };

function reading(verdict: 'benign' | 'malicious', part: Partial<ArtifactAnalysis> = {}): ArtifactAnalysis {
  return {
    artifact: { sha256: 'a'.repeat(64), sizeBytes: 3, digests: {} },
    judgement: {
      verdict,
      level: 'low',
      class: null,
      score: verdict === 'benign' ? 0 : 90,
      stage: null,
      complete: true,
      scoringVersion: '1',
    },
    findings: [],
    capabilities: [],
    skipped: [],
    fileCount: 1,
    unpackedBytes: 3,
    rulesetVersion: 'r',
    elapsedMs: 1,
    ...part,
  };
}

describe('mergeReadings', () => {
  it('takes the worst verdict, and what several say once', () => {
    const merged = mergeReadings(reading('benign', { skipped: [skipped], capabilities: ['net.http'] }), [
      reading('malicious', { skipped: [{ ...skipped }], capabilities: ['net.http', 'exec.command'] }),
    ]);

    expect(merged.judgement.verdict).toBe('malicious');
    expect(merged.skipped).toEqual([skipped]);
    expect(merged.capabilities).toEqual(['net.http', 'exec.command']);
  });

  it('is complete only where all are', () => {
    const part = reading('benign');
    const cut = { ...part, judgement: { ...part.judgement, complete: false } };

    expect(mergeReadings(reading('malicious'), [cut]).judgement).toMatchObject({
      verdict: 'malicious',
      complete: false,
    });
  });
});
