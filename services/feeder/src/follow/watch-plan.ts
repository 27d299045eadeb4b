import type { WatchConfig } from '../config.ts';

/** A package that is asked after between its rows. */
export interface Watched {
  /** Age of its youngest release, in ms; null when it has none that can still gain files. */
  readonly ageMs: number | null;
  /** Rank by downloads, 1 is the first; null when it is not among the popular ones. */
  readonly rank: number | null;
}

/** Files join a release the likelier the younger it is: from this age on half as likely at twice the age. */
const FRESH_MS = 5 * 60_000;
/** A release of a popular package counts for so many: more people install what joins it. */
const POPULAR = 4;
/** Without a release that can gain files: removals, yanks, roles, and what a window of releases missed. */
const QUIET = 1 / 4;
/** From this rank on half as much at twice the rank. */
const RANK_FULL = 50;

/** How much is gained by asking after a package: 1 for a release of this minute. Pure. */
export function watchWeight({ ageMs, rank }: Watched): number {
  const quiet = rank === null ? 0 : QUIET / Math.max(1, rank / RANK_FULL);
  const young = ageMs === null ? 0 : 1 / Math.max(1, ageMs / FRESH_MS);
  return quiet + (rank === null ? young : young * POPULAR);
}

/** Pauses between two questions after a package, by its weight. */
export interface WatchPlan {
  /** Null: no question; its next change is left to the sweep. */
  pauseMs(weight: number): number | null;
}

type Bounds = Pick<WatchConfig, 'everyMs' | 'pauseMaxMs' | 'perMinute'>;

function pauseOf(weight: number, stretch: number, { everyMs, pauseMaxMs }: Bounds): number | null {
  if (weight <= 0) return null;
  const pauseMs = Math.max(everyMs, (everyMs * stretch) / Math.sqrt(weight));
  return pauseMs > pauseMaxMs ? null : pauseMs;
}

function perMinuteOf(weights: readonly number[], stretch: number, bounds: Bounds): number {
  let sum = 0;
  for (const weight of weights) {
    const pauseMs = pauseOf(weight, stretch, bounds);
    if (pauseMs !== null) sum += 60_000 / pauseMs;
  }
  return sum;
}

const STEPS = 40;
const STRETCH_MAX = 1_000;

/**
 * Spreads `perMinute` questions over packages of the given weights. Pauses go with the root of the weight, which makes the
 * sum of what is gained the largest, and are never shorter than `everyMs`. A pause over `pauseMaxMs` is none: the sweep
 * comes before it, and the question is worth more to another package. Where all fits, all wait `everyMs`. Pure.
 */
export function planWatch(weights: readonly number[], bounds: Bounds): WatchPlan {
  let [low, high] = [0, STRETCH_MAX];
  for (let step = 0; step < STEPS; step++) {
    const middle = step === 0 ? 0 : (low + high) / 2;
    if (perMinuteOf(weights, middle, bounds) > bounds.perMinute) low = middle;
    else high = middle;
    if (high === 0) break;
  }
  return { pauseMs: (weight) => pauseOf(weight, high, bounds) };
}
