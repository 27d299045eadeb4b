import { createHash } from 'node:crypto';
import { type AnyEvent, AppError, evidenceBundleSchema, parseEvent, type VerdictEvent } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { ANALYZER_DEFAULTS } from './config.ts';
import type { FindStanding } from './steps/ask-standing.ts';
import { createMemoryAnalyzer, storeAway } from './testing/memory-deps.ts';
import { maliciousResult, SEEN_AT, sampleFacts, sampleFile, sampleResult } from './testing/samples.ts';

const BYTES = Buffer.from('the bytes of a tarball');
const SHA256 = createHash('sha256').update(BYTES).digest('hex');
const SHA512 = createHash('sha512').update(BYTES).digest('hex');
const LADDER = ANALYZER_DEFAULTS.deferLadderMs;

function fileDeclaring(digests: Record<string, string>) {
  const file = sampleFile();
  return { ...file, file: { ...file.file, digests } };
}

function verdictOf(events: readonly AnyEvent[]): VerdictEvent['data'] {
  const event = parseEvent(events.at(-1));
  if (event.type !== 'verdict.recorded.v1') throw new Error(`not a verdict: ${event.type}`);
  return event.data;
}

describe('a published file', () => {
  it('is fetched, analysed and recorded with its event, and nothing of a benign one is kept', async () => {
    const file = fileDeclaring({ sha512: SHA512, sha1: 'f'.repeat(40) });
    const analyzer = createMemoryAnalyzer({ files: [file], answers: [BYTES], result: sampleResult() });

    const outcome = await analyzer.handle(file);

    const { trace } = analyzer;
    expect(outcome).toEqual({ kind: 'done' });
    expect(trace.steps).toEqual(['fetch', 'analyze', 'commit']);
    expect(trace.failpoints).toEqual(['analyzer.before-commit', 'analyzer.after-commit']);
    expect(trace.states).toEqual([['fetched', SHA256]]);
    expect(verdictOf(trace.events)).toMatchObject({
      fileId: file.fileId,
      artifactSha256: SHA256,
      publisher: 'mallory',
      findingCount: 0,
      origin: { lane: 'live', replay: false, muted: false },
      judgement: { verdict: 'benign' },
    });
    expect(trace.requests[0]).toMatchObject({ ecosystem: 'npm', context: { facts: { versionCount: 1 } } });
    const metrics = await analyzer.metrics.metrics();
    expect(metrics).toContain('weir_analyzer_verdicts_total{verdict="benign"} 1');
    expect(metrics).toContain('weir_analyzer_verdict_latency_seconds_sum{since="seen"} 2');
    expect(metrics).toContain('weir_analyzer_verdict_latency_seconds_sum{since="published"} 12');
  });

  it('is analysed with what the store knows of the dependencies that are new', async () => {
    const facts = {
      ...sampleFacts(),
      manifest: { name: 'left-pad-ng', dependencies: { old: '1', new: '^1.0.0' } },
    };
    const previousFacts = {
      publishedAt: null,
      trustedPublisher: null,
      maintainers: null,
      dependencies: { old: '1' },
      hooks: null,
    };
    const file = sampleFile({ facts: { ...facts, previousVersion: '0.9.0', previousFacts } });
    const createdAt = new Date('2026-11-23T09:00:00.000Z');
    const packages = ['old', 'new'].map((name) => ({ name, createdAt, maintainers: ['eve'], versions: [] }));
    const analyzer = createMemoryAnalyzer({
      files: [file],
      answers: [BYTES],
      result: sampleResult(),
      packages,
    });

    await analyzer.handle(file);

    expect(analyzer.trace.requests[0]?.context?.dependencies).toEqual([
      { name: 'new', createdAt: createdAt.toISOString(), maintainers: ['eve'], judged: null },
    ]);
  });

  it('leaves evidence before the transaction when it is not benign', async () => {
    const file = sampleFile();
    const analyzer = createMemoryAnalyzer({ files: [file], answers: [BYTES], result: maliciousResult() });

    await analyzer.handle(file);

    const { trace } = analyzer;
    expect(trace.steps).toEqual(['fetch', 'analyze', 'evidence', 'evidence', 'commit']);
    expect([...trace.evidence.keys()]).toContain(SHA256);
    const [bundle] = [...trace.evidence.values()].filter((bytes) => bytes.toString().startsWith('{'));
    const parsed = evidenceBundleSchema.parse(JSON.parse(bundle?.toString() ?? ''));
    expect(parsed).toMatchObject({
      release: { purl: 'pkg:npm/left-pad-ng@1.0.0' },
      artifact: { sha256: SHA256, sizeBytes: BYTES.length },
      verification: { outcome: 'unverified', algorithm: null },
      judgement: { verdict: 'malicious' },
    });
    expect(verdictOf(trace.events).topFindings.map(({ rule }) => rule)).toEqual([
      'lifecycle-script/download-and-run',
    ]);
  });

  it('has what it brings in noted with its verdict, once', async () => {
    const file = sampleFile();
    const edge = {
      channel: 'run',
      ecosystem: 'npm',
      name: 'evil-helper',
      spec: '1.0.0',
      url: null,
      stage: 'install',
      file: 'package.json',
      line: 5,
    } as const;
    const analyzer = createMemoryAnalyzer({
      files: [file],
      answers: [BYTES],
      result: sampleResult({ edges: [edge] }),
    });

    await analyzer.handle(file);
    await analyzer.handle(file);

    expect(analyzer.trace.edges).toEqual([edge]);
  });

  it('is done at once when it was analysed before', async () => {
    const file = sampleFile();
    const analyzer = createMemoryAnalyzer({ files: [file], answers: [BYTES], result: sampleResult() });
    await analyzer.handle(file);

    const outcome = await analyzer.handle(file);

    expect(outcome).toEqual({ kind: 'done' });
    expect(analyzer.trace.steps).toEqual(['fetch', 'analyze', 'commit']);
    expect(analyzer.trace.events).toHaveLength(1);
  });

  it('whose bytes have a wrong digest is never benign, and the bytes are kept', async () => {
    const file = fileDeclaring({ sha512: SHA512.replace(/^./, (c) => (c === '0' ? '1' : '0')) });
    const analyzer = createMemoryAnalyzer({ files: [file], answers: [BYTES], result: sampleResult() });

    await analyzer.handle(file);

    const { trace } = analyzer;
    expect(trace.states).toEqual([['mismatch', SHA256]]);
    expect(trace.evidence.has(SHA256)).toBe(true);
    const verdict = verdictOf(trace.events);
    expect(verdict.judgement).toMatchObject({ verdict: 'suspicious', complete: false });
    expect(verdict.topFindings[0]).toMatchObject({ rule: 'fetch/digest-mismatch', detector: 'fetch' });
    expect(await analyzer.metrics.metrics()).toContain('weir_analyzer_digest_mismatches_total 1');
  });

  it('that the store does not know is parked', async () => {
    const analyzer = createMemoryAnalyzer({ files: [], answers: [BYTES], result: sampleResult() });

    const outcome = await analyzer.handle(sampleFile());

    expect(outcome).toMatchObject({ kind: 'park', reason: 'FILE_UNKNOWN', step: 'load' });
  });
});

