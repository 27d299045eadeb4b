import type { AnalysisPool } from '@weir/analysis';
import type { AnalysisResult, DependencyFacts, FetchedFile, Finding, Verification } from '@weir/model';
import { judge } from '@weir/scoring';
import type { StoredFile } from '@weir/store';
import { mismatchFinding } from '../findings.ts';
import type { AnalyzerMetrics } from '../metrics.ts';
import { verifyDigest } from '../verify-digest.ts';

export interface AnalyzedFile {
  readonly result: AnalysisResult;
  readonly verification: Verification;
}

/** As many as a result may hold. */
const FINDINGS_MAX = 500;

/** What a wrong digest adds to a result: a finding, and a verdict that is never `benign`. Pure. */
export function addFinding(result: AnalysisResult, finding: Finding): AnalysisResult {
  const findings = [finding, ...result.findings].slice(0, FINDINGS_MAX);
  // What was read is not what was published: whatever it says, the published bytes are unread.
  const judgement = judge({ findings, skipped: result.skipped, complete: false });
  return { ...result, findings, judgement };
}

/**
 * Analyses fetched bytes in the worker pool and holds them against the registry's digest. Bytes with a wrong digest
 * are analysed like any other: they are what somebody would install. Throws what the pool throws.
 */
export function createAnalyzeFileStep(deps: {
  readonly pool: AnalysisPool;
  readonly metrics: AnalyzerMetrics;
}) {
  return async function analyzeFileStep(
    file: StoredFile,
    fetched: FetchedFile,
    dependencies: readonly DependencyFacts[],
    signal: AbortSignal,
  ): Promise<AnalyzedFile> {
    const { digests, sizeBytes } = fetched;
    const verification = verifyDigest(file.file.digests, digests);
    const endTimer = deps.metrics.analysisSeconds.startTimer();
    const analysed = await deps.pool.analyze(
      {
        path: fetched.path,
        filename: file.file.filename,
        ecosystem: file.release.ecosystem,
        context: { release: file.release, facts: file.facts, dependencies },
      },
      signal,
    );
    endTimer();
    // Identity is what was measured while the bytes came in, whatever the worker could still measure.
    const sha256 = digests.sha256 ?? analysed.artifact.sha256;
    const result: AnalysisResult = { ...analysed, artifact: { sha256, sizeBytes, digests: { ...digests } } };
    if (verification.outcome !== 'mismatch') return { result, verification };
    deps.metrics.mismatches.inc();
    return { result: addFinding(result, mismatchFinding(file.file, verification, digests)), verification };
  };
}
