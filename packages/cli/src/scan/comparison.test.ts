import type { AnalysisRequest, ArtifactAnalysis } from '@weir/analysis';
import { AppError, mergeSiblings, type ReleaseContext } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { SAMPLE_FACTS, sampleAnalysis, sampleFinding } from '../testing/sample-scan.ts';
import { createComparer } from './comparison.ts';
import type { ReleaseFileSource } from './release-source.ts';

const signal = new AbortController().signal;
const HASHES = Array.from({ length: 12 }, (_, index) => index.toString(16).padStart(16, '0'));
const alone = sampleAnalysis([]);
const compared = sampleAnalysis([sampleFinding()]);
const old = sampleAnalysis([], { facts: SAMPLE_FACTS });
const context: ReleaseContext = {
  release: {
    registry: 'npmjs',
    ecosystem: 'npm',
    name: 'x',
    displayName: 'x',
    version: '1.4.3',
    purl: 'pkg:npm/x@1.4.3',
  },
  facts: {
    manifest: null,
    publisher: null,
    trustedPublisher: null,
    maintainers: [],
    provenance: null,
    previousVersion: '1.4.2',
    previousPublisher: null,
    previousProvenance: null,
    previousFacts: null,
    predecessor: { version: '1.4.2', files: [] },
    versionCount: 2,
    publishedAt: '2026-11-20T12:00:00.000Z',
    packageCreatedAt: '2024-11-20T12:00:00.000Z',
    distTags: [],
    integrity: null,
    documentRevision: null,
    documentSha256: null,
    responseHeaders: {},
    truncated: [],
  },
  dependencies: [],
};
const request: AnalysisRequest = { path: 'new', filename: 'x-1.4.3.tgz', ecosystem: 'npm', context };

/** A file whose like in the release before is `x-1.4.2.tgz`, and what was done with that. */
function fileAfter(fail: unknown = null): { readonly file: ReleaseFileSource; readonly log: string[] } {
  const log: string[] = [];
  const before: NonNullable<ReleaseFileSource['before']> = {
    version: '1.4.2',
    filename: 'x-1.4.2.tgz',
    sizeBytes: 7,
    async fetch() {
      log.push('fetched');
      if (fail !== null) throw fail;
      return {
        request: { ...request, path: 'old', context: null },
        async [Symbol.asyncDispose]() {
          log.push('removed');
        },
      };
    },
  };
  return { file: { ...before, filename: 'x-1.4.3.tgz', before, original: null }, log };
}

/** A pool that gives `left` for the release before, and `again` for the release once that is known. */
function poolOf(left: ArtifactAnalysis, again: ArtifactAnalysis = compared) {
  return {
    async analyze({ path, context: known }: AnalysisRequest): Promise<ArtifactAnalysis> {
      if (path === 'old') return left;
      return known?.previous?.version === '1.4.2' ? again : alone;
    },
  };
}

const inPart: ArtifactAnalysis = {
  ...old,
  skipped: [{ file: 'big.js', reason: 'over the byte budget', sizeBytes: 5 }],
  judgement: { ...old.judgement, complete: false },
};

describe('createComparer', () => {
  it('analyses a file again with what the release before left, which is fetched once', async () => {
    const { file, log } = fileAfter();
    const compare = createComparer(poolOf(old));

    const first = await compare(file, request, alone, signal);
    const second = await compare(file, request, alone, signal);

    expect(first).toEqual({ analysis: compared, comparison: { version: '1.4.2', missed: [] } });
    expect(second).toEqual(first);
    expect(log).toEqual(['fetched', 'removed']);
  });

  it('fetches nothing for a wheel of modules that a file before it has', async () => {
    const { file, log } = fileAfter();
    const module = {
      path: 'x.py',
      sizeBytes: 1,
      sha256: 'a'.repeat(64),
      stage: 'import',
      tlsh: null,
    } as const;
    const facts = { ...SAMPLE_FACTS, files: [module] };
    const siblings = mergeSiblings([{ filename: 'x-1.4.3-linux.whl', facts }], null);
    const wheel = { ...alone, facts };

    expect(await createComparer(poolOf(old))(file, { ...request, siblings }, wheel, signal)).toEqual({
      analysis: wheel,
    });
    expect(log).toEqual([]);
  });

  it('fetches nothing where it cannot matter', async () => {
    const { file, log } = fileAfter();
    const compare = createComparer(poolOf(old));
    const harmless = sampleAnalysis([], { capabilities: ['fs.read'] });

    expect(await compare(file, request, harmless, signal)).toEqual({ analysis: harmless });
    expect(await compare({ ...file, before: null }, request, alone, signal)).toEqual({ analysis: alone });
    expect(log).toEqual([]);
  });

  it.each([
    [
      'cannot be fetched',
      poolOf(old),
      new AppError('SCAN_UNAVAILABLE', 'pkg:npm/x@1.4.2: HTTP 404', { retriable: false }),
      'pkg:npm/x@1.4.2: HTTP 404',
    ],
    ['was read in part', poolOf(inPart), null, 'it could not be wholly read (big.js: over the byte budget)'],
    ['takes too much to compare', poolOf(old, inPart), null, 'that took more than may be spent on it'],
  ])('keeps what was found alone, and says why, where the release before %s', async (_, pool, fail, why) => {
    const { file } = fileAfter(fail);

    expect(await createComparer(pool)(file, request, alone, signal)).toEqual({
      analysis: alone,
      comparison: {
        version: null,
        missed: [
          {
            file: 'x-1.4.2.tgz',
            reason: `not compared with 1.4.2, the release before: ${why}`,
            sizeBytes: 7,
          },
        ],
      },
    });
  });

  it('holds a near name against the package that it may be a copy of, and says nothing of code of its own', async () => {
    const { file } = fileAfter();
    const copied = { ...old, facts: { ...SAMPLE_FACTS, strings: HASHES } };
    const copy = sampleAnalysis([], { facts: copied.facts, capabilities: ['fs.read'] });
    const original = { ...(file.before as NonNullable<typeof file.before>), name: 'y' };
    const asked: unknown[] = [];
    const pool = {
      async analyze({ path, context: told }: AnalysisRequest): Promise<ArtifactAnalysis> {
        if (path === 'old') return copied;
        asked.push(told?.original && { ...told.original, facts: null });
        return compared;
      },
    };
    const held = createComparer(pool);
    const near = { ...file, before: null, original: async () => original };

    expect(await held(near, request, copy, signal)).toEqual({ analysis: compared });
    expect(asked).toEqual([{ name: 'y', version: '1.4.2', facts: null, share: 1 }]);
    const own = sampleAnalysis([], { facts: SAMPLE_FACTS, capabilities: ['fs.read'] });
    expect(await held(near, request, own, signal)).toEqual({ analysis: own });
  });

  it('says why a near name was not held against the package that it may be a copy of', async () => {
    const { file } = fileAfter();
    const original = async () => {
      throw new Error('no answer');
    };
    const alike = sampleAnalysis([], { facts: SAMPLE_FACTS, capabilities: ['fs.read'] });

    expect(await createComparer(poolOf(old))({ ...file, original }, request, alike, signal)).toMatchObject({
      analysis: alike,
      comparison: { version: null, missed: [{ reason: expect.stringContaining('no answer') }] },
    });
  });

  it('is ended by the signal', async () => {
    const { file } = fileAfter(new Error('aborted'));

    await expect(createComparer(poolOf(old))(file, request, alone, AbortSignal.abort())).rejects.toThrow(
      /abort/,
    );
  });
});
