import { describe, expect, it } from 'vitest';
import { canonicalJson, digestOfJson, JSON_DEPTH_MAX, type Json, jsonSchema, safeText } from './json.ts';
import { createRandomText, type RandomText } from './testing/random-text.ts';

function nested(depth: number, open = '[', close = ']'): unknown {
  return JSON.parse(open.repeat(depth) + (open === '[' ? '' : '1') + close.repeat(depth));
}

function randomJson(random: RandomText, depth: number): Json {
  const pick = random.number();
  if (depth === 0 || pick < 0.4) return pick < 0.1 ? null : pick < 0.2 ? random.number() : random.text(4);
  const members = Array.from({ length: Math.floor(random.number() * 5) }, () =>
    randomJson(random, depth - 1),
  );
  return pick < 0.6 ? members : Object.fromEntries(members.map((member) => [random.text(3), member]));
}

/** The same value with the members of every object in another order. */
function shuffled(value: Json, random: RandomText): Json {
  if (Array.isArray(value)) return value.map((member) => shuffled(member, random));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, member]) => ({ key, member, at: random.number() }));
  return Object.fromEntries(
    entries.toSorted((a, b) => a.at - b.at).map(({ key, member }) => [key, shuffled(member, random)]),
  );
}

describe('canonicalJson', () => {
  it('is the same text for the same value, whatever the order of its keys', () => {
    const random = createRandomText(3);
    for (let run = 0; run < 1000; run++) {
      const value = randomJson(random, 4);

      const text = canonicalJson(value);

      expect(canonicalJson(shuffled(value, random))).toBe(text);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(digestOfJson(value)).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it.each([
    [{ b: 1, a: [{ d: 1, c: 2 }] }, '{"a":[{"c":2,"d":1}],"b":1}'],
    [{ b: undefined, a: null }, '{"a":null}'],
    [JSON.parse('{"__proto__":1,"a":2}'), '{"__proto__":1,"a":2}'],
    [['\ud800', '\u0000', -0], '["\\ud800","\\u0000",0]'],
  ])('writes %j as %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('tells arrays from objects and text from numbers', () => {
    const texts = [[], {}, [1], ['1'], { 0: 1 }, '[1]', null, 'null'].map((value) => digestOfJson(value));

    expect(new Set(texts).size).toBe(texts.length);
  });

  it('refuses a value nested too deep instead of overflowing', () => {
    expect(canonicalJson(nested(JSON_DEPTH_MAX))).toHaveLength(2 * JSON_DEPTH_MAX);
    for (const value of [nested(JSON_DEPTH_MAX + 1), nested(500_000), nested(100_000, '{"a":', '}')]) {
      expect(() => canonicalJson(value)).toThrow(
        expect.objectContaining({ code: 'JSON_DEPTH', retriable: false }),
      );
    }
  });
});

describe('jsonSchema', () => {
  it('takes JSON as it is', () => {
    const random = createRandomText(4);
    for (let run = 0; run < 300; run++) {
      const value = randomJson(random, 4);

      expect(jsonSchema.parse(value)).toBe(value);
    }
  });

  it.each([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a bigint', 1n],
    ['NaN', Number.NaN],
    ['a date', new Date(0)],
    ['undefined inside', { a: undefined }],
    ['too deep', nested(JSON_DEPTH_MAX + 1)],
    ['far too deep', nested(500_000)],
  ])('refuses %s without throwing', (_what, value) => {
    expect(jsonSchema.safeParse(value).success).toBe(false);
  });

  it('refuses a ring', () => {
    const ring: { self?: unknown } = {};
    ring.self = ring;

    expect(jsonSchema.safeParse(ring).success).toBe(false);
  });
});

describe('safeText', () => {
  it('is well formed, without NUL and within its cap, for any text', () => {
    const random = createRandomText(5);
    for (let run = 0; run < 3000; run++) {
      const [text, max] = [random.text(30), 1 + Math.floor(random.number() * 20)];

      const safe = safeText(text, max);

      expect(safe.length).toBeLessThanOrEqual(max);
      expect(safe.isWellFormed()).toBe(true);
      expect(safe).not.toContain('\u0000');
      expect(safeText(safe, max)).toBe(safe);
    }
  });

  it.each([
    ['plain', 10, 'plain'],
    ['a\u0000b', 10, 'a\uFFFDb'],
    ['\ud800x', 10, '\uFFFDx'],
    ['abcdef', 4, 'abc…'],
    ['ab😀', 3, 'ab…'],
    ['a😀bc', 3, 'a\uFFFD…'],
    ['x'.repeat(50_000), 3, 'xx…'],
  ])('%j within %i is %j', (text, max, expected) => {
    expect(safeText(text, max)).toBe(expected);
  });
});
