import {
  type AnalysisResult,
  type AnyEvent,
  createId,
  digestOfFacts,
  type Finding,
  formatPurl,
  type ReleaseFacts,
  type ReleaseFile,
  type ReleaseRef,
  type VerdictEvent,
} from '@weir/model';

/** Made-up values for tests of the store: small, valid, different by their arguments only. */
export function sampleRef(name: string, version = '1.0.0'): ReleaseRef {
  return {
    registry: 'npmjs',
    ecosystem: 'npm',
    name,
    displayName: name,
    version,
    purl: formatPurl('npmjs', name, version),
  };
}

/** A sha256-shaped text that is different for every `seed`. */
export function sampleSha256(seed: number): string {
  return seed.toString(16).padStart(64, '0');
}

export function sampleFile(seed: number, filename = `file-${seed}.tgz`): ReleaseFile {
  return {
    filename,
    variant: '',
    revision: '',
    locator: { url: `https://files.example/${seed}.tgz` },
    digests: { sha512: seed.toString(16).padStart(128, '0'), sha1: seed.toString(16).padStart(40, '0') },
    sizeBytes: 1000 + seed,
  };
}

export const sampleFacts: ReleaseFacts = {
  manifest: { name: 'sample', scripts: { postinstall: 'node x.js' } },
  publisher: { name: 'ann', email: 'ann@people.example' },
  trustedPublisher: null,
  maintainers: [],
  provenance: null,
  previousVersion: null,
  previousPublisher: null,
  previousProvenance: null,
  previousFacts: null,
  versionCount: 1,
  publishedAt: '2026-11-01T10:00:00.000Z',
  packageCreatedAt: null,
  distTags: ['latest'],
  integrity: null,
  documentRevision: '1-abc',
  documentSha256: null,
  responseHeaders: {},
  truncated: [],
};

export const sampleFactsDigest: string = digestOfFacts(sampleFacts);

export function sampleFinding(summary = 'reads tokens and sends them away'): Finding {
  return {
    detector: 'exfiltration',
    rule: 'exfiltration/env',
    kind: 'threat',
    basis: 'content',
    severity: 'high',
    stage: 'install',
    confidence: 0.9,
    class: 'malware',
    summary,
    location: { file: 'package/x.js', line: 3, endLine: null, layer: null },
    snippet: 'fetch(host, { body: process.env })',
    indicators: [{ type: 'domain', value: 'evil.example' }],
    chain: ['process.env', 'https.request'],
  };
}

/** An analysis of the artifact `seed`; `measured` digests equal those that {@link sampleFile} declares. */
export function sampleResult(
  seed: number,
  verdict: 'benign' | 'suspicious' | 'malicious' | 'inconclusive' = 'malicious',
  rulesetVersion = 'rules-1',
): AnalysisResult {
  return {
    artifact: {
      sha256: sampleSha256(seed),
      sizeBytes: 1000 + seed,
      digests: { sha512: seed.toString(16).padStart(128, '0'), sha1: seed.toString(16).padStart(40, '0') },
    },
    judgement: {
      verdict,
      complete: verdict !== 'inconclusive',
      score: verdict === 'malicious' ? 95 : verdict === 'suspicious' ? 60 : 0,
      level: verdict === 'malicious' ? 'critical' : 'low',
      class: verdict === 'malicious' ? 'malware' : null,
      stage: verdict === 'malicious' ? 'install' : null,
      scoringVersion: 'score-1',
    },
    findings: verdict === 'benign' ? [] : [sampleFinding()],
    capabilities: ['net.http', 'process.spawn'],
    skipped: [],
    fileCount: 3,
    unpackedBytes: 12_345,
    rulesetVersion,
    elapsedMs: 12.5,
  };
}

/** A `release.published.v1` event of a package. */
export function samplePublished(name: string, version: string, seenAt: Date): AnyEvent {
  return {
    id: createId(seenAt),
    source: '/feeds/npmjs',
    type: 'release.published.v1',
    time: seenAt.toISOString(),
    data: {
      release: sampleRef(name, version),
      releaseId: createId(seenAt),
      fileId: createId(seenAt),
      file: sampleFile(1),
      factsDigest: sampleFactsDigest,
      seenAt: seenAt.toISOString(),
      publishedAt: null,
      origin: { lane: 'live', replay: false, muted: false },
    },
  };
}

/** A `verdict.recorded.v1` event about a package. */
export function sampleVerdict(name: string, seenAt: Date): VerdictEvent {
  const { judgement, findings } = sampleResult(1);
  return {
    id: createId(seenAt),
    source: '/analyzer',
    type: 'verdict.recorded.v1',
    time: seenAt.toISOString(),
    data: {
      verdictId: createId(seenAt),
      release: sampleRef(name),
      releaseId: createId(seenAt),
      fileId: createId(seenAt),
      filename: 'file-1.tgz',
      artifactSha256: sampleSha256(1),
      analysisId: createId(seenAt),
      judgement,
      rulesetVersion: 'rules-1',
      actor: { kind: 'analysis', name: 'weir' },
      supersedes: null,
      topFindings: findings,
      findingCount: findings.length,
      publisher: 'ann',
      seenAt: seenAt.toISOString(),
      publishedAt: null,
      decidedAt: seenAt.toISOString(),
      origin: { lane: 'live', replay: false, muted: false },
    },
  };
}
