import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { AnalysisRequest, ArtifactAnalysis } from '@weir/analysis';
import {
  AppError,
  digestOfFacts,
  type Finding,
  type Locator,
  mergeSiblings,
  type Predecessor,
  type ReleaseFacts,
} from '@weir/model';
import { createMetricsRegistry, silentLogger, systemClock } from '@weir/runtime';
import { describe, expect, it } from 'vitest';
import { createAnalyzerMetrics } from '../metrics.ts';
import { type Answer, spool } from '../testing/memory-deps.ts';
import {
  sampleCompactFacts,
  sampleFacts,
  sampleFile,
  sampleFinding,
  sampleResult,
} from '../testing/samples.ts';
import type { AnalyzedFile } from './analyze-file.ts';
import { createCompareReleaseStep } from './compare-release.ts';

const BEFORE = Buffer.from('the release before');
const SHA512 = createHash('sha512').update(BEFORE).digest('hex');
const URL_BEFORE = 'http://registry.test/left-pad-ng/-/left-pad-ng-1.4.2.tgz';
const FACTS_BEFORE = sampleCompactFacts({ hosts: ['lines.weir.example'] });
const PREVIOUS = { version: '1.4.2', facts: FACTS_BEFORE };
const COMPARED = sampleFinding({ detector: 'capability-delta', rule: 'capability-delta/ability' });
const ORIGIN = { lane: 'live', replay: false, muted: false } as const;

function predecessor(part: Partial<Predecessor['files'][number]> = {}): Predecessor {
  const file = sampleFile().file;
  return {
    version: '1.4.2',
    files: [{ ...file, filename: 'left-pad-ng-1.4.2.tgz', locator: { url: URL_BEFORE }, ...part }],
  };
}

/** 1.4.3 of a package that is years old. */
function patchFile(part: Partial<ReleaseFacts> = {}) {
  const facts: ReleaseFacts = {
    ...sampleFacts(),
    previousVersion: '1.4.2',
    packageCreatedAt: '2022-01-01T00:00:00.000Z',
    predecessor: predecessor(),
    ...part,
  };
  const { release } = sampleFile();
  return sampleFile({
    release: { ...release, version: '1.4.3', purl: 'pkg:npm/left-pad-ng@1.4.3' },
    facts,
    factsDigest: digestOfFacts(facts),
  });
}

function analyzed(findings: readonly Finding[], part: Partial<AnalyzedFile['result']> = {}): AnalyzedFile {
  const result = sampleResult({ findings: [...findings], ...part });
  const kept = [{ path: 'index.js', sha256: 'b'.repeat(64), bytes: new Uint8Array(1) }];
  return { result, verification: { outcome: 'match', algorithm: 'sha512' }, kept };
}

const FIRST = analyzed([]);
const EXHAUSTED: Partial<AnalyzedFile['result']> = {
  judgement: { ...FIRST.result.judgement, complete: false },
  findings: [sampleFinding({ detector: 'analysis', rule: 'analysis/timeout' })],
};

