import type { FetchedFile } from '@weir/model';
import { canonicalJson, type EvidenceBundle, type EvidenceStore } from '@weir/model';
import type { StoredFile } from '@weir/store';
import type { AnalyzedFile } from './analyze-file.ts';

/** The bundle of one analysis: the same analysis makes the same bytes. Pure. */
export function evidenceBundle(file: StoredFile, { result, verification }: AnalyzedFile): EvidenceBundle {
  return {
    format: 'weir.evidence.v1',
    release: file.release,
    file: file.file,
    artifact: result.artifact,
    verification,
    facts: file.facts,
    factsDigest: file.factsDigest,
    rulesetVersion: result.rulesetVersion,
    judgement: result.judgement,
    findings: result.findings,
    capabilities: result.capabilities,
    skipped: result.skipped,
  };
}

/**
 * Keeps what a verdict above `benign` rests on, before the transaction that names it: the artifact, since the registry
 * will remove it, and the bundle. Returns the bundle's sha256; null for a benign file, of which nothing is kept.
 * Repeating it is harmless; what a crash orphans here is collected later.
 */
export function createKeepEvidenceStep(deps: { readonly evidence: EvidenceStore }) {
  return async function keepEvidenceStep(
    file: StoredFile,
    fetched: FetchedFile,
    analyzed: AnalyzedFile,
  ): Promise<string | null> {
    if (analyzed.result.judgement.verdict === 'benign') return null;
    await deps.evidence.putFile(fetched.path, analyzed.result.artifact.sha256);
    return deps.evidence.put(Buffer.from(canonicalJson(evidenceBundle(file, analyzed))));
  };
}
