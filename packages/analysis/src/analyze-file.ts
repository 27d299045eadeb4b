import { openArtifact } from '@weir/archive';
import type { AnalysisResult } from '@weir/model';
import { type AnalyzeOptions, analyzeArtifact } from './analyze.ts';
import type { AnalysisRequest } from './api.ts';
import { isDirectory, measureFile, measureTree } from './digest.ts';

/**
 * Opens, measures and analyses one file or directory in this process. Hostile bytes belong in a child: see
 * `createAnalysisPool`.
 * @throws AppError `ANALYSIS_INPUT`, not retriable, when the path cannot be read.
 */
export async function analyzeFile(
  request: AnalysisRequest,
  options: Pick<AnalyzeOptions, 'rulesetVersion' | 'now' | 'spentMs' | 'budget'>,
): Promise<AnalysisResult> {
  const startedMs = options.now();
  const directory = await isDirectory(request.path);
  const measured = directory ? null : await measureFile(request.path);
  // The archive's time counts as that of the analysis does.
  const clock = { now: options.spentMs ?? options.now };
  await using view = await openArtifact(request.path, { filename: request.filename, clock });
  const result = await analyzeArtifact(view, request, {
    ...options,
    layout: directory ? 'directory' : 'archive',
    artifact: measured ?? (await measureTree(view)),
  });
  return { ...result, elapsedMs: options.now() - startedMs };
}
