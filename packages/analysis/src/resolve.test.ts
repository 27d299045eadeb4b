import { parseManifest } from '@weir/code';
import { describe, expect, test } from 'vitest';
import { createResolver } from './resolve.ts';

function manifestOf(json: unknown) {
  const parsed = parseManifest(JSON.stringify(json));
  if (parsed.kind !== 'manifest') throw new Error(parsed.detail);
  return parsed.manifest;
}

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
  'Camel.js',
  'src/x.js',
  'native/index.node',
  'node_modules/inner/a.mjs',
  'node_modules/inner/a.cjs',
  'node_modules/inner/lib/deep.js',
  'node_modules/inner/node_modules/leaf/index.js',
  'node_modules/leaf/index.js',
  'node_modules/@s/plain/index.js',
  'node_modules/nameless.js',
  'node_modules/fs/index.js',
]);
const MANIFESTS = new Map([
  [
    '',
    manifestOf({
      name: 'own',
      exports: { '.': './a.js', './x': './src/x.js' },
      imports: { '#x': './src/x.js', '#in': 'inner', '#self': '#self' },
    }),
  ],
  ['pkg', manifestOf({ main: './main' })],
  [
    'node_modules/inner',
    manifestOf({
      name: 'inner',
      exports: { '.': { import: './a.mjs', require: './a.cjs' }, './deep': './lib/deep.js' },
    }),
  ],
]);
const { resolvePath, resolveAll } = createResolver({
  has: (path) => FILES.has(path),
  paths: () => FILES,
  manifestOf: (folder) => MANIFESTS.get(folder) ?? null,
});

describe('resolveAll', () => {
  test.each([
    ['x.js', './a', ['a']],
    ['x.js', './a.js', ['a.js']],
    ['x.js', './b', ['b.cjs']],
    ['x.js', './lib', ['lib/index.js']],
    ['x.js', './lib/', ['lib/index.js']],
    ['x.js', '.\\lib', ['lib/index.js']],
    ['lib/index.js', './c', ['lib/c.json']],
    ['lib/index.js', '../a.js?x=1', ['a.js']],
    ['lib/index.js', '..', []],
    ['pkg/lib/x.js', '..', ['pkg/main.js']],
    ['x.js', './pkg', ['pkg/main.js']],
    ['x.js', './d', ['d.node']],
    ['x.js', './native', ['native/index.node']],
    ['x.js', './e.js', ['e.ts']],
    ['x.js', './both', ['both.js']],
    ['x.js', './camel', ['Camel.js']],
    ['x.js', './LIB', ['lib/index.js']],
    ['x.js', '../../etc/passwd', []],
    ['x.js', 'a', []],
    ['x.js', 'lodash/a', []],
    ['x.js', 'node:fs', []],
    ['x.js', 'fs', []],
    ['x.js', './missing', []],
    // The package by its own name, and its own imports.
    ['lib/index.js', 'own', ['a.js']],
    ['lib/index.js', 'own/x', ['src/x.js']],
    ['lib/index.js', 'own/lib/c', ['lib/c.json']],
    ['lib/index.js', '#x', ['src/x.js']],
    ['lib/index.js', '#in', ['node_modules/inner/a.mjs', 'node_modules/inner/a.cjs']],
    ['lib/index.js', '#self', []],
    // What is bundled.
    ['lib/index.js', 'inner', ['node_modules/inner/a.mjs', 'node_modules/inner/a.cjs']],
    ['lib/index.js', 'inner/deep', ['node_modules/inner/lib/deep.js']],
    ['lib/index.js', 'inner/none', []],
    ['node_modules/inner/lib/deep.js', 'leaf', ['node_modules/inner/node_modules/leaf/index.js']],
    ['lib/index.js', 'leaf', ['node_modules/leaf/index.js']],
    ['lib/index.js', '@s/plain', ['node_modules/@s/plain/index.js']],
    ['lib/index.js', 'nameless', ['node_modules/nameless.js']],
  ])('%s loads %s', (from, specifier, expected) => {
    expect(resolveAll(from, specifier)).toEqual(expected);
  });

  test('the own name counts only where it is declared, when that is asked for', () => {
    expect(resolveAll('lib/index.js', 'own/x', false)).toEqual(['src/x.js']);
    const undeclared = createResolver({
      has: (path) => path === 'lib/a.js',
      paths: () => ['lib/a.js'],
      manifestOf: (folder) => (folder === '' ? manifestOf({ name: 'own' }) : null),
    });
    expect(undeclared.resolveAll('x.js', 'own/lib/a')).toEqual(['lib/a.js']);
    expect(undeclared.resolveAll('x.js', 'own/lib/a', false)).toEqual([]);
  });

  test('hostile specifiers are nothing', () => {
    for (const specifier of [
      '',
      '#',
      '@',
      '@/',
      '%2e%2e/x',
      `${'../'.repeat(5000)}x`,

      '\0',
    ])
      expect(resolveAll('x.js', specifier), specifier.slice(0, 20)).toEqual([]);
  });
});

test('a folder by path is what its manifest and index files say', () => {
  expect(resolvePath('.')).toBeNull();
  expect(resolvePath('./lib')).toBe('lib/index.js');
});

test('files of one folder mean the same by a specifier, those of others something else', () => {
  for (let round = 0; round < 2; round++) {
    expect(resolveAll('src/y.js', './x')).toEqual(['src/x.js']);
    expect(resolveAll('src/z.js', './x')).toEqual(['src/x.js']);
    expect(resolveAll('lib/y.js', './x')).toEqual([]);
    expect(resolveAll('src', './x')).toEqual([]);
  }
});