describe('a file that is not there', () => {
  const away = { kind: 'unavailable', status: 404 } as const;

  it('is deferred on the ladder', async () => {
    const file = sampleFile();
    const analyzer = createMemoryAnalyzer({ files: [file], answers: [away], result: sampleResult() });

    const outcomes = [];
    for (let attempt = 0; attempt < LADDER.length; attempt++)
      outcomes.push(await analyzer.handle(file, { attempt }));

    const nowMs = SEEN_AT.getTime() + 2000;
    expect(outcomes).toEqual(
      LADDER.map((waitMs) => ({
        kind: 'defer',
        dueAt: new Date(nowMs + waitMs),
        reason: 'unavailable: HTTP 404',
      })),
    );
    expect(analyzer.trace.events).toEqual([]);
  });

  it('ends inconclusive with a gap, once', async () => {
    const file = sampleFile();
    const analyzer = createMemoryAnalyzer({ files: [file], answers: [away], result: sampleResult() });

    const outcome = await analyzer.handle(file, { attempt: LADDER.length });
    const again = await analyzer.handle(file, { attempt: LADDER.length });

    const { trace } = analyzer;
    expect([outcome, again]).toEqual([{ kind: 'done' }, { kind: 'done' }]);
    expect(trace.states[0]).toEqual(['gone', null]);
    expect(trace.gaps[0]).toContain('pkg:npm/left-pad-ng@1.0.0');
    expect(trace.events).toHaveLength(1);
    expect(verdictOf(trace.events)).toMatchObject({
      artifactSha256: null,
      analysisId: null,
      judgement: { verdict: 'inconclusive', complete: false, level: 'low' },
      topFindings: [{ rule: 'fetch/unavailable' }],
    });
  });

  it.each<[string | null, FindStanding, string]>([
    ['quarantined', async () => 'quarantined' as const, 'unavailable: quarantined: pkg:npm/'],
    ['removed', async () => 'removed' as const, 'unavailable: removed: pkg:npm/'],
    ['unknown', async () => 'listed' as const, 'unavailable: unknown: pkg:npm/'],
    ['unknown', () => Promise.reject(new Error('no answer')), 'unavailable: unknown: pkg:npm/'],
    [null, async () => null, 'unavailable: pkg:npm/'],
  ])('is told to be %s as the registry says, once it is given up', async (standing, findStanding, gap) => {
    const file = sampleFile();
    const analyzer = createMemoryAnalyzer({
      files: [file],
      answers: [away],
      result: sampleResult(),
      findStanding,
    });

    await analyzer.handle(file, { attempt: 0 });
    await analyzer.handle(file, { attempt: LADDER.length });

    expect(analyzer.trace.gaps).toEqual([expect.stringMatching(`^${gap}.*, last answer HTTP 404$`)]);
    const [finding] = verdictOf(analyzer.trace.events).topFindings;
    expect(finding?.summary.startsWith(`unavailable${standing === null ? '' : `: ${standing}`}: `)).toBe(
      true,
    );
  });

  it('is deferred too when the registry stays unreachable, for as long as it asks', async () => {
    const file = sampleFile();
    const busy = new AppError('REGISTRY_HTTP', 'HTTP 429', {
      retriable: true,
      fields: { retryAfterMs: 40_000 },
    });
    const analyzer = createMemoryAnalyzer({ files: [file], answers: [busy], result: sampleResult() });

    const outcome = await analyzer.handle(file);

    const dueAt = new Date(SEEN_AT.getTime() + 42_000);
    expect(outcome).toEqual({ kind: 'defer', dueAt, reason: 'REGISTRY_HTTP: REGISTRY_HTTP' });
    expect(analyzer.trace.steps).toEqual(
      Array.from({ length: ANALYZER_DEFAULTS.attemptsMax }, () => 'fetch'),
    );
  });

  it('is not given up while it is our own requests that are used up', async () => {
    const file = sampleFile();
    const spent = new AppError('REQUEST_ALLOWANCE_SPENT', 'used up', {
      retriable: true,
      fields: { retryAfterMs: 600_000 },
    });
    const analyzer = createMemoryAnalyzer({ files: [file], answers: [spent], result: sampleResult() });

    const outcome = await analyzer.handle(file, { attempt: LADDER.length });

    expect(outcome).toMatchObject({ kind: 'defer', dueAt: new Date(SEEN_AT.getTime() + 602_000) });
    expect(analyzer.trace.gaps).toEqual([]);
  });

  it('is analysed when the next try of the same step gets it', async () => {
    const file = sampleFile();
    const network = new AppError('HTTP_NETWORK', 'reset', { retriable: true });
    const analyzer = createMemoryAnalyzer({
      files: [file],
      answers: [network, BYTES],
      result: sampleResult(),
    });

    expect(await analyzer.handle(file)).toEqual({ kind: 'done' });
    expect(analyzer.trace.steps).toEqual(['fetch', 'fetch', 'analyze', 'commit']);
  });

  it('over the byte cap is inconclusive at once, without a gap', async () => {
    const file = sampleFile();
    const huge = { kind: 'too-large', sizeBytesMax: 1000 } as const;
    const analyzer = createMemoryAnalyzer({ files: [file], answers: [huge], result: sampleResult() });

    await analyzer.handle(file);

    expect(analyzer.trace.gaps).toEqual([]);
    expect(verdictOf(analyzer.trace.events)).toMatchObject({
      judgement: { verdict: 'inconclusive' },
      topFindings: [{ rule: 'fetch/too-large' }],
    });
  });
});

