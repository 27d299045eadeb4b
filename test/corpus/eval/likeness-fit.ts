/**
 * Fits the model of packages/detectors/src/likeness: logistic regression over facts that are there or not, with an
 * elastic net that leaves few of them (FISTA: Beck and Teboulle 2009). Pure and without chance: the same archives give
 * the same weights.
 */
import { FEATURE_KINDS, type FeatureKind, type LikenessModel } from '@weir/detectors';
import { BLIND_NAME } from './blind.ts';
import { FOLDS, foldOf } from './figures.ts';

/** An archive as the trainer sees it. Of benign packages each is a family of its own. */
export interface FitSample {
  readonly malicious: boolean;
  readonly family: string;
  /** `kind:name`, each once. */
  readonly features: readonly string[];
}

/** A fact of fewer families is one of a campaign, and of fewer benign packages one that nobody else has. */
const FAMILIES_MIN = 5;
const BENIGN_MIN = 3;
/** Strength of the penalties on the sum of weights and of their squares, and rounds of the fit. */
const SPARSITY = 0.001;
const RIDGE = 0.002;
const ROUNDS = 400;
/** Rounds in which the greatest curvature is found, and in which two numbers are fitted for the probability. */
const POWER_ROUNDS = 30;
const PLATT_ROUNDS = 50;
/**
 * A probability supposes that so many releases are malicious. A choice: the model ranks what is new and unknown, which
 * is malicious far more often than what is published is; another number moves all probabilities the same way.
 */
const PRIOR = 0.05;
/** Names of containers rather than of acts: every source distribution has a setup script. */
const TELLS_CONTAINER =
  /^(?:(?:calls|loads):setuptools\.(?:setup|find_\w+)$|imports:(?:setuptools|distutils)$)/;
/** Words of setup scripts: the same, and what classifiers are made of. */
const SETUP_WORDS =
  'setup|setuptools|distutils|find_packages|name|version|description|long_description|long_description_content_type|author|author_email|maintainer|maintainer_email|url|download_url|project_urls|packages|package|pkg|package_dir|package_data|include_package_data|exclude|src|py_modules|ext_modules|extension|extensions|data_files|scripts|console_scripts|gui_scripts|entry_points|license|licence|license_files|classifiers|classifier|keywords|platforms|python_requires|requires|install_requires|setup_requires|tests_require|extras_require|test_suite|zip_safe|cmdclass|build_ext|build_py|sdist|bdist_wheel|wheel|egg_info|metadata|readme|markdown|topic|audience|intended|natural|approved|osi|console|programming|language|development|status|developers|alpha|beta|planning|production|stable|operating|system|independent';
/** Words that stand for the names which the blind view takes away. */
const NO_WORD = new RegExp(`^words:(?:${BLIND_NAME}|${SETUP_WORDS})$`);
/** Longer chains of calls are one package's own way. */
const DOTS_MAX = 4;

function mayBeWeighed(feature: string): boolean {
  if (TELLS_CONTAINER.test(feature) || NO_WORD.test(feature)) return false;
  return (
    !/^(?:calls|loads):/.test(feature) ||
    (!feature.includes('[]') && feature.split('.').length <= DOTS_MAX + 1)
  );
}

/** The facts that may have a weight, sorted. */
function vocabularyOf(samples: readonly FitSample[]): string[] {
  const families = new Map<string, Set<string>>();
  const benign = new Map<string, number>();
  for (const { malicious, family, features } of samples) {
    for (const feature of features) {
      if (!malicious) benign.set(feature, (benign.get(feature) ?? 0) + 1);
      else {
        const of = families.get(feature);
        if (of) of.add(family);
        else families.set(feature, new Set([family]));
      }
    }
  }
  return [...families]
    .filter(([feature, of]) => of.size >= FAMILIES_MIN && (benign.get(feature) ?? 0) >= BENIGN_MIN)
    .map(([feature]) => feature)
    .filter(mayBeWeighed)
    .toSorted();
}

/** One vote a family: each of its archives has its share. */
function votesOf(samples: readonly FitSample[]): Float64Array {
  const sizes = new Map<string, number>();
  for (const { family, malicious } of samples) if (malicious) sizes.set(family, (sizes.get(family) ?? 0) + 1);
  return Float64Array.from(samples, ({ family, malicious }) =>
    malicious ? 1 / (sizes.get(family) ?? 1) : 1,
  );
}

/** A matrix of zeros and ones by rows; the last weight is the bias. */
interface Rows {
  readonly columns: readonly (readonly number[])[];
  readonly width: number;
}

function logOddsOf({ columns, width }: Rows, weights: Float64Array): Float64Array {
  const bias = weights[width] ?? 0;
  return Float64Array.from(columns, (row) => row.reduce((sum, at) => sum + (weights[at] ?? 0), bias));
}

/** Adds each row's value to the row's columns and to the bias. */
function spread({ columns, width }: Rows, values: Float64Array): Float64Array {
  const sums = new Float64Array(width + 1);
  for (const [index, row] of columns.entries()) {
    const value = values[index] ?? 0;
    for (const at of row) sums[at] = (sums[at] ?? 0) + value;
    sums[width] = (sums[width] ?? 0) + value;
  }
  return sums;
}

/** The greatest curvature of the logistic loss, by power iteration. */
function curvatureOf(rows: Rows, votes: Float64Array): number {
  let direction = new Float64Array(rows.width + 1).fill(1);
  let length = 1;
  for (let round = 0; round < POWER_ROUNDS; round++) {
    const next = spread(
      rows,
      logOddsOf(rows, direction).map((value, index) => value * (votes[index] ?? 0)),
    );
    length = Math.hypot(...next) || 1;
    direction = next.map((value) => value / length);
  }
  return length / 4;
}

