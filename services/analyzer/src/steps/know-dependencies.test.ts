import type { KnownPackage, KnownVersion } from '@weir/store';
import { describe, expect, it } from 'vitest';
import { dependencyFacts } from './know-dependencies.ts';

function version(number: string, verdict: KnownVersion['verdict'] = null): KnownVersion {
  return { version: number, purl: `pkg:npm/x@${number}`, verdict };
}

function known(versions: readonly KnownVersion[]): KnownPackage {
  return { name: 'x', createdAt: new Date('2026-11-20T00:00:00Z'), maintainers: ['ann'], versions };
}

function judged(range: string, versions: readonly KnownVersion[]): string | null {
  return dependencyFacts({ name: 'x', range }, known(versions)).judged?.purl ?? null;
}

const WAVE = [version('1.0.0', 'benign'), version('1.0.1', 'malicious'), version('2.0.0', 'benign')];

describe('dependencyFacts', () => {
  it('says nothing of a package that the store does not know', () => {
    expect(dependencyFacts({ name: 'x', range: '^1.0.0' }, undefined)).toEqual({
      name: 'x',
      createdAt: null,
      maintainers: null,
      judged: null,
    });
  });

  it('passes on since when a package is there and who has it', () => {
    expect(dependencyFacts({ name: 'x', range: '^1.0.0' }, known([]))).toMatchObject({
      createdAt: '2026-11-20T00:00:00.000Z',
      maintainers: ['ann'],
    });
  });

  it.each([
    ['^1.0.0', 'pkg:npm/x@1.0.1'],
    ['1.0.1', 'pkg:npm/x@1.0.1'],
    ['1.0.0', null],
    ['^2.0.0', null],
    ['*', null],
    ['latest', null],
    ['>=9', null],
    ['>=1 '.repeat(5_000), null],
  ])('judges %s by the version that it installs', (range, purl) => {
    expect(judged(range, WAVE)).toBe(purl);
  });

  it('passes on verdicts above benign only, and bears versions that are none', () => {
    const versions = [
      version('1.0.0', 'suspicious'),
      version('../../x'),
      version('1.0.0-\u202e', 'malicious'),
    ];

    expect(judged('^1.0.0', versions)).toBe('pkg:npm/x@1.0.0');
    expect(judged('^1.0.0', [version('1.0.0', 'inconclusive')])).toBeNull();
  });
});
