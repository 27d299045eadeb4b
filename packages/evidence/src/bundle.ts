import {
  type AnalysisResult,
  canonicalJson,
  type EvidenceBundle,
  type ReleaseFacts,
  type ReleaseFile,
  type ReleaseRef,
  type Verification,
} from '@weir/model';

/** One analysis and what it was made from. */
export interface BundleSubject {
  readonly release: ReleaseRef;
  readonly file: ReleaseFile;
  readonly facts: ReleaseFacts | null;
  readonly factsDigest: string;
  readonly verification: Verification;
  readonly result: AnalysisResult;
}

/** Everything that explains a verdict. The same analysis makes an equal bundle: there is no time in it. Pure. */
export function createEvidenceBundle(subject: BundleSubject): EvidenceBundle {
  const { release, file, facts, factsDigest, verification, result } = subject;
  return {
    format: 'weir.evidence.v1',
    release,
    file,
    artifact: result.artifact,
    verification,
    facts,
    factsDigest,
    rulesetVersion: result.rulesetVersion,
    judgement: result.judgement,
    findings: result.findings,
    contents: result.facts ?? null,
    layers: result.layers ?? [],
    capabilities: result.capabilities,
    skipped: result.skipped,
  };
}

/** The bytes of a bundle: equal bundles have equal ones. Throws `JSON_DEPTH` as `canonicalJson` does. */
export function encodeBundle(bundle: EvidenceBundle): Buffer {
  return Buffer.from(canonicalJson(bundle));
}
