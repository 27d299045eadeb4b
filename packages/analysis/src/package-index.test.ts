import { describe, expect, it } from 'vitest';
import { createMemoryView } from './memory-view.ts';
import { indexPackage, type Layout, layoutOf } from './package-index.ts';

async function pathsOf(paths: readonly string[], layout: Layout): Promise<string[]> {
  await using view = createMemoryView(Object.fromEntries(paths.map((path) => [path, ''])));
  return [...indexPackage(view, layout).keys()];
}

describe('the folder around a package', () => {
  it('is dropped by npm, whatever lies beside it', async () => {
    expect(await pathsOf(['package/index.js', 'other/setup.py', 'setup.py'], 'archive')).toEqual([
      'index.js',
      'setup.py',
    ]);
  });

  it('is dropped by pip where everything lies in it', async () => {
    expect(await pathsOf(['tool-1.0/setup.py', 'tool-1.0/tool/__init__.py'], 'sdist')).toEqual([
      'setup.py',
      'tool/__init__.py',
    ]);
  });

  it('is none where what pip builds from lies at the top', async () => {
    const flat = ['setup.py', 'PKG-INFO', 'tool/__init__.py'];
    const repacked = ['tool/__init__.py', 'tool-1.0.dist-info/METADATA'];

    expect(await pathsOf(flat, 'sdist')).toEqual(flat);
    expect(await pathsOf(['./pyproject.toml', './tool/__init__.py'], 'sdist')).toEqual([
      'pyproject.toml',
      'tool/__init__.py',
    ]);
    expect(await pathsOf(repacked, 'sdist')).toEqual(repacked);
  });

  it('is told by the filename', () => {
    expect(layoutOf('pypi', 'tool-1.0-py3-none-any.whl')).toBe('directory');
    expect(layoutOf('pypi', 'tool-1.0.tar.gz')).toBe('sdist');
    expect(layoutOf('npm', 'tool-1.0.tgz')).toBe('archive');
  });
});