/** Weights of the columns, and the bias behind them. */
function descend(rows: Rows, labels: readonly boolean[], votes: Float64Array): Float64Array {
  const { width } = rows;
  const total = votes.reduce((sum, vote) => sum + vote, 0);
  const steep = curvatureOf(rows, votes) / total + RIDGE;
  let weights = new Float64Array(width + 1);
  let ahead = weights;
  let momentum = 1;
  for (let round = 0; round < ROUNDS; round++) {
    const errors = logOddsOf(rows, ahead).map(
      (logOdds, index) =>
        (1 / (1 + Math.exp(-logOdds)) - (labels[index] === true ? 1 : 0)) * (votes[index] ?? 0),
    );
    const slopes = spread(rows, errors);
    const from = ahead;
    const next = slopes.map((slope, at) => {
      const value = from[at] ?? 0;
      if (at === width) return value - slope / total / steep;
      const moved = value - (slope / total + RIDGE * value) / steep;
      return Math.sign(moved) * Math.max(0, Math.abs(moved) - SPARSITY / steep);
    });
    const faster = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const before = weights;
    ahead = next.map((value, at) => value + ((momentum - 1) / faster) * (value - (before[at] ?? 0)));
    [weights, momentum] = [next, faster];
  }
  return weights;
}

/** A fit before its log odds mean anything. */
interface RawFit {
  readonly bias: number;
  readonly weights: ReadonlyMap<string, number>;
}

function fitRaw(samples: readonly FitSample[]): RawFit {
  const vocabulary = vocabularyOf(samples);
  const columnOf = new Map(vocabulary.map((feature, at) => [feature, at]));
  const columns = samples.map(({ features }) =>
    features.flatMap((feature) => columnOf.get(feature) ?? []).toSorted((a, b) => a - b),
  );
  const labels = samples.map(({ malicious }) => malicious);
  const weights = descend({ columns, width: vocabulary.length }, labels, votesOf(samples));
  return {
    bias: weights[vocabulary.length] ?? 0,
    weights: new Map(vocabulary.map((feature, at) => [feature, weights[at] ?? 0])),
  };
}

function score({ bias, weights }: RawFit, { features }: FitSample): number {
  return features.reduce((sum, feature) => sum + (weights.get(feature) ?? 0), bias);
}

/** What turns scores into log odds (Platt 1999): a slope and an offset, by Newton's method. */
export interface Scale {
  readonly slope: number;
  readonly offset: number;
}

/**
 * Fits log odds to scores of samples that had no part in what scored them, as if {@link PRIOR} of all were malicious.
 */
export function fitScale(samples: readonly FitSample[], scores: readonly number[]): Scale {
  const votes = votesOf(samples);
  const sums = { malicious: 0, benign: 0 };
  for (const [index, { malicious }] of samples.entries())
    sums[malicious ? 'malicious' : 'benign'] += votes[index] ?? 0;
  let [slope, offset] = [1, 0];
  for (let round = 0; round < PLATT_ROUNDS; round++) {
    let [gs, go, hss, hso, hoo] = [0, 0, 1e-9, 0, 1e-9];
    for (const [index, { malicious }] of samples.entries()) {
      const x = scores[index] ?? 0;
      const vote = votes[index] ?? 0;
      const p = 1 / (1 + Math.exp(-(slope * x + offset)));
      const [error, curve] = [vote * (p - (malicious ? 1 : 0)), vote * p * (1 - p)];
      gs += error * x;
      go += error;
      hss += curve * x * x;
      hso += curve * x;
      hoo += curve;
    }
    const determinant = hss * hoo - hso * hso;
    slope -= (hoo * gs - hso * go) / determinant;
    offset -= (hss * go - hso * gs) / determinant;
  }
  const given = Math.log(sums.malicious / sums.benign);
  return { slope, offset: offset - given + Math.log(PRIOR / (1 - PRIOR)) };
}

/** A weight as it is written: more digits say nothing. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function toModel({ bias, weights }: RawFit, { slope, offset }: Scale): LikenessModel {
  const kinds = Object.fromEntries(FEATURE_KINDS.map((kind) => [kind, {}])) as Record<
    FeatureKind,
    Record<string, number>
  >;
  for (const [feature, weight] of weights) {
    const kind = FEATURE_KINDS.find((known) => feature.startsWith(`${known}:`));
    const written = rounded(slope * weight);
    if (kind !== undefined && written !== 0) kinds[kind][feature.slice(kind.length + 1)] = written;
  }
  return { bias: rounded(slope * bias + offset), weights: kinds };
}

/** The model of everything, and for each fold one that has seen nothing of it. */
export interface Fitted {
  readonly whole: LikenessModel;
  readonly folds: readonly LikenessModel[];
}

/** Fits the models; what is scaled by is told from samples that the fit of their fold has not seen. */
export function fitModels(samples: readonly FitSample[]): Fitted {
  const raw = Array.from({ length: FOLDS }, (_, fold) =>
    fitRaw(samples.filter(({ family }) => foldOf(family) !== fold)),
  );
  const scores = samples.map((sample) => {
    const unseen = raw[foldOf(sample.family)];
    return unseen === undefined ? 0 : score(unseen, sample);
  });
  const scale = fitScale(samples, scores);
  return { whole: toModel(fitRaw(samples), scale), folds: raw.map((fit) => toModel(fit, scale)) };
}
