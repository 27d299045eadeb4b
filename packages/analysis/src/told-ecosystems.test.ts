import { describe, expect, it } from 'vitest';
import { toldEcosystems } from './told-ecosystems.ts';

describe('toldEcosystems', () => {
  it.each([
    ['core-1.0.0.tgz', ['package/package.json', 'package/index.js'], ['npm']],
    ['tool-1.0.tar.gz', ['tool-1.0/PKG-INFO', 'tool-1.0/setup.py', 'tool-1.0/tool/__init__.py'], ['pypi']],
    ['core.tar.gz', ['core-main/package.json'], ['npm']],
    ['tool.tgz', ['./tool-1.0/pyproject.toml'], ['pypi']],
    ['tool.zip', ['tool-1.0\\setup.py'], ['pypi']],
    ['tool-1.0-py3-none-any.whl', ['package.json'], ['pypi']],
    ['flat.zip', ['setup.py', 'tool.py'], ['pypi']],
    ['loose.zip', ['a/b.py', 'a/c.txt'], ['pypi']],
    ['loose.zip', ['a/b.py', 'a/c.mjs'], ['npm']],
  ])('tells %s with %j', (filename, paths, told) => {
    expect(toldEcosystems(paths, filename, true)).toEqual(told);
  });

  it('names both where either would install it, a built distribution first', () => {
    expect(toldEcosystems(['package/package.json', 'package/setup.py'], 'a.tgz', true)).toEqual([
      'npm',
      'pypi',
    ]);
    expect(toldEcosystems(['a-1/package.json', 'a-1/PKG-INFO'], 'a-1.tar.gz', true)).toEqual(['pypi', 'npm']);
  });

  it('looks at the top of a directory only', () => {
    expect(toldEcosystems(['ui/package.json', 'setup.py'], 'a', false)).toEqual(['pypi']);
    expect(toldEcosystems(['package.json', 'tools/setup.py'], 'a', false)).toEqual(['npm']);
  });

  it('goes by the name where nothing is listed', () => {
    expect(toldEcosystems([], 'tool-1.0.tar.gz', true)).toEqual(['pypi']);
    expect(toldEcosystems([], 'core-1.0.0.tgz', true)).toEqual(['npm']);
    expect(toldEcosystems([], 'folder', false)).toEqual(['npm']);
  });
});
