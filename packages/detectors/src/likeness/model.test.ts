import { describe, expect, test } from 'vitest';
import { FEATURE_KINDS, type FeatureKind, listActs } from './features.ts';
import { probabilityOf, tableOf } from './model.ts';
import { listStyles } from './style.ts';
import model from './weights.json' with { type: 'json' };

const KNOWN: Readonly<Record<FeatureKind, (name: string) => boolean>> = {
  calls: (name) => /^\w+(?:\(\))?(?:\.\w+(?:\(\))?)*$/.test(name),
  loads: (name) => /^\w+(?:\(\))?(?:\.\w+(?:\(\))?)*$/.test(name),
  imports: (name) => /^\w+$/.test(name),
  abilities: (name) => /^[a-z]+(?:\.[a-z]+)?$/.test(name),
  acts: (name) => listActs().includes(name),
  style: (name) => listStyles().includes(name),
  words: (name) => /^[a-z_]\w{2,}$/.test(name),
};

describe('weights.json', () => {
  test('has the kinds of features.ts', () => {
    expect(Object.keys(model.weights)).toEqual([...FEATURE_KINDS]);
  });

  test.each(FEATURE_KINDS)('%s are names that the code gives, sorted and weighed', (kind) => {
    const weighed = [...(tableOf(model).get(kind) ?? [])];

    expect(weighed.length).toBeGreaterThan(0);
    expect(weighed.map(([name]) => name)).toEqual(weighed.map(([name]) => name).toSorted());
    for (const [name, weight] of weighed) {
      expect(KNOWN[kind](name), name).toBe(true);
      expect(Math.abs(weight)).toBeGreaterThan(0);
    }
  });
});

test('log odds of 0 are a half', () => {
  expect(probabilityOf(0)).toBe(0.5);
  expect(probabilityOf(-50)).toBeLessThan(1e-9);
});
