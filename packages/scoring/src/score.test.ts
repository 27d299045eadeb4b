import type { Finding } from '@weir/model';
import { describe, expect, test } from 'vitest';
import { levelOf } from './level.ts';
import { judge } from './score.ts';

function finding(part: Partial<Finding>): Finding {
  return {
    detector: 'd',
    rule: 'd/r',
    kind: 'threat',
    basis: 'content',
    severity: 'medium',
    stage: 'install',
    confidence: 1,
    class: null,
    summary: 's',
    location: null,
    snippet: null,
    indicators: [],
    chain: [],
    ...part,
  };
}

function verdictOf(findings: readonly Finding[], complete = true) {
  return judge({ findings, skipped: [], complete });
}

describe('judge', () => {
  test('nothing found is benign, and unknown when incomplete', () => {
    expect(verdictOf([])).toMatchObject({
      verdict: 'benign',
      score: 0,
      level: 'low',
      class: null,
      stage: null,
    });
    expect(verdictOf([], false)).toMatchObject({ verdict: 'inconclusive', complete: false });
  });

  test('a skipped file makes it incomplete', () => {
    const skipped = [{ file: 'a.js', reason: 'too large', sizeBytes: 1 }];
    expect(judge({ findings: [], skipped, complete: true })).toMatchObject({
      verdict: 'inconclusive',
      complete: false,
    });
  });

  test('budgets that one release exhausts together are no alert, and count beside what else is found', () => {
    const exhausted = ['memory', 'budget-release', 'archive-budget-bytes', 'unread-flood'].map((rule) =>
      finding({ rule: `analysis/${rule}`, severity: 'medium' }),
    );

    expect(verdictOf(exhausted, false).verdict).toBe('inconclusive');
    expect(verdictOf([...exhausted, finding({ rule: 'd/other' })], false).verdict).toBe('suspicious');
  });

  test('a strong chain at install is malicious and critical', () => {
    expect(verdictOf([finding({ severity: 'critical', confidence: 0.9 })])).toMatchObject({
      verdict: 'malicious',
      level: 'critical',
      class: 'malware',
      stage: 'install',
    });
  });

  test.each(['info', 'low', 'medium'] as const)('one certain %s finding alone stays benign', (severity) => {
    expect(verdictOf([finding({ severity })]).verdict).toBe('benign');
  });

  test('two medium findings of different rules are suspicious, of one rule they are not', () => {
    expect(verdictOf([finding({ rule: 'a' }), finding({ rule: 'b' })]).verdict).toBe('suspicious');
    expect(verdictOf([finding({ rule: 'a' }), finding({ rule: 'a' })]).verdict).toBe('benign');
  });

  test('many weak findings never become malicious', () => {
    const weak = Array.from({ length: 100 }, (_, i) => finding({ rule: `r${i}` }));
    expect(verdictOf(weak).verdict).toBe('suspicious');
  });

  test('capabilities count nothing, however many', () => {
    const able = Array.from({ length: 50 }, (_, i) =>
      finding({ rule: `r${i}`, kind: 'capability', severity: 'critical' }),
    );
    expect(verdictOf(able)).toMatchObject({ verdict: 'benign', score: 0 });
  });

  test('incomplete does not soften what was found', () => {
    expect(verdictOf([finding({ severity: 'critical' })], false)).toMatchObject({
      verdict: 'malicious',
      complete: false,
    });
    expect(verdictOf([finding({ severity: 'high', confidence: 0.7 })], false)).toMatchObject({
      verdict: 'suspicious',
    });
  });

  test('the same finding weighs less the later it runs', () => {
    const scores = (['install', 'import', 'use', 'dead'] as const).map(
      (stage) => verdictOf([finding({ severity: 'high', stage })]).score,
    );
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(new Set(scores).size).toBe(4);
  });

  test('a ranking adds to nothing and decides nothing, however bad and sure it is', () => {
    const ranking = finding({ kind: 'ranking', severity: 'critical', confidence: 1 });
    const other = finding({ severity: 'high', confidence: 0.45 });

    expect(verdictOf([ranking])).toMatchObject({ verdict: 'benign', score: 38, class: null, stage: null });
    expect(verdictOf([ranking, other])).toMatchObject({ verdict: 'benign', score: 38 });
    expect(verdictOf([{ ...ranking, rule: 'a' }, ranking]).score).toBe(38);
    expect(verdictOf([{ ...ranking, stage: 'dead' }])).toEqual(verdictOf([ranking]));
    expect(verdictOf([ranking, finding({ severity: 'critical' })])).toEqual(
      verdictOf([finding({ severity: 'critical' })]),
    );
  });

  test('threats that decide nothing rank below any ranking', () => {
    const undecided = verdictOf([finding({ severity: 'high', confidence: 0.48 })]);
    const ranked = verdictOf([finding({ kind: 'ranking', confidence: 0 })]);

    expect(undecided.verdict).toBe('benign');
    expect(undecided.score).toBeLessThanOrEqual(ranked.score);
    expect(undecided.score).toBeGreaterThan(verdictOf([finding({})]).score);
  });

  test('the class is the one that most points speak for', () => {
    const findings = [
      finding({ rule: 'a', severity: 'high', class: 'research' }),
      finding({ rule: 'b', class: 'malware' }),
    ];
    expect(verdictOf(findings).class).toBe('research');
  });
});

describe('the class of a release that nobody is told about', () => {
  const squat = finding({
    rule: 'name/typo',
    stage: 'use',
    confidence: 0.7,
    class: 'squat',
    basis: 'context',
  });
  const empty = finding({
    rule: 'empty/no-code',
    severity: 'low',
    stage: 'use',
    confidence: 0.8,
    class: 'squat',
  });
  const young = finding({ rule: 'reputation/first', severity: 'low', basis: 'context' });

  test.each([
    ['a near name without code', [squat, empty], 'squat'],
    ['a near name and its reputation', [squat, young], 'squat'],
    ['a near name whose code does something', [squat, finding({ rule: 'a', severity: 'low' })], null],
    ['reputation that says more than the name', [empty, young], null],
    ['a near name that only may be one', [{ ...squat, severity: 'info' as const }], null],
    ['nothing', [], null],
  ])('%s', (_what, findings, expected) => {
    expect(verdictOf(findings)).toMatchObject({ verdict: 'benign', level: 'low', class: expected });
  });

  test('is not known of a part of it', () => {
    expect(verdictOf([squat, empty], false)).toMatchObject({ verdict: 'inconclusive', class: null });
  });
});

describe('levelOf', () => {
  test.each([
    ['malicious', 'install', 'unknown', 'critical'],
    ['malicious', 'import', 'unknown', 'high'],
    ['malicious', 'import', 'wide', 'critical'],
    ['malicious', 'use', 'narrow', 'high'],
    ['malicious', 'dead', 'unknown', 'medium'],
    ['suspicious', 'install', 'unknown', 'medium'],
    ['suspicious', 'install', 'wide', 'high'],
    ['suspicious', 'use', 'wide', 'low'],
    ['inconclusive', 'install', 'wide', 'low'],
    ['benign', null, 'wide', 'low'],
  ] as const)('%s at %s with %s reach is %s', (verdict, stage, reach, level) => {
    expect(levelOf(verdict, stage, reach)).toBe(level);
  });
});
