import { describe, expect, test } from 'vitest';
import type { AnalysisPool, AnalysisRequest, ArtifactAnalysis } from './api.ts';
import { analysisFinding } from './own-findings.ts';
import { lookTwice } from './second-look.ts';

const REQUEST: AnalysisRequest = { path: 'x.tgz', filename: 'x.tgz', ecosystem: 'npm', context: null };
const never = new AbortController().signal;

function seen(
  verdict: ArtifactAnalysis['judgement']['verdict'],
  score: number,
  rule: string | null,
): ArtifactAnalysis {
  const findings = rule === null ? [] : [analysisFinding(rule, 'medium', 'why', null)];
  const judgement = {
    verdict,
    score,
    complete: rule === null,
    level: 'low',
    class: null,
    stage: null,
    scoringVersion: 'test',
  } as const;
  return {
    artifact: { sha256: '0'.repeat(64), sizeBytes: 1, digests: {} },
    judgement,
    findings,
    capabilities: [],
    skipped: [],
    edges: [],
    fileCount: 1,
    unpackedBytes: 1,
    elapsedMs: 1,
    rulesetVersion: 'test',
  };
}

/** A pool that gives one answer, and counts how often it is asked. */
function poolOf(answer: ArtifactAnalysis): Pick<AnalysisPool, 'analyze'> & { asked: number } {
  const pool = {
    asked: 0,
    analyze: async () => {
      pool.asked++;
      return answer;
    },
  };
  return pool;
}

const EXHAUSTED = seen('inconclusive', 12, 'budget-release');

describe('a second look', () => {
  test('is taken at what a budget left inconclusive', async () => {
    const again = poolOf(seen('benign', 0, null));

    const result = await lookTwice(poolOf(EXHAUSTED), again).analyze(REQUEST, never);

    expect([result.judgement.verdict, again.asked]).toEqual(['benign', 1]);
  });

  test('is taken at what pieces alone made suspicious', async () => {
    const again = poolOf(seen('benign', 0, null));

    const result = await lookTwice(poolOf(seen('suspicious', 50, 'memory')), again).analyze(REQUEST, never);

    expect([result.judgement.verdict, again.asked]).toEqual(['benign', 1]);
  });

  test.each([
    ['was seen as a whole', seen('benign', 0, null)],
    ['is malicious already', seen('malicious', 90, 'budget-release')],
    ['no budget would help', seen('inconclusive', 4, 'archive-encrypted')],
  ])('is not taken at what %s', async (_why, first) => {
    const again = poolOf(seen('benign', 0, null));

    const result = await lookTwice(poolOf(first), again).analyze(REQUEST, never);

    expect([result, again.asked]).toEqual([first, 0]);
  });

  test('that was cut short and found less changes nothing', async () => {
    const again = poolOf(seen('inconclusive', 4, 'timeout'));

    expect(await lookTwice(poolOf(EXHAUSTED), again).analyze(REQUEST, never)).toBe(EXHAUSTED);
  });

  test('that was cut short and found more counts', async () => {
    const more = seen('suspicious', 45, 'budget-release');

    expect(await lookTwice(poolOf(EXHAUSTED), poolOf(more)).analyze(REQUEST, never)).toBe(more);
  });
});
