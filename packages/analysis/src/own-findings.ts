import { type Finding, type Severity, type Stage, safeText } from '@weir/model';

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