describe('errors', () => {
  it('that cannot be retried park the message with step and purl', async () => {
    const file = sampleFile();
    const refused = new AppError('LOCATOR_REFUSED', 'no file is fetched from there', { retriable: false });
    const analyzer = createMemoryAnalyzer({ files: [file], answers: [refused], result: sampleResult() });

    const outcome = await analyzer.handle(file);

    expect(outcome).toMatchObject({ kind: 'park', reason: 'LOCATOR_REFUSED', step: 'fetch' });
    expect(outcome).toMatchObject({ error: expect.stringContaining('pkg:npm/left-pad-ng@1.0.0') });
  });

  it('that are unknown are thrown on', async () => {
    const file = sampleFile();
    const bug = new TypeError('a bug');
    const analyzer = createMemoryAnalyzer({ files: [file], answers: [BYTES], result: bug });

    await expect(analyzer.handle(file)).rejects.toBe(bug);
    expect(analyzer.trace.events).toEqual([]);
  });

  it('of the store are waited out, and the transaction is repeated as a whole', async () => {
    const file = sampleFile();
    const analyzer = createMemoryAnalyzer({
      files: [file],
      answers: [BYTES],
      result: maliciousResult(),
      storeErrors: [storeAway(), storeAway()],
    });

    expect(await analyzer.handle(file)).toEqual({ kind: 'done' });
    expect(analyzer.trace.steps.filter((step) => step === 'analyze')).toHaveLength(1);
    expect(analyzer.trace.events).toHaveLength(1);
  });

  it('of a store that stays away are thrown, with the work uncommitted', async () => {
    const file = sampleFile();
    const storeErrors = Array.from({ length: ANALYZER_DEFAULTS.attemptsMax }, storeAway);
    const analyzer = createMemoryAnalyzer({
      files: [file],
      answers: [BYTES],
      result: sampleResult(),
      storeErrors,
    });

    await expect(analyzer.handle(file)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(analyzer.trace.events).toEqual([]);
  });
});

describe('other events', () => {
  it('leave nothing to analyse', async () => {
    const file = sampleFile();
    const { registry, ecosystem, name, version, purl } = file.release;
    const analyzer = createMemoryAnalyzer({ files: [file], answers: [BYTES], result: sampleResult() });
    const origin = { lane: 'live', replay: false, muted: false } as const;
    const seenAt = SEEN_AT.toISOString();

    const outcome = await analyzer.handle(file, {
      event: {
        id: file.fileId,
        source: '/feeds/npmjs',
        type: 'release.takedown.v1',
        time: seenAt,
        data: { registry, ecosystem, name, version, purl, filename: null, reason: null, seenAt, origin },
      },
    });

    expect(outcome).toEqual({ kind: 'drop', reason: 'nothing-to-analyse:release.takedown.v1' });
    expect(analyzer.trace.steps).toEqual([]);
  });
});
