import { posix } from 'node:path';

/** Finds files of the distribution by module name. */
export interface ModuleResolver {
  /** The files that a dotted name means from a file: a leading dot is relative, as in Python. */
  resolve(fromFile: string, specifier: string): readonly string[];
  /** The file that the whole of a dotted name means; null where only a part of it is a module. */
  resolveWhole(fromFile: string, specifier: string): string | null;
}

/** By this name alone an import gets the program that runs, which was loaded before: never a file beside the source. */
const RUNNING_PROGRAM = '__main__';

/** Answers of one distribution that are kept. */
const KNOWN_MAX = 50_000;

/** Every file of a folder asks for the same modules: each is looked for once. */
function keptAnswers<Answer>(
  find: (folder: string, name: string) => Answer,
): (folder: string, name: string) => Answer {
  const folders = new Map<string, Map<string, Answer>>();
  let size = 0;
  return (folder, name) => {
    let known = folders.get(folder);
    const before = known?.get(name);
    if (before !== undefined) return before;
    const answer = find(folder, name);
    if (size >= KNOWN_MAX) return answer;
    size++;
    if (!known) folders.set(folder, (known = new Map()));
    known.set(name, answer);
    return answer;
  };
}

/** The folder of a path, `.` for none: as `posix.dirname` says, without its walk over the whole. */
function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash > 0 ? path.slice(0, slash) : posix.dirname(path);
}

/** A dotted name as a path below a folder: as `posix.join` says, without it where a folder is as it should be. */
function pathOf(folder: string, dotted: string): string {
  const isHere = folder === '' || folder === '.';
  const isPlain = PLAIN_NAME.test(dotted) && (isHere || PLAIN_FOLDER.test(folder));
  if (!isPlain) return posix.join(folder, ...dotted.split('.').filter((part) => part !== ''));
  const below = dotted.replaceAll('.', '/');
  return isHere ? below : `${folder.replace(/\/$/, '')}/${below}`;
}

/** Without `.`, `..` and empty parts; one slash may end it. */
const PLAIN_FOLDER = /^(?:(?!\.{1,2}(?:\/|$))[^/]+(?:\/|$))+$/;
const PLAIN_NAME = /^[^./]+(?:\.[^./]+)*$/;

function dotsOf(specifier: string): number {
  let dots = 0;
  while (specifier[dots] === '.') dots++;
  return dots;
}

/** The folder that so many dots mean: one is the folder itself. */
function folderAbove(folder: string, dots: number): string {
  let above = folder;
  for (let up = 1; up < dots; up++) above = posix.dirname(above);
  return above;
}

/**
 * Modules of a distribution.
 * @param roots folders in which top-level modules lie, each with a trailing slash or empty.
 */
export function createModuleResolver(
  has: (path: string) => boolean,
  roots: readonly string[],
): ModuleResolver {
  const filesBelow = keptAnswers(findBelow);

  /** `a.b` is a file, or a package's `__init__`; compiled code stands in for a source that is not there. */
  function findBelow(folder: string, dotted: string): string[] {
    const path = pathOf(folder, dotted);
    const inside = dotted === '' ? posix.join(folder, '__init__') : `${path.replace(/\/$/, '')}/__init__`;
    const found: string[] = [];
    const names = dotted === '' ? [inside] : [path, inside];
    for (const ending of ['.py', '.pyc']) {
      for (const name of names) if (found.length < 2 && has(name + ending)) found.push(name + ending);
    }
    // C that Cython wrote tells its source in comments.
    for (const ending of ['.pyx', '.pyo', '.c'])
      if (found.length === 0 && dotted !== '' && has(path + ending)) found.push(path + ending);
    return found;
  }

  /** Importing `a.b.c` runs `a` and `a.b` as well. */
  function withParents(folder: string, dotted: string): string[] {
    const parts = dotted.split('.').filter((part) => part !== '');
    const found: string[] = [];
    for (let count = 1; count <= Math.min(parts.length, 30); count++)
      found.push(...filesBelow(folder, parts.slice(0, count).join('.')));
    return found;
  }

  /** Modules beside a file first: scripts, and Python 2's implicit relative imports. */
  function find(folder: string, specifier: string): readonly string[] {
    if (specifier === RUNNING_PROGRAM) return [];
    const dots = dotsOf(specifier);
    const name = specifier.slice(dots);
    if (dots > 0) {
      const from = folderAbove(folder, dots);
      return [...filesBelow(from, ''), ...withParents(from, name)];
    }
    const own = filesBelow(folder, name);
    return [...new Set([...own, ...roots.flatMap((root) => withParents(root, name))])];
  }

  function findWhole(folder: string, specifier: string): string | null {
    if (specifier === RUNNING_PROGRAM) return null;
    const dots = dotsOf(specifier);
    const name = specifier.slice(dots);
    const folders = dots > 0 ? [folderAbove(folder, dots)] : [folder, ...roots];
    for (const from of folders) {
      const [path] = filesBelow(from, name);
      if (path !== undefined) return path;
    }
    return null;
  }

  const found = keptAnswers(find);
  const foundWhole = keptAnswers(findWhole);
  return {
    resolveWhole: (fromFile, specifier) => foundWhole(folderOf(fromFile), specifier),
    resolve: (fromFile, specifier) => found(folderOf(fromFile), specifier),
  };
}
