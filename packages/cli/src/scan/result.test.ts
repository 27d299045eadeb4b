import type { AnalysisResult } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { renderScanResult } from './render.ts';
import { exitCodeOfScan, toFailedResult, toScanResult } from './result.ts';

const SHA256 = 'a'.repeat(64);
const analysis: AnalysisResult = {
  artifact: { sha256: SHA256, sizeBytes: 1234, digests: {} },
  judgement: {
    verdict: 'malicious',
    complete: false,
    score: 97,
    level: 'critical',
    class: 'malware',
    stage: 'install',
    scoringVersion: '1',
  },
  findings: [
    {
      detector: 'lifecycle-script',
      rule: 'lifecycle-script/download-and-run',
      kind: 'threat',
      basis: 'content',
      severity: 'critical',
      stage: 'install',
      confidence: 0.9,
      class: 'malware',
      summary: 'postinstall pipes \u001b[2J a download into a shell',
      location: { file: 'package.json', line: 5, endLine: null, layer: 'base64' },
      snippet: null,
      indicators: [],
      chain: [],
    },
  ],
  capabilities: ['net.http'],
  skipped: [{ file: 'big.bin', reason: 'over the byte budget', sizeBytes: 5 }],
  fileCount: 3,
  unpackedBytes: 99,
  rulesetVersion: 'r1',
  elapsedMs: 12,
};
const target = { text: 'x-1.0.0.tgz', purl: null, filename: 'x-1.0.0.tgz' };

describe('toScanResult', () => {
  it('has the members of the contract, and no other', () => {
    const result = toScanResult(target, analysis, 41.6);

    expect(result).toEqual({
      target: 'x-1.0.0.tgz',
      purl: null,
      artifacts: [{ sha256: SHA256, bytes: 1234, filename: 'x-1.0.0.tgz' }],
      verdict: 'malicious',
      complete: false,
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
          summary: 'postinstall pipes \u001b[2J a download into a shell',
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

describe('exitCodeOfScan', () => {
  it.each([
    [[], 0],
    [['benign', 'benign'], 0],
    [['benign', 'inconclusive'], 2],
    [['benign', null], 2],
    [[null, 'suspicious'], 1],
    [['malicious', 'inconclusive'], 1],
  ] as const)('of %j is %d', (verdicts, code) => {
    expect(exitCodeOfScan(verdicts.map((verdict) => ({ verdict })))).toBe(code);
  });
});

describe('renderScanResult', () => {
  it('shows a person the verdict, where it comes from and what was not read, without control characters', () => {
    expect(renderScanResult(toScanResult(target, analysis, 42), false)).toBe(
      [
        'malicious    x-1.0.0.tgz  (score 97, critical, malware, incomplete, 42 ms)',
        '    critical install package.json:5 in base64  postinstall pipes \\u{1b}[2J a download into a shell [lifecycle-script/download-and-run]',
        '    not read big.bin: over the byte budget',
      ].join('\n'),
    );
  });

  it('shows why there is no verdict', () => {
    expect(renderScanResult(toFailedResult('a\u202Eb', 'no such file', 3), false)).toBe(
      'failed       a\\u{202e}b\n    no such file',
    );
  });
});
