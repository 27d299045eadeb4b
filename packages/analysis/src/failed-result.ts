import { createHash } from 'node:crypto';
import type { AnalysisResult, Artifact, Severity } from '@weir/model';
import { judge } from '@weir/scoring';
import { analysisFinding } from './own-findings.ts';

const RULES: Readonly<Record<string, { rule: string; severity: Severity; says: string }>> = {
  timeout: { rule: 'timeout', severity: 'medium', says: 'the analysis ran out of time' },
  memory: { rule: 'memory', severity: 'medium', says: 'the analysis ran out of memory' },
  crash: { rule: 'crash', severity: 'medium', says: 'the analysis process died' },
  failed: { rule: 'error', severity: 'low', says: 'the analysis failed' },
};

/**
 * The result of an artifact that no attempt could analyse: `inconclusive`, with a scored finding that says why.
 * @param artifact null for a directory, whose tree cannot be measured safely here: its identity is then the hash of
 *   its name, which no content can have.
 */
export function failedResult(input: {
  readonly failures: readonly ({ readonly kind: string } & (
    | { readonly detail: string }
    | { readonly message: string }
  ))[];
  readonly artifact: Artifact | null;
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
  const skipped = [
    {
      file: input.filename.slice(0, 1024),
      reason: `${last.says}: nothing was read`,
      sizeBytes: input.artifact?.sizeBytes ?? null,
    },
  ];
  const nameless = createHash('sha256').update(`unmeasured directory\0${input.filename}`).digest('hex');
  return {
    artifact: input.artifact ?? { sha256: nameless, sizeBytes: 0, digests: {} },
    judgement: judge({ findings: [finding], skipped, complete: false }),
    findings: [finding],
    capabilities: [],
    skipped,
    fileCount: 0,
    unpackedBytes: 0,
    rulesetVersion: input.rulesetVersion,
    elapsedMs: input.elapsedMs,
  };
}
