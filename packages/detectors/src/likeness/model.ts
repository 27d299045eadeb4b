import { FEATURE_KINDS, type FeatureKind } from './features.ts';

/** What the trainer fits (test/corpus/eval/fit-main.ts): weights add up to log odds. */
export interface LikenessModel {
  /** Log odds of code with none of the facts below. */
  readonly bias: number;
  readonly weights: Readonly<Record<FeatureKind, Readonly<Record<string, number>>>>;
}

/** Weights by kind and name, quick to ask. */
export type WeightTable = ReadonlyMap<FeatureKind, ReadonlyMap<string, number>>;

/** Makes a model's weights quick to ask; names that Object has as well are no trap then. */
export function tableOf({ weights }: LikenessModel): WeightTable {
  return new Map(FEATURE_KINDS.map((kind) => [kind, new Map(Object.entries(weights[kind]))]));
}

/** The probability for log odds. */
export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
