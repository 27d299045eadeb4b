import { expect, test } from 'vitest';
import { createModuleResolver } from './resolve.ts';

const FILES = new Set([
  'pkg/__init__.py',
  'pkg/a.py',
  'pkg/sub/__init__.py',
  'pkg/sub/b.py',
  'top.py',
  'pkg/top.py',
  'pkg/__main__.py',
]);
const modules = createModuleResolver((path) => FILES.has(path), ['']);

test.each([
  ['pkg/a.py', '.sub.b', ['pkg/__init__.py', 'pkg/sub/__init__.py', 'pkg/sub/b.py']],
  ['pkg/sub/b.py', '..a', ['pkg/__init__.py', 'pkg/a.py']],
  ['pkg/sub/b.py', 'pkg.a', ['pkg/__init__.py', 'pkg/a.py']],
  ['pkg/a.py', 'top', ['pkg/top.py', 'top.py']],
  ['top.py', 'top', ['top.py']],
  ['/pkg.py', 'nothing', []],
  ['pkg/a.py', '__main__', []],
  ['pkg/a.py', '.__main__', ['pkg/__init__.py', 'pkg/__main__.py']],
  ['pkg/a.py', 'pkg.__main__', ['pkg/__init__.py', 'pkg/__main__.py']],
])('%s imports %s, asked once or again', (file, specifier, paths) => {
  expect(modules.resolve(file, specifier)).toEqual(paths);
  expect(modules.resolve(file, specifier)).toEqual(paths);
});

test('the whole of a name, or none', () => {
  expect(modules.resolveWhole('pkg/a.py', '.sub.b')).toBe('pkg/sub/b.py');
  expect(modules.resolveWhole('pkg/a.py', '.sub.b.name')).toBeNull();
  expect(modules.resolveWhole('pkg/a.py', '.sub.b.name')).toBeNull();
  expect(modules.resolveWhole('pkg/a.py', '__main__')).toBeNull();
});
