import { describe, expect, test } from 'vitest';
import { createResolver, resolveFrom } from './resolve.ts';

const FILES = new Set([
  'a.js',
  'a',
  'b.cjs',
  'lib/index.js',
  'lib/c.json',
  'pkg/main.js',
  'd.node',
  'e.ts',
  'both.js',
  'both/index.js',
]);
const resolvePath = createResolver({
  has: (path) => FILES.has(path),
  mainOf: (folder) => (folder === 'pkg' ? './main' : null),
});

describe('resolveFrom', () => {
  test.each([
    ['x.js', './a', 'a'],
    ['x.js', './a.js', 'a.js'],
    ['x.js', './b', 'b.cjs'],
    ['x.js', './lib', 'lib/index.js'],
    ['x.js', './lib/', 'lib/index.js'],
    ['lib/index.js', './c', 'lib/c.json'],
    ['lib/index.js', '../a.js?x=1', 'a.js'],
    ['lib/index.js', '..', null],
    ['x.js', './pkg', 'pkg/main.js'],
    ['x.js', './d', 'd.node'],
    ['x.js', './e.js', 'e.ts'],
    ['x.js', './both', 'both.js'],
    ['x.js', '../../etc/passwd', null],
    ['x.js', 'a', null],
    ['x.js', 'lodash/a', null],
    ['x.js', 'node:fs', null],
    ['x.js', './missing', null],
  ])('%s loads %s', (from, specifier, expected) => {
    expect(resolveFrom(resolvePath, from, specifier)).toBe(expected);
  });
});
