import { describe, expect, it } from 'vitest';
import { makeReport } from './report.ts';
import { madeUpRun as run, threat } from './run-kit.ts';
import type { Run } from './run-samples.ts';

const BENIGN = Array.from({ length: 100 }, (_, index) =>
  run({ set: 'benign', family: `good ${index}`, verdict: 'benign', score: 0 }),
);

function report(malicious: readonly Run[], benign: readonly Run[] = BENIGN) {
  const made = makeReport({
    split: 'train',
    every: 1,
    modes: ['blind'],
    malicious,
    benign,
    train: malicious,
    comparison: null,
    lines: null,
    robustness: null,
  });
  const { blind } = made.modes;
  if (!blind) throw new Error('the mode that was asked for is missing');
  return { ...made, blind };
}

describe('makeReport', () => {
  const caught = run({ set: 'malicious', family: 'caught', verdict: 'malicious', score: 90 });

  it('counts as missed what is inconclusive, or was not judged', () => {
    const unknown = run({ set: 'malicious', family: 'unknown', verdict: 'inconclusive', score: 20 });
    const killed: Run = { ...unknown, examined: null, failure: 'no result within 60000 ms' };

    const { blind, failures } = report([
      caught,
      unknown,
      { ...killed, sample: { ...killed.sample, family: 'k' } },
    ]);

    expect(blind.curve.oneFalsePositive.recall.family).toMatchObject({ hits: 1, total: 3 });
    expect(blind.verdicts.malicious).toMatchObject({ malicious: 1, inconclusive: 2 });
    expect(failures).toEqual(['unknown: no result within 60000 ms']);
  });

  it('keeps archives without code apart', () => {
    const squat = run({ set: 'malicious', family: 'squat', verdict: 'benign', score: 0, codeFree: true });

    const { blind, sets } = report([caught, squat]);

    expect(blind.atDefault.recall.family).toMatchObject({ hits: 1, total: 1 });
    expect(blind.codeFree).toMatchObject({ archives: 1, family: { hits: 0, total: 1 } });
    expect(sets.codeFree).toBe(1);
  });

  it('does not measure a stratum of fewer than 20 archives', () => {
    const large = (count: number): Run[] =>
      Array.from({ length: count }, (_, index) =>
        run({ set: 'malicious', family: `${index}`, verdict: 'malicious', score: 90, traits: ['large'] }),
      );

    expect(report(large(19)).blind.strata.large).toBe('not measured');
    expect(report(large(20)).blind.strata.large).toMatchObject({ hits: 20, total: 20 });
  });

  it('says what is lost without a detector', () => {
    const finding = threat('decode-and-run', 'high');
    const one = run({
      set: 'malicious',
      family: 'one',
      verdict: 'malicious',
      score: 82,
      findings: [finding],
    });
    const alarm = run({
      set: 'benign',
      family: 'alarm',
      verdict: 'malicious',
      score: 82,
      findings: [finding],
    });

    expect(report([one, caught], [...BENIGN, alarm]).blind.ablation).toEqual([
      { detector: 'decode-and-run', familiesLost: 1, falsePositivesLost: 1 },
    ]);
  });

  it('claims a goal only when the interval is on its side', () => {
    const goals = report([caught]).blind.goals.map(({ goal, claimed }) => [goal, claimed]);

    expect(goals).toContainEqual(['benign malicious 0', true]);
    expect(goals).toContainEqual(['recall >= 80 % with at most 1 false positive', false]);
    expect(goals).toContainEqual(['benign suspicious or malicious <= 0.5 %', false]);
  });

  it('puts another tool beside it over the same archives', () => {
    const scores = new Map([
      ['malicious/caught', { score: 7.5, ms: 20 }],
      ...BENIGN.map(
        (one, index) => [`benign/${one.sample.id}`, { score: index < 2 ? 5 : 0, ms: 10 }] as const,
      ),
    ]);
    const input = {
      split: 'train',
      every: 1,
      modes: ['blind'],
      malicious: [caught],
      train: [caught],
      lines: null,
      robustness: null,
    } as const;
    const comparison = { tool: 'other', version: '1', scores };

    const compared = makeReport({ ...input, benign: BENIGN, comparison }).comparison;

    expect(compared?.atDefault.recall.family).toMatchObject({ hits: 1, total: 1 });
    expect(compared?.atDefault.falsePositives.hits).toBe(2);
    expect(compared?.curve.oneFalsePositive).toMatchObject({ over: 5, falsePositives: { hits: 0 } });
    expect(compared?.cost.meanMs).toBe(10);
    const stranger = run({ set: 'benign', family: 'stranger', verdict: 'benign', score: 0 });
    expect(() => makeReport({ ...input, benign: [stranger], comparison })).toThrow(
      'not asked about stranger',
    );
  });

  it('counts alerts by level', () => {
    const alarm = run({ set: 'benign', family: 'alarm', verdict: 'suspicious', score: 50, level: 'high' });

    const { alertsPer10000 } = report([caught], [...BENIGN.slice(1), alarm]).blind;

    expect(alertsPer10000.high).toMatchObject({ hits: 1, total: 100, per10000: 100 });
    expect(alertsPer10000.critical.hits).toBe(0);
  });
});
