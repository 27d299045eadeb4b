import type { AnalysisPool, AnalysisRequest, KeepBudget, KeptFile } from '@weir/analysis';
import {
  type AnalysisResult,
  compactFactsSchema,
  type FetchedFile,
  type Finding,
  type Logger,
  type ReleaseContext,
  type Verification,
} from '@weir/model';
import { judge } from '@weir/scoring';
import type { StoredFile } from '@weir/store';
import { mismatchFinding } from '../findings.ts';
import type { AnalyzerMetrics } from '../metrics.ts';
import { verifyDigest } from '../verify-digest.ts';

export interface AnalyzedFile {
  readonly result: AnalysisResult;
  readonly verification: Verification;
  /** New files as the child handed them out: hostile bytes within the budget. */
  readonly kept: readonly KeptFile[];
}

/** What is known of a release besides its file and the registry's facts. */
export type KnownOfRelease = Pick<ReleaseContext, 'dependencies' | 'previous' | 'original'> &
  Pick<AnalysisRequest, 'siblings'>;

export type AnalyzeFileStep = (
  file: StoredFile,
  fetched: FetchedFile,
  known: KnownOfRelease,
  signal: AbortSignal,
) => Promise<AnalyzedFile>;

/** As many as a result may hold. */
const FINDINGS_MAX = 500;

/**
 * Files that a child handed out, within the budget that it was given: a child that was taken over sends what it likes.
 * Their digests are measured where they are kept. Pure.
 */
export function withinBudget(files: unknown, budget: KeepBudget): KeptFile[] {
  if (!Array.isArray(files)) return [];
  let leftBytes = budget.bytesMax;
  return files.slice(0, budget.filesMax).filter((file: Partial<KeptFile> | null): file is KeptFile => {
    if (typeof file?.path !== 'string' || !(file.bytes instanceof Uint8Array)) return false;
    if (file.bytes.length > leftBytes) return false;
    leftBytes -= file.bytes.length;
    return true;
  });
}

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
  readonly logger: Logger;
  readonly config: { readonly keep: KeepBudget };
}): AnalyzeFileStep {
  const { keep } = deps.config;
  return async function analyzeFileStep(file, fetched, { siblings, ...known }, signal) {
    const { digests, sizeBytes } = fetched;
    const verification = verifyDigest(file.file.digests, digests);
    const endTimer = deps.metrics.analysisSeconds.startTimer();
    const {
      kept = [],
      factsMs: _factsMs,
      ...analysed
    } = await deps.pool.analyze(
      {
        path: fetched.path,
        filename: file.file.filename,
        ecosystem: file.release.ecosystem,
        context: { release: file.release, facts: file.facts, ...known },
        ...(fetched.part === undefined ? {} : { part: fetched.part }),
        siblings: siblings ?? null,
        keep: { filesMax: keep.filesMax, bytesMax: keep.bytesMax },
      },
      signal,
    );
    endTimer();
    // Identity is what was measured while the bytes came in, whatever the worker could still measure.
    const sha256 = digests.sha256 ?? analysed.artifact.sha256;
    const { facts, ...rest } = analysed;
    const checked = compactFactsSchema.safeParse(facts);
    if (facts !== undefined && !checked.success) {
      deps.logger.error({ purl: file.release.purl }, 'a child made facts that are none: they are not kept');
    }
    const result: AnalysisResult = {
      ...rest,
      artifact: { sha256, sizeBytes, digests: { ...digests } },
      ...(checked.success ? { facts: checked.data } : {}),
    };
    const analyzed = { result, verification, kept: withinBudget(kept, keep) };
    if (verification.outcome !== 'mismatch') return analyzed;
    deps.metrics.mismatches.inc();
    return { ...analyzed, result: addFinding(result, mismatchFinding(file.file, verification, digests)) };
  };
}
