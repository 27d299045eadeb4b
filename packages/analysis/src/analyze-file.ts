import type { AnalysisResult } from '@weir/model';
import { type AnalyzeOptions, analyzeArtifact } from './analyze.ts';
import type { AnalysisRequest } from './api.ts';
import { openMeasured } from './open-measured.ts';

/**
 * Opens, measures and analyses one file or directory in this process. Hostile bytes belong in a child: see
 * `createAnalysisPool`.
 * @throws AppError `ANALYSIS_INPUT`, not retriable, when the path cannot be read.
 */
export async function analyzeFile(
  request: AnalysisRequest,
  options: Pick<AnalyzeOptions, 'rulesetVersion' | 'now' | 'spentMs' | 'budget' | 'analyzeJs'>,
): Promise<AnalysisResult> {
  const startedMs = options.now();
  // The archive's time counts as that of the analysis does.
  const clock = { now: options.spentMs ?? options.now };
  const opened = await openMeasured(request.path, { filename: request.filename, clock });
  await using view = opened.view;
  const { artifact, layout } = opened;
  const result = await analyzeArtifact(view, request, { ...options, layout, artifact });
  return { ...result, elapsedMs: options.now() - startedMs };
}
