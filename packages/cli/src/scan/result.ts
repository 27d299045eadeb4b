import type { AnalysisResult, Finding, Skipped } from '@weir/model';

/** One line of `weir scan --format ndjson`: see docs/scan.md. Nulls mean "not known", never "no". */
export interface ScanResult {
  readonly target: string;
  readonly purl: string | null;
  readonly artifacts: readonly {
    readonly sha256: string;
    readonly bytes: number;
    readonly filename: string;
  }[];
  readonly verdict: AnalysisResult['judgement']['verdict'] | null;
  readonly complete: boolean;
  readonly level: AnalysisResult['judgement']['level'] | null;
  readonly class: AnalysisResult['judgement']['class'];
  readonly score: number | null;
  readonly findings: readonly ScanFinding[];
  readonly skipped: readonly Skipped[];
  readonly rulesetVersion: string | null;
  readonly scoringVersion: string | null;
  /** Wall clock, fetching included. */
  readonly ms: number;
  /** Why there is no verdict; null when there is one. */
  readonly error: string | null;
}

export interface ScanFinding {
  readonly id: string;
  readonly detector: string;
  readonly kind: Finding['kind'];
  readonly severity: Finding['severity'];
  readonly stage: Finding['stage'];
  /** sha256 of the artifact it was found in. */
  readonly artifact: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly layer: string | null;
  readonly summary: string;
  readonly confidence: number;
}

function toScanFinding(finding: Finding, artifactSha256: string): ScanFinding {
  return {
    id: finding.rule,
    detector: finding.detector,
    kind: finding.kind,
    severity: finding.severity,
    stage: finding.stage,
    artifact: artifactSha256,
    file: finding.location?.file ?? null,
    line: finding.location?.line ?? null,
    layer: finding.location?.layer ?? null,
    summary: finding.summary,
    confidence: finding.confidence,
  };
}

/** The result of a target that was analysed; `ms` is wall clock. */
export function toScanResult(
  target: { readonly text: string; readonly purl: string | null; readonly filename: string },
  result: AnalysisResult,
  ms: number,
): ScanResult {
  const { judgement, artifact } = result;
  return {
    target: target.text,
    purl: target.purl,
    artifacts: [{ sha256: artifact.sha256, bytes: artifact.sizeBytes, filename: target.filename }],
    verdict: judgement.verdict,
    complete: judgement.complete,
    level: judgement.level,
    class: judgement.class,
    score: judgement.score,
    findings: result.findings.map((finding) => toScanFinding(finding, artifact.sha256)),
    skipped: result.skipped,
    rulesetVersion: result.rulesetVersion,
    scoringVersion: judgement.scoringVersion,
    ms: Math.round(ms),
    error: null,
  };
}

/** The result of a target that could not be looked at. */
export function toFailedResult(target: string, error: string, ms: number): ScanResult {
  return {
    target,
    purl: null,
    artifacts: [],
    verdict: null,
    complete: false,
    level: null,
    class: null,
    score: null,
    findings: [],
    skipped: [],
    rulesetVersion: null,
    scoringVersion: null,
    ms: Math.round(ms),
    error,
  };
}

/** 1 when any target is suspicious or worse; else 2 when any failed or is inconclusive; else 0. */
export function exitCodeOfScan(results: Iterable<Pick<ScanResult, 'verdict'>>): 0 | 1 | 2 {
  let code: 0 | 2 = 0;
  for (const { verdict } of results) {
    if (verdict === 'suspicious' || verdict === 'malicious') return 1;
    if (verdict !== 'benign') code = 2;
  }
  return code;
}
