import { readFileSync } from 'node:fs';
import type { ArtifactAnalysis } from '@weir/analysis';
import type { Verdict } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { scanResultValidator } from '../testing/json-schemas.ts';
import { sampleAnalysis, sampleFinding } from '../testing/sample-scan.ts';
import { renderScanResultSchema, toFailedResult, toScanResult } from './result.ts';

const SHA256 = 'a'.repeat(64);
const target = { text: 'x-1.0.0.tgz', purl: null };
const analysis = sampleAnalysis(
  [sampleFinding({ location: { file: 'package.json', line: 5, endLine: 6, layer: 'base64' } })],
  { skipped: [{ file: 'big.bin', reason: 'over the byte budget', sizeBytes: 5 }] },
);

/** A target with one artifact. */
function of(
  one: ArtifactAnalysis,
  filename = 'x-1.0.0.tgz',
): { filename: string; analysis: ArtifactAnalysis }[] {
  return [{ filename, analysis: one }];
}

function judged(verdict: Verdict, score: number, sha: string): ArtifactAnalysis {
  const { judgement, artifact } = sampleAnalysis([]);
  return sampleAnalysis([sampleFinding()], {
    artifact: { ...artifact, sha256: sha.repeat(64) },
    judgement: { ...judgement, verdict, score },
  });
}

describe('toScanResult', () => {
  it.each([
    ['a file as a whole', { line: 1, endLine: null, layer: null }, null, null],
    ['a first line that is quoted', { line: 1, endLine: null, layer: null }, 'eval(x)', 1],
    ['a line', { line: 7, endLine: null, layer: null }, null, 7],
    ['the first line of a layer', { line: 1, endLine: null, layer: 'base64' }, null, 1],
  ] as const)('gives of %s the line that means something', (_, at, snippet, line) => {
    const found = sampleFinding({ snippet, location: { file: 'a.bin', ...at } });

    expect(toScanResult(target, of(sampleAnalysis([found])), [], 1).findings).toMatchObject([{ line }]);
  });

  it('claims no line for what the analysis says of a file', () => {
    const found = sampleFinding({ detector: 'analysis', rule: 'analysis/archive-corrupt' });

    expect(toScanResult(target, of(sampleAnalysis([found])), [], 1).findings).toMatchObject([{ line: null }]);
  });

  it('is of a release the worst of its files, and names the artifact of each finding', () => {
    const files = [
      ...of(judged('benign', 3, 'a'), 'x-1.tar.gz'),
      ...of(judged('malicious', 90, 'b'), 'x-1-py3-none-any.whl'),
      ...of(judged('suspicious', 50, 'c'), 'x-1-cp312-linux.whl'),
    ];

    const result = toScanResult({ text: 'pypi:x', purl: 'pkg:pypi/x@1' }, files, [], 1);

    expect(result).toMatchObject({ verdict: 'malicious', score: 90, complete: true });
    expect(result.artifacts.map(({ filename }) => filename)).toEqual(files.map(({ filename }) => filename));
    expect(result.findings.map(({ artifact }) => artifact[0])).toEqual(['a', 'b', 'c']);
  });

  it('is never benign, and not complete, when a file could not be had', () => {
    const missed = [{ file: 'x-1.tar.gz', reason: 'HTTP 404', sizeBytes: 7 }];

    const result = toScanResult(target, of(judged('benign', 0, 'a')), missed, 1);

    expect(result).toMatchObject({ verdict: 'inconclusive', complete: false, skipped: missed });
  });

  it('lists once what an update could not be compared with, and is complete without', () => {
    const missed = [{ file: 'x-0.9.tar.gz', reason: 'not compared with 0.9: HTTP 404', sizeBytes: null }];
    const held = { comparison: { version: null, missed } };
    const files = ['x-1.tar.gz', 'x-1.zip'].map((filename) => ({
      filename,
      analysis: judged('benign', 0, 'a'),
      ...held,
    }));

    const result = toScanResult({ text: 'pypi:x', purl: 'pkg:pypi/x@1' }, files, [], 1);

    expect(result).toMatchObject({ verdict: 'benign', complete: true, skipped: missed });
  });

  it('has the members of the contract, and no other', () => {
    const result = toScanResult(target, of(analysis), [], 41.6);

    expect(result).toEqual({
      target: 'x-1.0.0.tgz',
      purl: null,
      artifacts: [{ sha256: SHA256, bytes: 1234, filename: 'x-1.0.0.tgz' }],
      verdict: 'malicious',
      complete: true,
      level: 'critical',
      class: 'malware',
      score: 97,
      findings: [
        {
          id: 'lifecycle-script/download-and-run',
          detector: 'lifecycle-script',
          kind: 'threat',
          severity: 'critical',
          stage: 'install',
          artifact: SHA256,
          file: 'package.json',
          line: 5,
          layer: 'base64',
          summary: 'what is downloaded is run by sh',
          confidence: 0.9,
        },
      ],
      skipped: [{ file: 'big.bin', reason: 'over the byte budget', sizeBytes: 5 }],
      rulesetVersion: 'r1',
      scoringVersion: '1',
      ms: 42,
      error: null,
    });
    expect(Object.keys(toFailedResult('y', 'gone', 1)).toSorted()).toEqual(Object.keys(result).toSorted());
  });
});

describe('the JSON Schema of a result', () => {
  const problemsOf = scanResultValidator();

  it('is committed as the code writes it (npx node packages/cli/src/tools/write-scan-schema.ts)', () => {
    const committed = readFileSync(
      new URL('../../../../docs/schemas/scan-result.schema.json', import.meta.url),
      'utf8',
    );

    expect(committed).toBe(renderScanResultSchema());
    expect(JSON.parse(committed)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      additionalProperties: false,
    });
  });

  it.each([
    ['with a verdict', toScanResult(target, of(analysis), [], 42)],
    ['without findings', toScanResult(target, of(sampleAnalysis([])), [], 0)],
    [
      'of the artifact as a whole',
      toScanResult(target, of(sampleAnalysis([sampleFinding({ location: null })])), [], 1),
    ],
    ['without a verdict', toFailedResult('a\0b', 'no such file', 1)],
  ])('holds for a result %s', (_name, result) => {
    expect(problemsOf(result)).toEqual([]);
  });

  it('refuses what is missing, unknown or out of range', () => {
    const { error: _error, ...partial } = toFailedResult('x', 'gone', 1);

    expect(problemsOf(partial)).toHaveLength(1);
    expect(problemsOf({ ...partial, error: null, more: 1 })).toHaveLength(1);
    expect(problemsOf({ ...partial, error: null, score: 101 })).not.toEqual([]);
    expect(problemsOf({ ...partial, error: null, verdict: 'fine' })).not.toEqual([]);
  });
});
