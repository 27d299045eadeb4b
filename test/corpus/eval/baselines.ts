/**
 * Ways to tell the two sets apart that know nothing of attacks. What they reach is what a figure is worth that does not
 * beat them (detection.md, section 8.2). Each is fitted on the folds that a vote is not in.
 */
import { similarity } from './code-sketch.ts';
import { FOLDS, foldOf, type Vote } from './figures.ts';

/** What a baseline knows of an archive. */
export interface BaselineSample {
  readonly malicious: boolean;
  readonly family: string;
  readonly weight: number;
  readonly filename: string;
  readonly sizeBytes: number;
  readonly shingles: readonly number[];
}

/** The class of a container and its size: kind and power of two of the bytes. */
function cellOf({ filename, sizeBytes }: BaselineSample): string {
  const kind = /\.whl$/i.test(filename) ? 'wheel' : /\.zip$/i.test(filename) ? 'zip' : 'tar';
  return `${kind} ${Math.floor(Math.log2(Math.max(1, sizeBytes)))}`;
}

/** Each family counts once, spread over its archives. */
function familyShares(samples: readonly BaselineSample[]): Map<BaselineSample, number> {
  const sizes = new Map<string, number>();
  for (const { family } of samples) sizes.set(family, (sizes.get(family) ?? 0) + 1);
  return new Map(samples.map((sample) => [sample, 1 / (sizes.get(sample.family) ?? 1)]));
}

function voteOf({ family, weight }: BaselineSample, score: number): Vote {
  return { family, weight, score };
}

type Fit = (known: readonly BaselineSample[]) => (sample: BaselineSample) => number;

/**
 * How much more often a cell holds malicious families than benign packages, as a number from 0 to 1 (add-one counts).
 */
export const fitContainerAndSize: Fit = (known) => {
  const shares = familyShares(known);
  const counts = new Map<string, { malicious: number; benign: number }>();
  const totals = { malicious: 0, benign: 0 };
  for (const sample of known) {
    const cell = counts.get(cellOf(sample)) ?? { malicious: 0, benign: 0 };
    const share = shares.get(sample) ?? 0;
    cell[sample.malicious ? 'malicious' : 'benign'] += share;
    totals[sample.malicious ? 'malicious' : 'benign'] += share;
    counts.set(cellOf(sample), cell);
  }
  return (sample) => {
    const cell = counts.get(cellOf(sample)) ?? { malicious: 0, benign: 0 };
    const malicious = (cell.malicious + 1) / (totals.malicious + 2);
    const benign = (cell.benign + 1) / (totals.benign + 2);
    return malicious / (malicious + benign);
  };
};

/** How alike the code is to the most alike malicious one: from 0 to 1. */
export const fitNearestNeighbour: Fit = (known) => {
  const malicious = known.filter((sample) => sample.malicious && sample.shingles.length > 0);
  const holders = new Map<number, number[]>();
  for (const [at, { shingles }] of malicious.entries()) {
    for (const shingle of shingles) {
      const held = holders.get(shingle);
      if (held) held.push(at);
      else holders.set(shingle, [at]);
    }
  }
  return ({ shingles }) => {
    const near = new Set(shingles.flatMap((shingle) => holders.get(shingle) ?? []));
    let best = 0;
    for (const at of near) best = Math.max(best, similarity(shingles, malicious[at]?.shingles ?? []));
    return best;
  };
};

export interface BaselineVotes {
  readonly malicious: readonly Vote[];
  readonly benign: readonly Vote[];
}

/**
 * Scores every sample by what was learned from others: benign and `train` ones from the folds that their family is not
 * in; `judged`, which are of families that `train` has not, from all of it. `judged` absent: `train` is judged itself.
 */
export function baselineVotes(
  fit: Fit,
  train: readonly BaselineSample[],
  benign: readonly BaselineSample[],
  judged: readonly BaselineSample[] | null,
): BaselineVotes {
  const known = [...train, ...benign];
  const models = Array.from({ length: FOLDS }, (_, fold) =>
    fit(known.filter(({ family }) => foldOf(family) !== fold)),
  );
  const scoreInFold = (sample: BaselineSample): Vote =>
    voteOf(sample, models[foldOf(sample.family)]?.(sample) ?? 0);
  const whole = judged && fit(known);
  return {
    malicious:
      judged && whole ? judged.map((sample) => voteOf(sample, whole(sample))) : train.map(scoreInFold),
    benign: benign.map(scoreInFold),
  };
}
