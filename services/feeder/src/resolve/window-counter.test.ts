import { describe, expect, it } from 'vitest';
import { createWindowCounter } from './window-counter.ts';

describe('window counter', () => {
  it('counts what lies within the window, and lets go of what lies before it', () => {
    const counter = createWindowCounter(1_000, 10);
    for (let at = 0; at < 8; at++) counter.add('a', 900);

    const counts = [1_000, 1_500, 1_999, 2_000, 4_000].map((nowMs) => counter.add('a', nowMs));

    expect(counts).toEqual([9, 6, 3, 4, 1]);
  });

  it('keeps keys apart, and a bounded number of them', () => {
    const counter = createWindowCounter(1_000, 2);
    for (const key of ['a', 'b', 'a', 'c']) counter.add(key, 0);

    expect([counter.size(), counter.add('a', 0), counter.add('b', 0)]).toEqual([2, 3, 1]);
  });
});
