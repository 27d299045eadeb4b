import { openArtifact } from '@weir/archive';
import { type AnalysisResult, safeText } from '@weir/model';
import { judge } from '@weir/scoring';
import { type AnalyzeOptions, analyzeArtifact } from './analyze.ts';
import type { AnalysisRequest, ArtifactAnalysis } from './api.ts';
import { isDirectory, measureFile, measureTree, stampFile, stampTree } from './digest.ts';
import { readFlaggedSources } from './flagged-sources.ts';
import { SKIPPED_MAX } from './limits.ts';

/** Digest and findings are of different bytes then: no verdict of `benign` stands for either. */
function markChanged(result: AnalysisResult, filename: string): AnalysisResult {
  const changed = {
    file: safeText(filename, 1024),
    reason: 'changed while it was read; scan it again when nobody writes to it',
    sizeBytes: null,
  };
  const skipped = [changed, ...result.skipped].slice(0, SKIPPED_MAX);
  const judgement = judge({ findings: result.findings, skipped, complete: false });
  return { ...result, skipped, judgement };
}

/**
 * Opens, measures and analyses one file or directory in this process. Hostile bytes belong in a child: see
 * `createAnalysisPool`. What changes while it is read is marked incomplete.
 * @throws AppError `ANALYSIS_INPUT`, not retriable, when the path cannot be read.
 */
export async function analyzeFile(
  request: AnalysisRequest,
  options: Pick<AnalyzeOptions, 'rulesetVersion' | 'now' | 'spentMs' | 'budget'>,
): Promise<ArtifactAnalysis> {
  const startedMs = options.now();
  const { path, filename } = request;
  const directory = await isDirectory(path);
  const layout = directory ? 'directory' : 'archive';
  const fileStamp = await stampFile(path);
  const measured = directory ? null : await measureFile(path);
  // The archive's time counts as that of the analysis does.
  const clock = { now: options.spentMs ?? options.now };
  await using view = await openArtifact(path, { filename, clock });
  const stamp = directory ? await stampTree(path, view) : fileStamp;
  const artifact = measured ?? (await measureTree(view));
  const result = await analyzeArtifact(view, request, { ...options, layout, artifact });
  const sources = request.withSources ? await readFlaggedSources(view, layout, result.findings) : null;
  const same = stamp === (directory ? await stampTree(path, view) : await stampFile(path));
  return {
    ...(same ? result : markChanged(result, filename)),
    ...(sources !== null && { sources }),
    elapsedMs: options.now() - startedMs,
  };
}
