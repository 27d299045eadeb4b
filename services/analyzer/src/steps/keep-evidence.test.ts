import { createHash } from 'node:crypto';
import { decodePack, encodeCompactFacts } from '@weir/evidence';
import { evidenceBundleSchema } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { ANALYZER_DEFAULTS } from '../config.ts';
import { createMemoryAnalyzer } from '../testing/memory-deps.ts';
import { maliciousResult, sampleFacts, sampleFile, sampleResult } from '../testing/samples.ts';

const BYTES = Buffer.from('the bytes of a tarball');

describe('what is kept of a file', () => {
  const content = Buffer.from('exports.a = 1;');
  const path = 'index.js';
  const kept = [{ path, sha256: 'f'.repeat(64), bytes: content }];
  const facts = {
    format: 'weir.facts.v1' as const,
    files: [{ path, sizeBytes: 14, sha256: sha256(content), stage: 'import' as const, tlsh: null }],
    hosts: ['api.example'],
    urls: [],
    strings: [],
    apis: [],
    hooks: [],
    dependencies: [],
    truncated: {},
  };
  const benign = { ...sampleResult(), facts, kept };

  function sha256(bytes: Uint8Array): string {
    return createHash('sha256').update(bytes).digest('hex');
  }

  it('is its facts and its new files, whose digests nobody is believed, when it is benign', async () => {
    const file = sampleFile();
    const analyzer = createMemoryAnalyzer({ files: [file], answers: [BYTES], result: benign });

    await analyzer.handle(file);

    const { trace } = analyzer;
    expect(trace.noted).toEqual(['kept', 'facts']);
    const [pack] = [...trace.evidence.values()];
    expect(decodePack(pack ?? Buffer.alloc(0)).map((one) => one.sha256)).toEqual([sha256(content)]);
    expect(trace.results[0]).not.toHaveProperty('kept');
  });

  it('has no new files once the day is full, unless it is above benign', async () => {
    const file = sampleFile();
    const keptTodayBytes = ANALYZER_DEFAULTS.keep.dayBytesMax;
    const shared = { files: [file], answers: [BYTES], keptTodayBytes };
    const quiet = createMemoryAnalyzer({ ...shared, result: benign });
    const loud = createMemoryAnalyzer({ ...shared, result: { ...maliciousResult(), facts, kept } });

    await Promise.all([quiet.handle(file), loud.handle(file)]);

    expect(quiet.trace.noted).toEqual(['facts']);
    expect(loud.trace.noted).toEqual(['artifact', 'bundle', 'kept', 'facts']);
  });

  it('is nothing that a child which was taken over may not hand out', async () => {
    const file = sampleFile();
    const tooMuch = { ...facts, hosts: ['x'.repeat(1000)] };
    const { bytesMax } = ANALYZER_DEFAULTS.keep;
    const hostile = [
      { path: 'large', sha256: '', bytes: new Uint8Array(bytesMax + 1) },
      { path: 'text', sha256: '', bytes: 'no bytes' },
      null,
    ];
    const result = { ...sampleResult(), facts: tooMuch, kept: hostile as unknown as typeof kept };
    const analyzer = createMemoryAnalyzer({ files: [file], answers: [BYTES], result });

    expect(await analyzer.handle(file)).toEqual({ kind: 'done' });
    expect(analyzer.trace.noted).toEqual([]);
    expect(analyzer.trace.results[0]).not.toHaveProperty('facts');
  });

  it('explains a verdict with the same bytes each time', async () => {
    const file = sampleFile();
    const layer = {
      sha256: sha256(content),
      file: path,
      layer: 'base64',
      line: 3,
      chars: 14,
      text: 'eval(1)',
    };
    const bundles = await Promise.all(
      [1, 2].map(async (elapsedMs) => {
        const result = { ...maliciousResult(), facts, layers: [layer], elapsedMs };
        const analyzer = createMemoryAnalyzer({ files: [file], answers: [BYTES], result });
        await analyzer.handle(file);
        return [...analyzer.trace.evidence].filter(([, bytes]) => bytes.toString().startsWith('{'));
      }),
    );

    expect(bundles[0]).toHaveLength(1);
    expect(bundles[0]).toEqual(bundles[1]);
    const bundle = evidenceBundleSchema.parse(JSON.parse(bundles[0]?.[0]?.[1].toString() ?? ''));
    expect(bundle).toMatchObject({ layers: [layer], contents: { hosts: ['api.example'] } });
  });

  it('comes with what the previous release left, if that can be read', async () => {
    const previousFacts = { ...sampleFacts(), previousVersion: '0.9.0' };
    const file = sampleFile({ facts: previousFacts });
    const encoded = encodeCompactFacts(facts);
    const one = { fileId: 'x', filename: 'a.tgz', variant: '', artifactSha256: '', facts: encoded };
    const broken = { ...one, facts: Buffer.from('broken') };
    const shared = { files: [file], answers: [BYTES], result: sampleResult() };
    const [with_, without] = [{ previous: [one] }, { previous: [broken] }].map((previous) =>
      createMemoryAnalyzer({ ...shared, ...previous }),
    );

    await Promise.all([with_?.handle(file), without?.handle(file)]);

    expect(with_?.trace.requests[0]?.context?.previous).toEqual({ version: '0.9.0', facts });
    expect(without?.trace.requests[0]?.context?.previous).toBeNull();
  });
});
