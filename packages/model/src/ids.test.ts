import { validate, version } from 'uuid';
import { describe, expect, it } from 'vitest';
import { createId, seenAtOf } from './ids.ts';
import { createRandomText } from './testing/random-text.ts';

describe('createId', () => {
  it('is a UUIDv7 that gives its time back, to the millisecond', () => {
    const random = createRandomText(1);
    for (let run = 0; run < 2000; run++) {
      const seenAt = new Date(Math.floor(random.number() * 4e12));

      const id = createId(seenAt);

      expect([validate(id), version(id)]).toEqual([true, 7]);
      expect(seenAtOf(id)).toEqual(seenAt);
    }
  });

  it('sorts as text by time, across milliseconds', () => {
    const start = Date.parse('2026-11-30T23:59:59.990Z');
    const ids = Array.from({ length: 500 }, (_, index) => createId(new Date(start + index)));

    expect(ids.toSorted()).toEqual(ids);
  });

  it('gives different ids for the same time', () => {
    const ids = Array.from({ length: 5000 }, () => createId(new Date(1_795_000_000_000)));

    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each([Number.NaN, -1, 2 ** 48])('refuses the time %d', (ms) => {
    expect(() => createId(new Date(ms))).toThrow(expect.objectContaining({ code: 'ID_INVALID' }));
  });
});

describe('seenAtOf', () => {
  it.each([
    '',
    'x',
    '019ab000-0000-7000-8000-00000000000',
    '2f8a8711-6ef8-4a9d-89de-f547670573cb',
    '00000000-0000-0000-0000-000000000000',
    "019ab000-0000-7000-8000-000000000000'; --",
    'x'.repeat(100_000),
  ])('refuses %j with a short message', (id) => {
    const read = (): unknown => seenAtOf(id);

    expect(read).toThrow(expect.objectContaining({ code: 'ID_INVALID', retriable: false }));
    expect(read).toThrow(/^.{1,120}$/s);
  });
});
