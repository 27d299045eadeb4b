import { firstWhere } from '../../lib/stand-in/search.ts';

/** Draws ranks 0..n-1, low ones far more often: weight 1 / (rank + 1) ** exponent. */
export interface Zipf {
  /** A rank below `size`, which may be smaller than what the table was made for. `random` is in [0, 1). */
  draw(random: number, size: number): number;
}

/** A table for up to `sizeMax` ranks. */
export function createZipf(sizeMax: number, exponent: number): Zipf {
  const sums = new Float64Array(sizeMax);
  let sum = 0;
  for (let rank = 0; rank < sizeMax; rank++) {
    sum += 1 / (rank + 1) ** exponent;
    sums[rank] = sum;
  }
  return {
    draw(random, size) {
      const wanted = random * (sums[size - 1] ?? 0);
      return Math.min(
        size - 1,
        firstWhere(size, (at) => (sums[at] ?? 0) > wanted),
      );
    },
  };
}

/** A key by weight; every weight is at least 0, and one is above. */
export function drawWeighted<K extends string>(weights: Readonly<Record<K, number>>, random: number): K {
  const entries = Object.entries(weights) as [K, number][];
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  let left = random * total;
  for (const [key, weight] of entries) {
    left -= weight;
    if (left < 0) return key;
  }
  const last = entries.findLast(([, weight]) => weight > 0);
  if (!last) throw new RangeError('nothing has a weight');
  return last[0];
}
