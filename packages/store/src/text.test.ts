import { expect, test } from 'vitest';
import { boundedKey, toJsonb } from './text.ts';

test('JSON for jsonb has no NUL and no lone surrogate, in keys or values', () => {
  const text = toJsonb({ 'a\u0000': ['x\u0000', { b: '\uD800' }], n: 1, none: undefined });

  expect(JSON.parse(text)).toEqual({ 'a\uFFFD': ['x\uFFFD', { b: '\uFFFD' }], n: 1 });
});

test('strings in JSON are cut at the bound', () => {
  expect(toJsonb({ s: 'abcdef' }, 4)).toBe('{"s":"abc…"}');
});

test('a long key is bounded and still tells two apart', () => {
  const [one, two] = [boundedKey(`${'x'.repeat(2000)}1`), boundedKey(`${'x'.repeat(2000)}2`)];

  expect(boundedKey('short')).toBe('short');
  expect(one).toHaveLength(512);
  expect(two).toHaveLength(512);
  expect(one).not.toBe(two);
});
