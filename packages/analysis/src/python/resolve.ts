import { posix } from 'node:path';

/** Finds files of the distribution by module name. */
export interface ModuleResolver {
  /** The files that a dotted name means from a file: a leading dot is relative, as in Python. */
  resolve(fromFile: string, specifier: string): string[];
  /** The file that the whole of a dotted name means; null where only a part of it is a module. */
  resolveWhole(fromFile: string, specifier: string): string | null;
}

/** Answers of one distribution that are kept. */
const KNOWN_MAX = 50_000;

/**
 * Modules of a distribution.
 * @param roots folders in which top-level modules lie, each with a trailing slash or empty.
 */
export function createModuleResolver(
  has: (path: string) => boolean,
  roots: readonly string[],
): ModuleResolver {
  const known = new Map<string, readonly string[]>();

  /** Every file of a package asks for the same modules: each is looked for once in a folder. */
  function filesBelow(folder: string, dotted: string): readonly string[] {
    const key = `${folder}\0${dotted}`;
    const before = known.get(key);
    if (before) return before;
    const found = findBelow(folder, dotted);
    if (known.size < KNOWN_MAX) known.set(key, found);
    return found;
  }

  /** `a.b` is a file, or a package's `__init__`; compiled code stands in for a source that is not there. */
  function findBelow(folder: string, dotted: string): string[] {
    const path = posix.join(folder, ...dotted.split('.').filter((part) => part !== ''));
    const candidates =
      dotted === ''
        ? [posix.join(folder, '__init__.py'), posix.join(folder, '__init__.pyc')]
        : [`${path}.py`, posix.join(path, '__init__.py'), `${path}.pyc`, posix.join(path, '__init__.pyc')];
    return candidates.filter(has).slice(0, 2);
  }

  /** Importing `a.b.c` runs `a` and `a.b` as well. */
  function withParents(folder: string, dotted: string): string[] {
    const parts = dotted.split('.').filter((part) => part !== '');
    const found: string[] = [];
    for (let count = 1; count <= Math.min(parts.length, 30); count++)
      found.push(...filesBelow(folder, parts.slice(0, count).join('.')));
    return found;
  }

  function folderOf(fromFile: string, dots: number): string {
    let folder = posix.dirname(fromFile);
    for (let up = 1; up < dots; up++) folder = posix.dirname(folder);
    return folder;
  }

  return {
    resolveWhole(fromFile, specifier) {
      const dots = /^\.*/.exec(specifier)?.[0].length ?? 0;
      const name = specifier.slice(dots);
      const folders = dots > 0 ? [folderOf(fromFile, dots)] : [posix.dirname(fromFile), ...roots];
      for (const folder of folders) {
        const [path] = filesBelow(folder, name);
        if (path !== undefined) return path;
      }
      return null;
    },
    resolve(fromFile, specifier) {
      const dots = /^\.*/.exec(specifier)?.[0].length ?? 0;
      const name = specifier.slice(dots);
      if (dots > 0) {
        const folder = folderOf(fromFile, dots);
        return [...filesBelow(folder, ''), ...withParents(folder, name)];
      }
      // Beside the file first: scripts, and Python 2's implicit relative imports.
      const own = filesBelow(posix.dirname(fromFile), name);
      return [...new Set([...own, ...roots.flatMap((root) => withParents(root, name))])];
    },
  };
}