/** A step whose registry gives `answer` and whose pool answers `before` for the release before; what they were asked. */
function setUp(
  options: {
    readonly answer?: Answer | 'never';
    readonly before?: ArtifactAnalysis | Error;
    readonly again?: AnalyzedFile;
    readonly compareMs?: number;
  } = {},
) {
  const { answer = BEFORE, before = sampleResult({ facts: FACTS_BEFORE }), again } = options;
  const registry = createMetricsRegistry();
  const asked: Locator[] = [];
  const requests: AnalysisRequest[] = [];
  const known: unknown[] = [];
  const compare = createCompareReleaseStep({
    previousFetcherFor: () => ({
      async fetch(locator, signal) {
        asked.push(locator);
        if (answer === 'never') {
          await systemClock.sleep(60_000, signal);
          throw new Error('not in this test');
        }
        if (answer instanceof Error) throw answer;
        return answer instanceof Uint8Array ? spool(answer) : answer;
      },
    }),
    pool: {
      rulesetVersion: 'rules-1',
      async analyze(request) {
        requests.push(request);
        if (before instanceof Error) throw before;
        return before;
      },
      async [Symbol.asyncDispose]() {},
    },
    analyzeFile: async (_file, _spooled, context) => {
      known.push(context);
      return again ?? { ...analyzed([COMPARED]), kept: [] };
    },
    metrics: createAnalyzerMetrics(registry),
    logger: silentLogger,
    config: { compareMs: options.compareMs ?? 10_000 },
  });
  async function run(
    part: Partial<Parameters<typeof compare>[0]> = {},
    signal = AbortSignal.timeout(10_000),
  ): Promise<AnalyzedFile> {
    const outcome = await spool(Buffer.from('ours'));
    if (outcome.kind !== 'fetched') throw new Error(outcome.kind);
    await using spooled = outcome.file;
    const nothing = { previous: null, siblings: null, dependencies: [] };
    return await compare(
      { file: patchFile(), origin: ORIGIN, spooled, known: nothing, first: FIRST, ...part },
      signal,
    );
  }
  async function outcomes(): Promise<(string | undefined)[]> {
    const text = await registry.metrics();
    return [...text.matchAll(/comparisons_total\{outcome="(?<outcome>[^"]+)"\} 1/g)].map(([, one]) => one);
  }
  return { asked, requests, known, run, outcomes };
}

describe('a release for which it matters what the one before could do', () => {
  it('is analysed again, with what was fetched and read of that one', async () => {
    const { run, asked, requests, known, outcomes } = setUp();

    const { result, kept } = await run({
      file: patchFile({ predecessor: predecessor({ digests: { sha512: SHA512 } }) }),
    });

    expect(result.findings).toEqual([COMPARED]);
    expect(kept).toBe(FIRST.kept);
    expect(asked).toEqual([{ url: URL_BEFORE }]);
    expect(requests).toMatchObject([
      {
        filename: 'left-pad-ng-1.4.2.tgz',
        ecosystem: 'npm',
        context: { release: { version: '1.4.2', purl: 'pkg:npm/left-pad-ng@1.4.2' }, facts: null },
      },
    ]);
    expect(existsSync(requests[0]?.path ?? '/')).toBe(false);
    expect(known).toEqual([{ previous: PREVIOUS, siblings: null, dependencies: [] }]);
    expect(await outcomes()).toEqual(['fetched']);
  });

  it('fetches nothing where the store told of that one', async () => {
    const { run, asked, outcomes } = setUp();

    expect(await run({ known: { previous: PREVIOUS, siblings: null, dependencies: [] } })).toBe(FIRST);

    expect(asked).toEqual([]);
    expect(await outcomes()).toEqual(['stored']);
  });

  it('reads it before it tells what the facts of the store show, which may be of an older engine', async () => {
    const { run, asked, outcomes } = setUp({ again: analyzed([]) });
    const known = { previous: PREVIOUS, siblings: null, dependencies: [] };

    expect((await run({ known, first: analyzed([COMPARED]) })).result.findings).toEqual([]);

    expect(asked).toEqual([{ url: URL_BEFORE }]);
    expect(await outcomes()).toEqual(['fetched']);
  });

  it('tells what the facts of the store show where it cannot be read', async () => {
    const { run, outcomes } = setUp({ answer: { kind: 'unavailable', status: 404 } });
    const first = analyzed([COMPARED]);

    expect(await run({ known: { previous: PREVIOUS, siblings: null, dependencies: [] }, first })).toBe(first);

    expect(await outcomes()).toEqual(['unavailable']);
  });

  it('fetches nothing for a wheel of modules that a file before it has', async () => {
    const { run, asked, outcomes } = setUp();
    const module = {
      path: 'own.py',
      sizeBytes: 1,
      sha256: 'a'.repeat(64),
      stage: 'import',
      tlsh: null,
    } as const;
    const facts = sampleCompactFacts({ files: [module] });
    const siblings = mergeSiblings([{ filename: 'own-1.4.3-linux.whl', facts }], null);
    const first = analyzed([], { facts });

    expect(await run({ first, known: { previous: null, siblings, dependencies: [] } })).toBe(first);

    expect(asked).toEqual([]);
    expect(await outcomes()).toEqual(['sibling']);
  });

  it('takes of several files the one that is most like its own', async () => {
    const { run, asked } = setUp();
    const [file] = predecessor().files;
    if (file === undefined) throw new Error('no file');
    const other = {
      ...file,
      filename: 'left-pad-ng-1.4.2.whl',
      locator: { url: 'http://registry.test/whl' },
    };

    await run({ file: patchFile({ predecessor: { version: '1.4.2', files: [other, file] } }) });

    expect(asked).toEqual([{ url: URL_BEFORE }]);
  });

  const away = (code: string, retriable: boolean): AppError => new AppError(code, 'no', { retriable });
  it.each<[string, Parameters<typeof setUp>[0], Partial<ReleaseFacts>?]>([
    ['unavailable', { answer: { kind: 'unavailable', status: 404 } }],
    ['too-large', { answer: { kind: 'too-large', sizeBytesMax: 10 } }],
    ['REQUEST_ALLOWANCE_SPENT', { answer: away('REQUEST_ALLOWANCE_SPENT', true) }],
    ['HTTP_NETWORK', { answer: away('HTTP_NETWORK', true) }],
    ['LOCATOR_REFUSED', { answer: away('LOCATOR_REFUSED', false) }],
    ['failed', { answer: new TypeError('a bug') }],
    ['failed', { before: new TypeError('a bug') }],
    ['late', { answer: 'never', compareMs: 5 }],
    ['unreadable', { before: sampleResult() }],
    ['unreadable', { before: sampleResult({ facts: FACTS_BEFORE, ...EXHAUSTED }) }],
    ['unreadable', { again: analyzed([], EXHAUSTED) }],
    ['mismatch', {}, { predecessor: predecessor({ digests: { sha512: 'f'.repeat(128) } }) }],
    ['no-file', {}, { predecessor: { version: '1.4.2', files: [] } }],
  ])('keeps its first analysis, once: %s %#', async (outcome, options, facts = {}) => {
    const { run, asked, requests, outcomes } = setUp(options);

    expect(await run({ file: patchFile(facts) })).toBe(FIRST);

    expect(asked.length).toBeLessThanOrEqual(1);
    expect(requests.filter(({ path }) => existsSync(path))).toEqual([]);
    expect(await outcomes()).toEqual([outcome]);
  });

  it('ends with its signal', async () => {
    const { run, outcomes } = setUp({ answer: 'never' });
    const stop = new AbortController();
    const running = run({}, stop.signal);
    stop.abort(new Error('the analyzer stops'));

    await expect(running).rejects.toThrow('the analyzer stops');
    expect(await outcomes()).toEqual([]);
  });
});

describe('nothing is fetched', () => {
  it.each<[string, Partial<Parameters<ReturnType<typeof setUp>['run']>[0]>]>([
    ['for what can do nothing that matters', { first: analyzed([], { capabilities: ['fs.read'] }) }],
    ['for a first release', { file: patchFile({ predecessor: null }) }],
    ['where facts are older than predecessors', { file: patchFile({ predecessor: undefined }) }],
    [
      'for bytes that were not published',
      { first: { ...FIRST, verification: { outcome: 'mismatch', algorithm: 'sha512' } } },
    ],
    ['for what the slow lane reads again', { first: analyzed([], EXHAUSTED) }],
  ])('%s', async (_name, subject) => {
    const { run, asked, outcomes } = setUp();

    expect((await run(subject)).result.findings).not.toContain(COMPARED);

    expect(asked).toEqual([]);
    expect(await outcomes()).toEqual([]);
  });
});
