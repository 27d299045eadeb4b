import { posix } from 'node:path';

const EXTENSIONS = ['', '.js', '.json', '.node', '.cjs', '.mjs', '.ts', '.mts', '.cts', '.jsx', '.tsx'];
const INDEXES = ['index.js', 'index.json', 'index.node', 'index.cjs', 'index.mjs', 'index.ts'];

/** What {@link createResolver} asks of a package. */
export interface ResolvableFiles {
  has(path: string): boolean;
  /** `main` of a package.json in a folder, null when there is none. */
  mainOf(folder: string): string | null;
}

/** Maps a path without extension to the file that node would load, inside one package; null when there is none. */
export type ResolvePath = (path: string) => string | null;

/** Node's file and folder lookup (CommonJS algorithm, which ESM's is a part of), for files of one package. */
export function createResolver(files: ResolvableFiles): ResolvePath {
  function asFile(path: string): string | null {
    for (const extension of EXTENSIONS)
      if (path !== '' && files.has(path + extension)) return path + extension;
    // TypeScript sources name their compiled neighbours.
    const typed = /\.[cm]?js$/.test(path) ? path.replace(/js$/, 'ts') : null;
    return typed !== null && files.has(typed) ? typed : null;
  }
  function asFolder(folder: string): string | null {
    for (const index of INDEXES) {
      const path = folder === '' ? index : `${folder}/${index}`;
      if (files.has(path)) return path;
    }
    return null;
  }
  return function resolvePath(wanted) {
    const clean = posix.normalize(wanted.replaceAll('\\', '/')).replace(/\/$/, '');
    if (clean.startsWith('..') || clean.startsWith('/')) return null;
    const target = clean === '.' ? '' : clean;
    const file = target === '' ? null : asFile(target);
    if (file !== null) return file;
    const main = target === '' ? null : files.mainOf(target);
    if (main !== null) {
      const path = posix.join(target, main);
      const found = path.startsWith('..') ? null : (asFile(path) ?? asFolder(path));
      if (found !== null) return found;
    }
    return asFolder(target);
  };
}

/** Resolves what a file of the package names: relative to the file, null for packages and builtins. */
export function resolveFrom(resolvePath: ResolvePath, fromFile: string, specifier: string): string | null {
  const name = specifier.replace(/^file:\/\//, '').replace(/[?#].*$/, '');
  if (!/^\.{0,2}\//.test(name) && name !== '.' && name !== '..') return null;
  return resolvePath(posix.join(posix.dirname(fromFile), name.replace(/^\/+/, './')));
}
