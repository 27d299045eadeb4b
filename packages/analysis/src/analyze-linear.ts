import type { Finding, Skipped } from '@weir/model';
import { judge, pointsOf } from '@weir/scoring';
import { type AnalyzeFileOptions, analyzeFile } from './analyze-file.ts';
import type { AnalysisRequest, ArtifactAnalysis } from './api.ts';
import { type Excerpt, KINDS_TELLING } from './excerpts.ts';
import { FINDINGS_MAX, LINEAR_ANALYSIS_BUDGET, LINEAR_ARCHIVE_BUDGET, SKIPPED_MAX } from './limits.ts';
import { openMeasured } from './open-measured.ts';
import { analysisFinding } from './own-findings.ts';
import { scanUnread } from './unread-scan.ts';

/** Nothing is listed under it: all bytes are left to the linear pass. */
const NOTHING = { ...LINEAR_ARCHIVE_BUDGET, entriesMax: 0, unpackedBytesMax: 0 };
/** Places that are told about. */
const SUSPECTS_MAX = 5;

/** A piece that could only be searched, not parsed. */
function suspectFinding({ file, line, stage, kinds }: Excerpt): Finding {
  const finding = analysisFinding(
    'unread-suspect',
    'high',
    `the bytes that could not be analysed hold ${kinds} kinds of words that attacks need, close together`,
    file,
    stage,
  );
  const location = finding.location && { ...finding.location, line };
  return { ...finding, confidence: 0.55, location };
}

/**
 * The cheap pass in place of an analysis that was killed for time or memory, or that crashed. First all bytes are
 * searched without anything being parsed, and what was found is handed to `onPartial`: it stands when the rest does
 * the child in as well. Then members are listed under a small budget, hooks are read, and pieces of files that hold
 * words which attacks need are parsed each by itself.
 * @returns a result that is never complete.
 */
export async function analyzeLinear(
  request: AnalysisRequest,
  options: AnalyzeFileOptions,
  onPartial: (result: ArtifactAnalysis) => void,
): Promise<ArtifactAnalysis> {
  const startedMs = options.now();
  const now = options.spentMs ?? options.now;
  const { path, filename } = request;
  const opened = await openMeasured(path, {
    ecosystem: request.ecosystem,
    filename,
    clock: { now },
    budget: NOTHING,
    part: request.part,
  });
  await using view = opened.view;
  const { artifact } = opened;
  const scan = await scanUnread(view, {
    language: opened.ecosystems[0] === 'pypi' ? 'python' : 'js',
    budget: LINEAR_ANALYSIS_BUDGET.unread,
    now,
  });
  const suspects = scan.excerpts.filter(({ kinds }) => kinds >= KINDS_TELLING).slice(0, SUSPECTS_MAX);
  const searched = [...scan.findings, ...suspects.map(suspectFinding)];
  const unanalysed: Skipped = {
    file: request.filename.slice(0, 1024),
    reason: 'searched only, not analysed',
    sizeBytes: artifact.sizeBytes,
  };
  const partial: ArtifactAnalysis = {
    artifact,
    judgement: judge({ findings: searched, skipped: [unanalysed], complete: false }),
    findings: searched,
    capabilities: [],
    skipped: [unanalysed],
    fileCount: 0,
    unpackedBytes: 0,
    rulesetVersion: options.rulesetVersion,
    elapsedMs: options.now() - startedMs,
  };
  onPartial(partial);
  const looked = await analyzeFile(request, {
    ...options,
    budget: LINEAR_ANALYSIS_BUDGET,
    archiveBudget: LINEAR_ARCHIVE_BUDGET,
  });
  const findings = [...scan.findings, ...looked.findings]
    .toSorted((a, b) => pointsOf(b) - pointsOf(a))
    .slice(0, FINDINGS_MAX);
  const skipped = [unanalysed, ...looked.skipped].slice(0, SKIPPED_MAX);
  return {
    ...looked,
    findings,
    skipped,
    judgement: judge({ findings, skipped, complete: false }),
    elapsedMs: options.now() - startedMs,
  };
}
