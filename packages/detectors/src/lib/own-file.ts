import { posix } from 'node:path';
import { isWholePath } from '@weir/code';

/** What the code model does not know of a path, and the folder that a program was started in. */
const UNKNOWN_FOLDERS = /^.*\$(?:UNKNOWN|CWD)(?=\/)/;
const PATH_CHARS_MAX = 512;

/**
 * The file of a package that a path in code of it means: in the folder of that code, at the top, or, where the code
 * puts together in front of it what is not known, the only one that the rest of it fits. Null for any other path.
 */
export function ownFile(
  files: Pick<ReadonlyMap<string, unknown>, 'has' | 'keys'>,
  fromFile: string,
  word: string,
): string | null {
  if (word.length > PATH_CHARS_MAX) return null;
  const path = word.replaceAll('\\', '/');
  const rest = path.replace(UNKNOWN_FOLDERS, '.');
  if (!/^[\w.@+-]/.test(rest) || /[$*?]/.test(rest) || !/\w/.test(rest)) return null;
  for (const folder of [posix.dirname(fromFile), '']) {
    const found = posix.join(folder, rest);
    if (files.has(found)) return found;
  }
  if (rest === path) return null;
  const end = posix.join('/', rest);
  const found = namedSo(files, posix.basename(rest)).filter((name) => name.endsWith(end));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** What a path means for a program that runs in a folder: in it, or in the one where its parent runs. */
export function pathsIn(folder: string, word: string): readonly string[] {
  if (folder === '' || isWholePath(word)) return [word];
  const found = posix.join(folder, word);
  return MACHINE.test(folder) ? [found] : [found, word];
}

/** Folders of the machine. */
const MACHINE = /^(?:[\\/~]|[a-z]:)/i;

/** The file of a package that the first of some paths means which means one, for a program that runs in a folder. */
export function ownFileIn(
  files: Parameters<typeof ownFile>[0],
  fromFile: string,
  folder: string,
  words: readonly string[],
): string | null {
  for (const path of words.flatMap((word) => pathsIn(folder, word))) {
    const found = ownFile(files, fromFile, path);
    if (found !== null) return found;
  }
  return null;
}

/** Paths by their last part: made once for a package, as each of its commands may ask. */
const BY_NAME = new WeakMap<object, Map<string, string[]>>();

/** The files of a package whose last part is a name. */
export function namedSo(files: Pick<ReadonlyMap<string, unknown>, 'keys'>, name: string): readonly string[] {
  let byName = BY_NAME.get(files);
  if (!byName) {
    byName = new Map();
    for (const path of files.keys()) {
      const last = path.slice(path.lastIndexOf('/') + 1);
      const known = byName.get(last);
      if (known) known.push(path);
      else byName.set(last, [path]);
    }
    BY_NAME.set(files, byName);
  }
  return byName.get(name) ?? [];
}
