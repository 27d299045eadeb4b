import { describe, expect, test } from 'vitest';
import { listTargets, resolveTargets } from './npm-exports.ts';

const EXPORTS = {
  '.': {
    types: './index.d.ts',
    browser: { import: './web.mjs' },
    node: { import: './a.mjs', require: ['./missing.cjs', './a.cjs'] },
    default: './d.js',
  },
  './sub': './sub.js',
  './f/*.js': './src/*.js',
  './f/*': './other/*.js',
  './f/internal/*': null,
  './old/': './legacy/',
};

describe('listTargets', () => {
  test('every condition, with where it runs', () => {
    expect(listTargets(EXPORTS['.'])).toEqual([
      { path: './index.d.ts', platform: 'types' },
      { path: './web.mjs', platform: 'browser' },
      { path: './a.mjs', platform: 'any' },
      { path: './missing.cjs', platform: 'any' },
      { path: './a.cjs', platform: 'any' },
      { path: './d.js', platform: 'any' },
    ]);
  });

  test('deep, wide and foreign values end', () => {
    expect(listTargets(JSON.parse(`${'['.repeat(5000)}"a"${']'.repeat(5000)}`))).toEqual([]);
    expect(listTargets(Array.from({ length: 30_000 }, () => './a.js'))).toHaveLength(20_000);
    expect(listTargets([1, null, true])).toEqual([]);
  });
});

describe('resolveTargets', () => {
  test.each([
    ['./sub', ['./sub.js']],
    ['./f/x.js', ['./src/x.js']],
    ['./f/x', ['./other/x.js']],
    ['./f/internal/x', []],
    ['./old/a.js', ['./legacy/a.js']],
    ['./none', []],
    ['./f/*', ['./other/*.js']],
  ])('%s leads to %j', (subpath, expected) => {
    expect(resolveTargets(EXPORTS, subpath).map(({ path }) => path)).toEqual(expected);
  });

  test('a field without subpaths is the package itself', () => {
    expect(resolveTargets('./a.js', '.')).toEqual([{ path: './a.js', platform: 'any' }]);
    expect(resolveTargets({ import: './a.mjs' }, '.')).toEqual([{ path: './a.mjs', platform: 'any' }]);
    expect(resolveTargets('./a.js', './b')).toEqual([]);
    expect(resolveTargets(null, '.')).toEqual([]);
  });

  test('imports of the package itself', () => {
    const imports = { '#db': { node: './db.js', default: 'some-package' }, '#x/*': './x/*.js' };
    expect(resolveTargets(imports, '#db').map(({ path }) => path)).toEqual(['./db.js', 'some-package']);
    expect(resolveTargets(imports, '#x/a').map(({ path }) => path)).toEqual(['./x/a.js']);
  });
});
