import { readFileSync } from 'node:fs';
import { FEATURE_KINDS, type LikenessModel } from '@weir/detectors';
import { describe, expect, test } from 'vitest';
import { FOLDS, foldOf } from './figures.ts';
import { type FitSample, fitModels, fitScale } from './likeness-fit.ts';

const PACKAGES = 40;

/** Families and packages that differ in two facts; each family has two archives. */
function tinySet(more: (malicious: boolean, index: number) => readonly string[] = () => []): FitSample[] {
  const make = (malicious: boolean, index: number): FitSample => ({
    malicious,
    family: `${malicious ? 'family' : 'package'} ${index}`,
    features: [
      'imports:os',
      // Packages do it as well, seldom.
      ...(malicious || index % 4 === 0 ? ['calls:os.system'] : []),
      ...(malicious && index % 4 !== 0 ? [] : ['style:many documented functions']),
      ...more(malicious, index),
    ],
  });
  const indexes = Array.from({ length: PACKAGES }, (_, index) => index);
  return [
    ...indexes.flatMap((index) => [make(true, index), make(true, index)]),
    ...indexes.map((index) => make(false, index)),
  ];
}

describe('fitModels', () => {
  test('weighs what malware has up and what packages have down', () => {
    const { whole, folds } = fitModels(tinySet());

    for (const { weights } of [whole, ...folds]) {
      expect(weights.calls['os.system']).toBeGreaterThan(0.5);
      expect(weights.style['many documented functions']).toBeLessThan(-0.5);
      // Both have it.
      expect(weights.imports).toEqual({});
    }
    expect(folds).toHaveLength(FOLDS);
  });

  test('gives the same weights for the same samples, in whatever order they come', () => {
    const samples = tinySet();

    expect(fitModels(samples.toReversed())).toEqual(fitModels(samples));
  });

  test('weighs no fact of few families, none that packages do not have, and none of the container', () => {
    const { whole } = fitModels(
      tinySet((malicious, index) => [
        ...((malicious && index < 4) || !malicious ? ['calls:of.few.families'] : []),
        ...(malicious ? ['calls:of.no.package'] : []),
        ...(malicious || index < 5
          ? ['calls:setuptools.setup', 'imports:setuptools', 'words:packages', 'words:subject']
          : []),
      ]),
    );

    expect(Object.keys(whole.weights.calls)).toEqual(['os.system']);
    expect(whole.weights.words).toEqual({});
    expect(whole.weights.imports).toEqual({});
  });

  test('the model of a fold has seen nothing of it', () => {
    const inFold = (index: number): boolean => foldOf(`family ${index}`) === 0;
    const { whole, folds } = fitModels(
      tinySet((malicious, index) =>
        (malicious && inFold(index)) || (!malicious && index < 3) ? ['calls:marshal.loads'] : [],
      ),
    );

    expect(whole.weights.calls['marshal.loads']).toBeDefined();
    expect(folds[0]?.weights.calls['marshal.loads']).toBeUndefined();
  });
});

test('scores that say nothing leave the share of releases that is supposed to be malicious', () => {
  const samples = tinySet();
  const { slope, offset } = fitScale(
    samples,
    samples.map((_, index) => (index % 2 === 0 ? 1 : -1)),
  );

  expect(1 / (1 + Math.exp(-offset))).toBeCloseTo(0.05, 3);
  expect(slope).toBeCloseTo(0, 1);
});

test('there is a model for each fold, of the kinds that the detector has', () => {
  const folds = JSON.parse(
    readFileSync(new URL('likeness-folds.json', import.meta.url), 'utf8'),
  ) as LikenessModel[];

  expect(folds).toHaveLength(FOLDS);
  for (const { weights } of folds) expect(Object.keys(weights)).toEqual([...FEATURE_KINDS]);
  expect(new Set(folds.map((model) => JSON.stringify(model))).size).toBe(FOLDS);
});
