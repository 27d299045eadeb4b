import { describe, expect, it } from 'vitest';
import { type BaselineSample, baselineVotes, fitContainerAndSize, fitNearestNeighbour } from './baselines.ts';

function sample(malicious: boolean, index: number, more: Partial<BaselineSample> = {}): BaselineSample {
  return {
    malicious,
    family: `${malicious ? 'bad' : 'good'} ${index}`,
    weight: 1,
    filename: malicious ? 'a.tar.gz' : 'a.whl',
    sizeBytes: malicious ? 2_000 : 60_000,
    shingles: malicious ? [1, 2, 3, 4] : [7, 8, 9],
    ...more,
  };
}

const TRAIN = Array.from({ length: 20 }, (_, index) => sample(true, index));
const BENIGN = Array.from({ length: 20 }, (_, index) => sample(false, index));

describe('fitContainerAndSize', () => {
  it('scores the container and size of malicious archives above those of benign ones', () => {
    const { malicious, benign } = baselineVotes(fitContainerAndSize, TRAIN, BENIGN, null);

    expect(Math.min(...malicious.map(({ score }) => score))).toBeGreaterThan(
      Math.max(...benign.map(({ score }) => score)),
    );
  });

  it('counts a family once, however many archives it has', () => {
    const many = Array.from({ length: 100 }, () => sample(true, 0, { filename: 'a.whl', sizeBytes: 60_000 }));
    const score = fitContainerAndSize([...TRAIN, ...many, ...BENIGN]);

    expect(score(sample(false, 99))).toBeLessThan(0.2);
  });
});

describe('fitNearestNeighbour', () => {
  it('scores by the most alike malicious code, never by its own family', () => {
    const alone = sample(true, 77, { shingles: [100, 101] });
    const { malicious, benign } = baselineVotes(fitNearestNeighbour, [...TRAIN, alone], BENIGN, null);

    expect(malicious[0]?.score).toBe(1);
    expect(malicious.at(-1)).toEqual({ family: 'bad 77', weight: 1, score: 0 });
    expect(new Set(benign.map(({ score }) => score))).toEqual(new Set([0]));
  });

  it('scores archives of other families by all of train', () => {
    const { malicious } = baselineVotes(fitNearestNeighbour, TRAIN, BENIGN, [
      sample(true, 50, { shingles: [1, 2, 3] }),
    ]);

    expect(malicious).toEqual([{ family: 'bad 50', weight: 1, score: 0.75 }]);
  });
});
