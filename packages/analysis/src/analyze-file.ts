import { openArtifact } from '@weir/archive';
import type { AnalysisResult, ArchiveBudget } from '@weir/model';
import { type AnalyzeOptions, analyzeArtifact } from './analyze.ts';
import type { AnalysisRequest } from './api.ts';
import { isDirectory, measureFile, measureTree } from './digest.ts';
import { TIERS, type Tier } from './limits.ts';

/** How one file is analysed. The tier says what it may cost; budgets that are given count instead of the tier's. */
export type AnalyzeFileOptions = Pick<AnalyzeOptions, 'rulesetVersion' | 'now' | 'spentMs' | 'budget'> & {
  /** `live` when absent. */
  readonly tier?: Tier;
  readonly archiveBudget?: ArchiveBudget;
};

/**
 * Opens, measures and analyses one file or directory in this process. Hostile bytes belong in a child: see
 * `createAnalysisPool`.
 * @throws AppError `ANALYSIS_INPUT`, not retriable, when the path cannot be read.
 */
export async function analyzeFile(
  request: AnalysisRequest,
  options: AnalyzeFileOptions,
): Promise<AnalysisResult> {
  const startedMs = options.now();
  const tier = TIERS[options.tier ?? 'live'];
  const directory = await isDirectory(request.path);
  const measured = directory ? null : await measureFile(request.path);
  // The archive's time counts as that of the analysis does.
  const clock = { now: options.spentMs ?? options.now };
  const budget = options.archiveBudget ?? tier.archive;
  await using view = await openArtifact(request.path, { filename: request.filename, clock, budget });
  const result = await analyzeArtifact(view, request, {
    budget: tier.analysis,
    ...options,
    layout: directory ? 'directory' : 'archive',
    artifact: measured ?? (await measureTree(view)),
  });
  return { ...result, elapsedMs: options.now() - startedMs };
}
