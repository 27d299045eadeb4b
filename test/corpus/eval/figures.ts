import { createHash } from 'node:crypto';
import { wilson } from '../interval.ts';

/** One archive as a figure counts it. */
export interface Vote {
  readonly family: string;
  /** Archives that it stands for. */
  readonly weight: number;
  /** Higher is worse; minus infinity for what is inconclusive, which is a miss at every threshold. */
  readonly score: number;
}

/** A share with its Wilson 95 % interval, in shares from 0 to 1. `hits` of family votes may be a fraction. */
export interface Figure {
  readonly hits: number;
  readonly total: number;
  readonly share: number | null;
  readonly low: number;
  readonly high: number;
}

/** A stratum with fewer samples is not measured (detection.md, section 8). */
export const STRATUM_SAMPLES_MIN = 20;
export const FOLDS = 5;

export function figure(hits: number, total: number): Figure {
  const [low, high] = wilson(hits, total);
  return { hits, total, share: total === 0 ? null : hits / total, low, high };
}

/** Whether a goal is met for certain: the interval's bound says so, not the middle. */
export function isClaimed(
  { low, high, total }: Figure,
  goal: { atLeast: number } | { atMost: number },
): boolean {
  if (total === 0) return false;
  return 'atLeast' in goal ? low >= goal.atLeast : high <= goal.atMost;
}

/** Votes above a score, one vote a family: each adds the share of its archives that are caught. */
export function byFamily(votes: readonly Vote[], over: number): Figure {
  const families = new Map<string, { caught: number; all: number }>();
  for (const { family, score } of votes) {
    const counted = families.get(family) ?? { caught: 0, all: 0 };
    if (score > over) counted.caught++;
    counted.all++;
    families.set(family, counted);
  }
  const hits = [...families.values()].reduce((sum, { caught, all }) => sum + caught / all, 0);
  return figure(hits, families.size);
}

/** Votes above a score, one vote a code cluster: the corpus holds one archive of each. */
export function byCluster(votes: readonly Vote[], over: number): Figure {
  return figure(votes.filter(({ score }) => score > over).length, votes.length);
}

/** Votes above a score, each counted as often as its cluster has archives. */
export function byArchive(votes: readonly Vote[], over: number): Figure {
  const weigh = (some: readonly Vote[]): number => some.reduce((sum, { weight }) => sum + weight, 0);
  return figure(weigh(votes.filter(({ score }) => score > over)), weigh(votes));
}

/**
 * The score that at most `falsePositivesMax` benign votes are above, the lowest such. Never below 0: what says nothing
 * is not caught.
 */
export function scoreOver(benign: readonly Vote[], falsePositivesMax: number): number {
  const sorted = benign.map(({ score }) => score).toSorted((a, b) => b - a);
  return Math.max(0, sorted[falsePositivesMax] ?? 0);
}

/** The fold of a family or of a benign package: from 0 to {@link FOLDS} - 1, by its name alone. */
export function foldOf(family: string): number {
  return createHash('sha256').update(family).digest().readUInt32BE(0) % FOLDS;
}

/** Recall, and false positives, at a threshold. */
export interface OperatingPoint {
  /** Caught is what scores more. */
  readonly over: number;
  readonly recall: { readonly family: Figure; readonly cluster: Figure; readonly archive: Figure };
  readonly falsePositives: Figure;
}

export function operateAt(malicious: readonly Vote[], benign: readonly Vote[], over: number): OperatingPoint {
  return {
    over,
    recall: {
      family: byFamily(malicious, over),
      cluster: byCluster(malicious, over),
      archive: byArchive(malicious, over),
    },
    falsePositives: byCluster(benign, over),
  };
}

/** Recall and false positives of parts whose threshold was chosen on all the others. */
export interface CrossValidated {
  readonly recall: Figure;
  readonly falsePositives: Figure;
}

export function crossValidate(
  malicious: readonly Vote[],
  benign: readonly Vote[],
  falsePositivesMax: number,
): CrossValidated {
  let [hits, families, alarms] = [0, 0, 0];
  for (let fold = 0; fold < FOLDS; fold++) {
    const inFold = ({ family }: Vote): boolean => foldOf(family) === fold;
    const others = benign.filter((vote) => !inFold(vote));
    const over = scoreOver(others, Math.floor((falsePositivesMax * (FOLDS - 1)) / FOLDS));
    const caught = byFamily(malicious.filter(inFold), over);
    hits += caught.hits;
    families += caught.total;
    alarms += byCluster(benign.filter(inFold), over).hits;
  }
  return { recall: figure(hits, families), falsePositives: figure(alarms, benign.length) };
}

/** The operating points that are reported, of one way to score. */
export interface Curve {
  /** At most one false positive in the benign set. */
  readonly oneFalsePositive: OperatingPoint & { readonly crossValidated: CrossValidated };
  /** At most one in two hundred. */
  readonly halfPercent: OperatingPoint & { readonly crossValidated: CrossValidated };
}

export function curveOf(malicious: readonly Vote[], benign: readonly Vote[]): Curve {
  const at = (falsePositivesMax: number): Curve['halfPercent'] => ({
    ...operateAt(malicious, benign, scoreOver(benign, falsePositivesMax)),
    crossValidated: crossValidate(malicious, benign, falsePositivesMax),
  });
  return { oneFalsePositive: at(1), halfPercent: at(Math.floor(benign.length * 0.005)) };
}
