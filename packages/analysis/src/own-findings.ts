import { type Finding, SEVERITIES, type Severity, type Skipped, type Stage, safeText } from '@weir/model';

/** A finding of the analysis itself: what was exhausted, crashed or could not be read. Scored like any other. */
export function analysisFinding(
  rule: string,
  severity: Severity,
  summary: string,
  file: string | null,
  stage: Stage = 'import',
): Finding {
  return {
    detector: 'analysis',
    rule: `analysis/${rule}`,
    kind: 'threat',
    basis: 'content',
    severity,
    stage,
    confidence: 0.8,
    class: null,
    summary: safeText(summary, 500),
    location: file === null ? null : { file: safeText(file, 1024), line: 1, endLine: null, layer: null },
    snippet: null,
    indicators: [],
    chain: [],
  };
}

/** What a budget of the analysis left unread, by how the entry graph says it. */
const EXHAUSTED: readonly { rule: string; severity: Severity; reason: RegExp; says: string }[] = [
  {
    rule: 'budget-release',
    severity: 'medium',
    reason: /^(?:source|file|time) budget of the release is spent/,
    says: 'the release holds more reachable code than may be read',
  },
  // Bundles of this size are rare and honest ones exist.
  {
    rule: 'budget-file',
    severity: 'low',
    reason: /^larger than /,
    says: 'a reachable file is too large to be read',
  },
];

/** Exhausting a budget is scored: one finding for each kind, at the first file that it left unread. */
export function exhaustionFindings(skipped: readonly Skipped[]): Finding[] {
  return EXHAUSTED.flatMap(({ rule, severity, reason, says }) => {
    const first = skipped.find((item) => reason.test(item.reason));
    return first ? [analysisFinding(rule, severity, `${says}: ${first.reason}`, first.file)] : [];
  });
}

/** What tells, in other words, that the release holds more than its budgets allow. */
const TOO_MUCH = new Set(['analysis/budget-release', 'analysis/unread-flood', 'analysis/budget-unread']);

/**
 * Findings in which one cause counts once: a release that is too large for its budget also leaves more unread than the
 * pass over the rest looks at. All are told; but the gravest is kept as it is, and the others become `info`.
 */
export function countedOnce(findings: readonly Finding[]): Finding[] {
  const same = findings.filter(({ rule }) => TOO_MUCH.has(rule));
  const rank = (finding: Finding): number => SEVERITIES.indexOf(finding.severity);
  const gravest = same.toSorted((a, b) => rank(b) - rank(a))[0];
  return findings.map((finding) =>
    TOO_MUCH.has(finding.rule) && finding !== gravest ? { ...finding, severity: 'info' } : finding,
  );
}
