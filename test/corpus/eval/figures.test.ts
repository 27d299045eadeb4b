import { describe, expect, it } from 'vitest';
import {
  byArchive,
  byCluster,
  byFamily,
  crossValidate,
  curveOf,
  figure,
  foldOf,
  isClaimed,
  scoreOver,
  type Vote,
} from './figures.ts';

function votes(...scores: readonly (readonly [family: string, score: number, weight?: number])[]): Vote[] {
  return scores.map(([family, score, weight = 1]) => ({ family, score, weight }));
}

describe('votes', () => {
  const some = votes(['a', 90], ['a', 10], ['a', 10, 5], ['b', 50, 2], ['c', 0]);

  it('give each family one, shared by its archives', () => {
    expect(byFamily(some, 39)).toMatchObject({ hits: 1 / 3 + 1, total: 3 });
  });

  it('give each code cluster one', () => {
    expect(byCluster(some, 39)).toMatchObject({ hits: 2, total: 5 });
  });

  it('give each archive one, as the cluster has many', () => {
    expect(byArchive(some, 39)).toMatchObject({ hits: 3, total: 10 });
  });

  it('count what is inconclusive as missed at any threshold', () => {
    expect(byFamily(votes(['a', Number.NEGATIVE_INFINITY]), 0).hits).toBe(0);
  });
});

describe('scoreOver', () => {
  const benign = votes(['a', 0], ['b', 70], ['c', 30], ['d', 90], ['e', 70]);

  it.each([
    [0, 90],
    [1, 70],
    [2, 70],
    [3, 30],
    [9, 0],
  ])('with %i false positives allowed is %i', (allowed, expected) => {
    expect(scoreOver(benign, allowed)).toBe(expected);
    expect(byCluster(benign, expected).hits).toBeLessThanOrEqual(allowed);
  });
});

describe('isClaimed', () => {
  it('asks the bound of the interval, not the share', () => {
    expect(isClaimed(figure(9, 10), { atLeast: 0.8 })).toBe(false);
    expect(isClaimed(figure(900, 1000), { atLeast: 0.8 })).toBe(true);
    expect(isClaimed(figure(0, 400), { atMost: 0.005 })).toBe(false);
    expect(isClaimed(figure(0, 400), { atMost: 0.0096 })).toBe(true);
  });

  it('claims nothing of nothing', () => {
    expect(isClaimed(figure(0, 0), { atMost: 1 })).toBe(false);
  });
});

describe('crossValidate', () => {
  it('chooses the threshold of a fold without the fold', () => {
    const benign = Array.from({ length: 50 }, (_, index) => ({
      family: `benign ${index}`,
      weight: 1,
      score: index === 7 ? 60 : 10,
    }));
    const malicious = votes(['bad', 50]);
    const loudFold = foldOf('benign 7');

    const { falsePositives, recall } = crossValidate(malicious, benign, 0);

    // Only the fold of the loud one does not know of it.
    expect(falsePositives.hits).toBe(1);
    expect(recall).toMatchObject({ hits: foldOf('bad') === loudFold ? 1 : 0, total: 1 });
  });
});

describe('curveOf', () => {
  it('stands at the lowest score that one false positive, or one in 200, allows', () => {
    const benign = Array.from({ length: 400 }, (_, index) => ({
      family: `benign ${index}`,
      weight: 1,
      score: index < 3 ? 80 - index : 0,
    }));

    const curve = curveOf(votes(['a', 79], ['b', 80], ['c', 79.5]), benign);

    expect(curve.oneFalsePositive).toMatchObject({ over: 79, falsePositives: { hits: 1, total: 400 } });
    expect(curve.oneFalsePositive.recall.family.hits).toBe(2);
    expect(curve.halfPercent).toMatchObject({ over: 78, falsePositives: { hits: 2 } });
  });
});
