import { describe, expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { labelsOf, unknown, type Value } from './value.ts';

/** Lists of which each holds all of them. */
function friends(count: number): Value[] {
  const items: Value[] = [];
  for (let i = 0; i < count; i++) items.push({ ...unknown(), kind: 'list', items, whole: true } as Value);
  return items;
}

/** Lists around a value. */
function nested(value: Value, levels: number): Value {
  return levels === 0
    ? value
    : ({ ...unknown(), kind: 'list', items: [nested(value, levels - 1)], whole: true } as Value);
}

describe('labelsOf', () => {
  test('looks into each thing once, however many ways lead to it', () => {
    const all = friends(1_000);
    all.push(unknown(LABEL.host));
    expect(labelsOf(all[0] ?? unknown())).toBe(LABEL.host);
  });

  test.each([
    [5, LABEL.host],
    [6, 0],
  ])('%i levels deep', (levels, labels) => {
    expect(labelsOf(nested(unknown(LABEL.host), levels))).toBe(labels);
  });
});
