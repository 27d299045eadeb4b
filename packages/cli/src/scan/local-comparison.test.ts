import type { ArtifactAnalysis } from '@weir/analysis';
import type { Ecosystem, PreviousRelease } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { SAMPLE_FACTS, sampleAnalysis, sampleFinding } from '../testing/sample-scan.ts';
import { compareLocal, type LocalComparison, type ReadPackage } from './local-comparison.ts';

const unread = [{ file: 'big.js', reason: 'over the byte budget', sizeBytes: 5 }];

function named(name: string, version: string | null): ArtifactAnalysis {
  return sampleAnalysis([], { facts: SAMPLE_FACTS, named: { name, version } });
}

/** What budgets left in part. */
function inPart(analysis: ArtifactAnalysis): ArtifactAnalysis {
  return { ...analysis, skipped: unread, judgement: { ...analysis.judgement, complete: false } };
}

function packed(filename: string, analysis: ArtifactAnalysis, as: Ecosystem | null = 'npm'): ReadPackage {
  return { filename, readings: [{ as, analysis }] };
}

/** Compares, and tells with what the package was analysed again; what that gives is `compared`. */
async function compare(
  old: ReadPackage,
  now: ReadPackage,
  compared: ArtifactAnalysis = sampleAnalysis([sampleFinding()]),
): Promise<LocalComparison & { readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const again = async (as: Ecosystem | null, { version }: PreviousRelease): Promise<ArtifactAnalysis> => {
    asked.push(`${as} ${version}`);
    return compared;
  };
  return { ...(await compareLocal(old, now, again)), asked };
}

describe('compareLocal', () => {
  it('analyses again with what the release before left', async () => {
    const again = sampleAnalysis([sampleFinding()]);

    const held = await compare(
      packed('old.tgz', named('x', '1.0.0')),
      packed('new.tgz', named('x', '1.0.1')),
      again,
    );

    expect(held).toEqual({
      asked: ['npm 1.0.0'],
      analyses: [again],
      comparison: { version: '1.0.0', missed: [] },
      missed: [],
    });
  });

  it('compares names as pip does', async () => {
    const old = packed('old.whl', named('Acme.Tool', '1.0'), 'pypi');

    expect(await compare(old, packed('new.whl', named('acme_tool', '1.1'), 'pypi'))).toMatchObject({
      comparison: { version: '1.0' },
    });
  });

  it.each([
    ['has no version', named('x', null), named('x', '1.0.1'), 'it names no version'],
    [
      'cannot be read',
      inPart(sampleAnalysis([])),
      named('x', '1.0.1'),
      'it names no version (big.js: over the byte budget)',
    ],
    ['comes before none', named('x', '1.0.0'), named('x', null), 'new.tgz names no version'],
    ['is of another name', named('y', '1.0.0'), named('x', '1.0.1'), 'it is y, and new.tgz is x'],
    [
      'is no lower version',
      named('x', '1.0.1'),
      named('x', '1.0.1'),
      '1.0.1, which new.tgz is, is no version above 1.0.1, which it is',
    ],
    [
      'was read in part',
      inPart(named('x', '1.0.0')),
      named('x', '1.0.1'),
      'it could not be wholly read (big.js: over the byte budget)',
    ],
  ])('says that what %s is no release to compare with', async (_, old, now, why) => {
    const held = await compare(packed('old.tgz', old), packed('new.tgz', now));

    expect(held).toMatchObject({ asked: [], analyses: [now], comparison: { version: null, missed: [] } });
    expect(held.missed).toEqual([
      {
        file: 'old.tgz',
        reason: `not compared with it as the release before: ${why}`,
        sizeBytes: null,
      },
    ]);
  });

  it('expects nothing of a major release, which leaves its result complete', async () => {
    const held = await compare(
      packed('old.tgz', named('x', '1.9.0')),
      packed('new.tgz', named('x', '2.0.0')),
    );

    expect(held).toMatchObject({ asked: [], missed: [], comparison: { version: null } });
    expect(held.comparison.missed.map(({ reason }) => reason).join()).toMatch(/2\.0\.0 is a major release/);
  });

  it('keeps what was read alone where comparing took too much', async () => {
    const now = named('x', '1.0.1');

    const held = await compare(packed('old.tgz', named('x', '1.0.0')), packed('new.tgz', now), inPart(now));

    expect(held).toMatchObject({ analyses: [now], comparison: { version: null } });
    expect(held.missed).toHaveLength(1);
  });

  it('compares the ecosystems that both are of', async () => {
    const now = named('x', '1.0.1');
    const both: ReadPackage = {
      filename: 'new.tgz',
      readings: [
        { as: 'npm', analysis: now },
        { as: 'pypi', analysis: now },
      ],
    };

    expect(await compare(packed('old.tgz', named('x', '1.0.0')), both)).toMatchObject({
      asked: ['npm 1.0.0'],
      missed: [],
    });
    expect((await compare(packed('old.tgz', named('x', '1.0.0'), 'pypi'), both)).asked).toEqual([
      'pypi 1.0.0',
    ]);
  });
});
