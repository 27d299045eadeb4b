import { expect, test } from 'vitest';
import { globPattern, isGlob, withoutMatch } from './globs.ts';

test('patterns of paths stop at slashes', () => {
  const matches = (pattern: string, path: string): boolean => globPattern(pattern, true)?.test(path) ?? false;
  expect(matches('i*', 'i.js')).toBe(true);
  expect(matches('*.js', 'lib/i.js')).toBe(false);
  expect(matches('**/i.js', 'i.js')).toBe(true);
  expect(matches('**/i.js', 'a/b/i.js')).toBe(true);
  expect(matches('[!a]?.js', 'bc.js')).toBe(true);
  expect(matches('a+(b).js', 'a+(b).js')).toBe(true);
  expect(globPattern('*a*b*c*d*e', true)).toBeNull();
  expect(globPattern('[b-a]', true)).toBeNull();
});

test('what has expansions or is an address is no pattern', () => {
  expect(['a*.js', 'a?', '[ab].js'].map(isGlob)).toEqual([true, true, true]);
  expect(['a.js', '$(ls *)', 'http://a.test/?x', '*'.repeat(300)].map(isGlob)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test('the shortest or longest match is cut off', () => {
  expect(withoutMatch('a.b.c', '%', '.*')).toBe('a.b');
  expect(withoutMatch('a.b.c', '%%', '.*')).toBe('a');
  expect(withoutMatch('a.b.c', '#', '*.')).toBe('b.c');
  expect(withoutMatch('a.b.c', '##', '*.')).toBe('c');
  expect(withoutMatch('a.b.c', '#', 'x')).toBe('a.b.c');
});
