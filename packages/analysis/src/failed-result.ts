import { createHash } from 'node:crypto';
import type { AnalysisResult, Artifact, Severity } from '@weir/model';
import { judge } from '@weir/scoring';
import { FINDINGS_MAX, SKIPPED_MAX } from './limits.ts';
import { analysisFinding } from './own-findings.ts';

const RULES: Readonly<Record<string, { rule: string; severity: Severity; says: string }>> = {
  timeout: { rule: 'timeout', severity: 'medium', says: 'the analysis ran out of time' },
  memory: { rule: 'memory', severity: 'medium', says: 'the analysis ran out of memory' },
  crash: { rule: 'crash', severity: 'medium', says: 'the analysis process died' },
  failed: { rule: 'error', severity: 'low', says: 'the analysis failed' },
};

/**
 * The result of an artifact that no attempt could analyse: what the cheap pass in its place found, with a scored finding
 * that says why, and never `benign`.
 * @param artifact null for a directory, whose tree cannot be measured safely here: its identity is then the hash of
 *   its name, which no content can have.
 */
export function failedResult(input: {
  readonly failures: readonly ({ readonly kind: string } & (
    | { readonly detail: string }
    | { readonly message: string }
  ))[];
  readonly artifact: Artifact | null;
  /** What the cheap pass in place of the analysis found; null when that came to nothing, too. */
  readonly linear: AnalysisResult | null;
  readonly filename: string;
  readonly rulesetVersion: string;
  readonly elapsedMs: number;
}): AnalysisResult {
  const details = input.failures.map((failure) => ('detail' in failure ? failure.detail : failure.message));
  const last = RULES[input.failures.at(-1)?.kind ?? 'crash'] ?? {
    rule: 'crash',
    severity: 'medium',
    says: 'the analysis process died',
  };
  const finding = analysisFinding(
    last.rule,
    last.severity,
    `${last.says}, ${input.failures.length === 1 ? 'once' : `${input.failures.length} times`}: ${details.join('; ')}`,
    null,
  );
  const { linear } = input;
  const unread = {
    file: input.filename.slice(0, 1024),
    reason: `${last.says}: nothing was read as a whole`,
    sizeBytes: input.artifact?.sizeBytes ?? null,
  };
  const skipped = [unread, ...(linear?.skipped ?? [])].slice(0, SKIPPED_MAX);
  const findings = [finding, ...(linear?.findings ?? [])].slice(0, FINDINGS_MAX);
  const nameless = createHash('sha256').update(`unmeasured directory\0${input.filename}`).digest('hex');
  return {
    artifact: input.artifact ?? { sha256: nameless, sizeBytes: 0, digests: {} },
    judgement: judge({ findings, skipped, complete: false }),
    findings,
    capabilities: linear?.capabilities ?? [],
    skipped,
    fileCount: linear?.fileCount ?? 0,
    unpackedBytes: linear?.unpackedBytes ?? 0,
    rulesetVersion: input.rulesetVersion,
    elapsedMs: input.elapsedMs,
  };
}
