import { type AnalysisResult, type ArchiveBudget, safeText } from '@weir/model';
import { judge } from '@weir/scoring';
import { type AnalyzeOptions, analyzeArtifact } from './analyze.ts';
import type { AnalysisRequest, ArtifactAnalysis } from './api.ts';
import { readFlaggedSources } from './flagged-sources.ts';
import { SKIPPED_MAX, TIERS, type Tier } from './limits.ts';
import { openMeasured } from './open-measured.ts';

/** How one file is analysed. The tier says what it may cost; budgets that are given count instead of the tier's. */
export type AnalyzeFileOptions = Pick<
  AnalyzeOptions,
  'rulesetVersion' | 'now' | 'spentMs' | 'budget' | 'analyzeJs' | 'analyzePython' | 'tlshOf' | 'yara'
> & {
  /** `live` when absent. */
  readonly tier?: Tier;
  readonly archiveBudget?: ArchiveBudget;
};

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
  options: AnalyzeFileOptions,
): Promise<ArtifactAnalysis> {
  const startedMs = options.now();
  const { path, ecosystem, filename } = request;
  const tier = TIERS[options.tier ?? 'live'];
  const budget = options.archiveBudget ?? tier.archive;
  // The archive's time counts as that of the analysis does.
  const clock = { now: options.spentMs ?? options.now };
  const opened = await openMeasured(path, { ecosystem, filename, clock, budget, part: request.part });
  await using view = opened.view;
  const { artifact, layout, ecosystems } = opened;
  const result = await analyzeArtifact(
    view,
    { ...request, ecosystem: ecosystems[0] },
    {
      budget: tier.analysis,
      ...options,
      layout,
      artifact,
    },
  );
  const sources = request.withSources ? await readFlaggedSources(view, layout, result.findings) : null;
  return {
    ...(opened.isSame() ? result : markChanged(result, filename)),
    ...(sources !== null && { sources }),
    ...(ecosystem === null && { ecosystems }),
    elapsedMs: options.now() - startedMs,
  };
}
