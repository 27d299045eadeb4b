import type { Alert, Finding, Indicator } from '@weir/model';
import { defang, defangWithin } from './defang.ts';
import { formatDuration } from './text.ts';

/** Pieces of evidence named beside the first; the rest is counted. */
const MORE_EVIDENCE_MAX = 3;
const INDICATORS_MAX = 8;
const CHAIN_LINKS_MAX = 8;
const REASONS_MAX = 3;

/** One finding, told. All texts but `rule`, `stage` and `severity` can hold what an attacker wrote. */
export interface Evidence {
  readonly summary: string;
  readonly rule: string;
  readonly stage: string;
  readonly severity: string;
  /** `a.js:12-31`, with the decoded layer in brackets when it is one; null for findings without a place. */
  readonly where: string | null;
  /** From source to sink; a long chain keeps both ends. */
  readonly chain: readonly string[];
  readonly snippet: string | null;
}

/** What every channel tells, before any channel's escaping. Indicators are defanged, also inside the other texts. */
export interface AlertSummary {
  /** `CRITICAL 94`. */
  readonly heading: string;
  readonly verdict: string;
  readonly latency: string;
  readonly evidence: Evidence | null;
  readonly moreEvidence: readonly Evidence[];
  /** Findings that are in the store and not in this alert. */
  readonly evidenceLeft: number;
  /** What changed with this release (publisher, name, difference to the version before). */
  readonly reasons: readonly string[];
  readonly indicators: readonly string[];
  readonly indicatorsLeft: number;
}

function place(finding: Finding): string | null {
  const { location } = finding;
  if (!location) return null;
  const end = location.endLine && location.endLine > location.line ? `-${location.endLine}` : '';
  const layer = location.layer ? ` (decoded: ${location.layer})` : '';
  return `${location.file}:${location.line}${end}${layer}`;
}

function shortChain(chain: readonly string[]): readonly string[] {
  if (chain.length <= CHAIN_LINKS_MAX) return chain;
  const half = CHAIN_LINKS_MAX / 2;
  return [...chain.slice(0, half), `${chain.length - CHAIN_LINKS_MAX} more steps`, ...chain.slice(-half)];
}

function toEvidence(finding: Finding, indicators: readonly Indicator[]): Evidence {
  const harmless = (text: string): string => defangWithin(text, indicators);
  return {
    summary: harmless(finding.summary),
    rule: finding.rule,
    stage: finding.stage,
    severity: finding.severity,
    where: place(finding),
    chain: shortChain(finding.chain).map(harmless),
    snippet: finding.snippet === null ? null : harmless(finding.snippet),
  };
}

function uniqueIndicators(findings: readonly Finding[]): readonly Indicator[] {
  const byKey = new Map<string, Indicator>();
  for (const indicator of findings.flatMap((finding) => finding.indicators)) {
    byKey.set(`${indicator.type} ${indicator.value}`, indicator);
  }
  return [...byKey.values()];
}

function latencyOf(alert: Alert, sentAtMs: number): string {
  const { publishedAt, seenAt } = alert.verdict;
  const seen = `${formatDuration(sentAtMs - Date.parse(seenAt))} after it was seen`;
  return publishedAt === null
    ? `alerted ${seen}; publication time unknown`
    : `alerted ${formatDuration(sentAtMs - Date.parse(publishedAt))} after publication, ${seen}`;
}

/**
 * Reduces an alert to what its reader must know, in the order of asking: how bad, what happened, where, why now,
 * how late.
 * @param sentAtMs time of sending, milliseconds since the epoch, for the latency line.
 */
export function summarizeAlert(alert: Alert, sentAtMs: number): AlertSummary {
  const { judgement, topFindings, findingCount } = alert.verdict;
  const indicators = uniqueIndicators(topFindings);
  const content = topFindings.filter((finding) => finding.basis === 'content');
  const context = topFindings.filter((finding) => finding.basis === 'context');
  const told = content.length > 0 ? content : context;
  const reasons = content.length > 0 ? context.slice(0, REASONS_MAX) : [];
  const evidence = told.slice(0, 1 + MORE_EVIDENCE_MAX).map((finding) => toEvidence(finding, indicators));
  const stage = judgement.stage ? ` at ${judgement.stage}` : '';
  const kind = judgement.class ? ` (${judgement.class})` : '';
  const unread = judgement.complete ? '' : ', incomplete: parts of it were not read';
  return {
    heading: `${judgement.level.toUpperCase()} ${judgement.score}`,
    verdict: `${judgement.verdict}${kind}${stage}${unread}`,
    latency: latencyOf(alert, sentAtMs),
    evidence: evidence[0] ?? null,
    moreEvidence: evidence.slice(1),
    evidenceLeft: Math.max(0, findingCount - evidence.length - reasons.length),
    reasons: reasons.map((finding) => defangWithin(finding.summary, indicators)),
    indicators: indicators.slice(0, INDICATORS_MAX).map(defang),
    indicatorsLeft: Math.max(0, indicators.length - INDICATORS_MAX),
  };
}
