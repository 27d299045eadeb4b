import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scanResultValidator } from '../testing/json-schemas.ts';
import { sampleAnalysis, sampleFinding } from '../testing/sample-scan.ts';
import { renderScanResultSchema, toFailedResult, toScanResult } from './result.ts';

const SHA256 = 'a'.repeat(64);
const target = { text: 'x-1.0.0.tgz', purl: null, filename: 'x-1.0.0.tgz' };
const analysis = sampleAnalysis(
  [sampleFinding({ location: { file: 'package.json', line: 5, endLine: 6, layer: 'base64' } })],
  { skipped: [{ file: 'big.bin', reason: 'over the byte budget', sizeBytes: 5 }] },
);

describe('toScanResult', () => {
  it('has the members of the contract, and no other', () => {
    const result = toScanResult(target, analysis, 41.6);

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
    ['with a verdict', toScanResult(target, analysis, 42)],
    ['without findings', toScanResult(target, sampleAnalysis([]), 0)],
    [
      'of the artifact as a whole',
      toScanResult(target, sampleAnalysis([sampleFinding({ location: null })]), 1),
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
