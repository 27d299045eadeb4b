import { LEVELS, type VerdictRecorded } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { alertDedupeKey, alertSubject, decideAlert } from './policy.ts';
import { sampleVerdict } from './testing/index.ts';

const base = sampleVerdict();
const withLevel = (level: (typeof LEVELS)[number], score = 94): VerdictRecorded =>
  sampleVerdict({ judgement: { ...base.judgement, level, score } });

describe('decideAlert', () => {
  it.each([
    ['low', 'silent'],
    ['medium', 'silent'],
    ['high', 'alert'],
    ['critical', 'alert'],
  ] as const)('%s is %s', (level, kind) => {
    expect(decideAlert(withLevel(level)).kind).toBe(kind);
  });

  it.each([
    ['muted', { origin: { lane: 'bulk', replay: true, muted: true } }],
    ['not-analysis', { actor: { kind: 'person', name: 'ana' } }],
    ['not-analysis', { actor: { kind: 'withdrawal', name: 'ana' } }],
  ] as const)('is silent: %s', (reason, overrides) => {
    expect(decideAlert(sampleVerdict(overrides))).toEqual({ kind: 'silent', reason });
  });

  it('alerts for a backfill that asks for it', () => {
    expect(decideAlert(sampleVerdict({ origin: { lane: 'bulk', replay: true, muted: false } })).kind).toBe(
      'alert',
    );
  });
});

describe('alertDedupeKey', () => {
  const key = alertDedupeKey(base);

  it('is one for a score that moves within its level', () => {
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(alertDedupeKey(withLevel('critical', 99))).toBe(key);
    expect(alertDedupeKey(sampleVerdict({ verdictId: base.fileId, rulesetVersion: 'r2' }))).toBe(key);
  });

  it.each<[string, VerdictRecorded]>([
    ['level', withLevel('high')],
    ['version', sampleVerdict({ release: { ...base.release, version: '1.0.2' } })],
    ['name', sampleVerdict({ release: { ...base.release, name: 'x' } })],
    ['ecosystem', sampleVerdict({ release: { ...base.release, ecosystem: 'pypi' } })],
  ])('differs by %s', (_what, verdict) => {
    expect(alertDedupeKey(verdict)).not.toBe(key);
  });

  it('is one for all files of a release', () => {
    const other = { fileId: base.releaseId, filename: 'x.whl', artifactSha256: null };

    expect(alertDedupeKey(sampleVerdict(other))).toBe(key);
    expect(alertSubject(sampleVerdict(other))).toBe(alertSubject(withLevel('high')));
  });

  it('cannot be forged by a separator in a name', () => {
    const shifted = (name: string, version: string): string =>
      alertDedupeKey(sampleVerdict({ release: { ...base.release, name, version } }));

    expect(shifted('a|b', 'c')).not.toBe(shifted('a', 'b|c'));
    expect(shifted('a","b', 'c')).not.toBe(shifted('a', 'b","c'));
  });
});
