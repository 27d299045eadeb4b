import { digestOfJson, type Level, type VerdictRecorded } from '@weir/model';

/** Levels that interrupt a person; the rest is for the digest and the store. */
const ALERT_LEVELS: ReadonlySet<Level> = new Set<Level>(['high', 'critical']);

export type AlertDecision =
  | { readonly kind: 'alert'; readonly level: Level; readonly subject: string; readonly dedupeKey: string }
  /** Nobody is told. `reason` is one of a few words: it is a metric's label. */
  | { readonly kind: 'silent'; readonly reason: 'muted' | 'not-analysis' | 'below-high' };

/**
 * What alerts are about: a release. sha256 over (ecosystem, name, version) as canonical JSON. The ecosystem, not the
 * registry: the same extension on two registries is one matter.
 */
export function alertSubject({ release }: VerdictRecorded): string {
  return digestOfJson([release.ecosystem, release.name, release.version]);
}

/**
 * One message per release and level: its files are one matter, and a score that moves within its level is no news.
 * sha256 over (ecosystem, name, version, level) as canonical JSON.
 */
export function alertDedupeKey(verdict: VerdictRecorded): string {
  const { release, judgement } = verdict;
  return digestOfJson([release.ecosystem, release.name, release.version, judgement.level]);
}

/**
 * Decides whether a verdict becomes an alert: an analysis' verdict of level `high` or `critical` that is not muted.
 * A person's verdict or a withdrawal tells people what they decided themselves.
 */
export function decideAlert(verdict: VerdictRecorded): AlertDecision {
  if (verdict.origin.muted) return { kind: 'silent', reason: 'muted' };
  if (verdict.actor.kind !== 'analysis') return { kind: 'silent', reason: 'not-analysis' };
  const { level } = verdict.judgement;
  if (!ALERT_LEVELS.has(level)) return { kind: 'silent', reason: 'below-high' };
  return { kind: 'alert', level, subject: alertSubject(verdict), dedupeKey: alertDedupeKey(verdict) };
}
