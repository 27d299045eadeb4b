import type { Class, Finding, Judgement, Severity, Skipped, Stage, Verdict } from '@weir/model';
import { CLASSES, STAGES } from '@weir/model';
import { levelOf, type Reach } from './level.ts';

/** Changes whenever the same findings would be judged differently. */
export const SCORING_VERSION = '2026.11.5';

/** From this score on a release is `malicious`; below it, from {@link SUSPICIOUS_MIN} on, `suspicious`. */
export const MALICIOUS_MIN = 75;
export const SUSPICIOUS_MIN = 40;

/**
 * Points of one certain finding in code that runs at install. One `high` chain crosses the malicious line only when
 * the detector is nearly sure; two `medium` ones make a release suspicious, one alone never does.
 */
const POINTS: Readonly<Record<Severity, number>> = { info: 0, low: 8, medium: 32, high: 82, critical: 97 };

/** Code that runs by itself counts in full; what must be called, less; what nothing reaches, little. */
const STAGE_FACTORS: Readonly<Record<Stage, number>> = { install: 1, import: 0.95, use: 0.7, dead: 0.35 };

/** Share of a further finding's points that is added, so that many weak ones never add up to a strong one. */
const FURTHER_SHARE = 0.35;
/**
 * Points of a ranking: below {@link SUSPICIOUS_MIN}, so that it never changes a verdict, and above what threats leave
 * there. When the code runs is among what it weighs.
 */
const RANKING_MIN = SUSPICIOUS_MIN / 2;
const RANKING_MAX = SUSPICIOUS_MIN - 2;
/**
 * Share of the score of threats that decide nothing: many packages have some of those, few of them malicious, and code
 * that a ranking speaks about comes first (docs/evaluation.md).
 */
const UNDECIDED_SHARE = 0.5;
/** Most points that all further findings add together. */
const FURTHER_MAX = 24;

export interface ScoringInput {
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
  /** False when something was left unread: budgets, crashes, missing layers. */
  readonly complete: boolean;
  readonly reach?: Reach;
}

/** Points of one finding, 0 to 100. Capabilities never count: being able to is not an attack. */
export function pointsOf(finding: Finding): number {
  if (finding.kind === 'capability') return 0;
  if (finding.kind === 'ranking') return RANKING_MIN + (RANKING_MAX - RANKING_MIN) * finding.confidence;
  return POINTS[finding.severity] * finding.confidence * STAGE_FACTORS[finding.stage];
}

const TOO_MUCH =
  /^analysis\/(?:memory|timeout|budget-(?:release|unread)|archive-budget-(?:bytes|entries|ratio|time)|unread-flood)$/;

/** True for a rule by which the analysis says that a release holds more than it may take to read it. */
export function saysTooMuch(rule: string): boolean {
  return TOO_MUCH.test(rule);
}

function subjectOf({ rule }: Finding): string {
  return saysTooMuch(rule) ? 'analysis/too-much' : rule;
}

/**
 * The strongest finding of each rule: a rule that fires a hundred times says one thing. So do the budgets that one
 * release exhausts together, which alone are a reason to look again and none to alert anybody.
 */
function strongestByRule(findings: readonly Finding[]): { finding: Finding; points: number }[] {
  const best = new Map<string, { finding: Finding; points: number }>();
  for (const finding of findings) {
    const points = pointsOf(finding);
    const subject = subjectOf(finding);
    const known = best.get(subject);
    if (points > 0 && (!known || points > known.points)) best.set(subject, { finding, points });
  }
  return [...best.values()].toSorted((a, b) => b.points - a.points);
}

function earliestStage(findings: readonly Finding[]): Stage | null {
  for (const stage of STAGES) if (findings.some((finding) => finding.stage === stage)) return stage;
  return null;
}

/** The class that most points speak for; `malware` when findings name none. */
function classOf(ranked: readonly { finding: Finding; points: number }[]): Class {
  const votes = new Map<Class, number>();
  for (const { finding, points } of ranked) {
    const named = finding.class ?? 'malware';
    votes.set(named, (votes.get(named) ?? 0) + points);
  }
  return CLASSES.toSorted((a, b) => (votes.get(b) ?? 0) - (votes.get(a) ?? 0))[0] ?? 'malware';
}

/**
 * The class of what nobody is told about: `squat` where the content of a release speaks for that alone, as a name that
 * is held runs nothing and never gets points enough. Null for all others.
 */
function classOfUndecided(ranked: readonly { finding: Finding; points: number }[]): Class | null {
  const named = ranked.filter(({ finding }) => finding.class === 'squat');
  const isAll = ranked.every(({ finding }) => finding.class === 'squat' || finding.basis === 'context');
  return named.length > 0 && isAll && classOf(ranked) === 'squat' ? 'squat' : null;
}

/**
 * Judges a release file from its findings: the strongest finding leads, further rules add a bounded share.
 * `inconclusive` replaces only `benign`; `suspicious` and `malicious` stand and are marked incomplete.
 */
export function judge(input: ScoringInput): Judgement {
  const ranked = strongestByRule(input.findings.filter(({ kind }) => kind !== 'ranking'));
  // What ranks may weigh the facts that threats speak about: added to them, one fact would count twice.
  const rankings = input.findings.filter(({ kind }) => kind === 'ranking').map(pointsOf);
  const lead = ranked[0]?.points ?? 0;
  const further = ranked.slice(1).reduce((sum, { points }) => sum + points * FURTHER_SHARE, 0);
  const added = Math.min(100, Math.round(lead + Math.min(FURTHER_MAX, further)));
  const score = added >= SUSPICIOUS_MIN ? added : Math.round(Math.max(added * UNDECIDED_SHARE, ...rankings));
  const complete = input.complete && input.skipped.length === 0;
  const byScore: Verdict =
    score >= MALICIOUS_MIN ? 'malicious' : score >= SUSPICIOUS_MIN ? 'suspicious' : 'benign';
  const verdict = byScore === 'benign' && !complete ? 'inconclusive' : byScore;
  const deciding = ranked
    .filter(({ points }) => points >= Math.max(POINTS.low, lead / 2))
    .map((r) => r.finding);
  const decided = byScore !== 'benign';
  const stage = decided ? earliestStage(deciding) : null;
  return {
    verdict,
    complete,
    score,
    level: levelOf(verdict, stage, input.reach ?? 'unknown'),
    class: decided ? classOf(ranked) : complete ? classOfUndecided(ranked) : null,
    stage,
    scoringVersion: SCORING_VERSION,
  };
}
