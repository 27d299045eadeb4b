import { globPattern, isGlob } from '@weir/code';
import type { PackageIndex } from './package-index.ts';
import type { ResolvePath } from './resolve.ts';

/** Patterns of commands that are held against all paths, and files that one may mean. */
const PATTERNS_MAX = 50;
const FILES_MAX = 50;

/** Finds files that a path of a command means, patterns of the shell put in. */
export function createPatternFiles(
  index: PackageIndex,
  resolvePath: ResolvePath,
): (path: string) => readonly string[] {
  let count = 0;
  return function filesFor(path) {
    if (!isGlob(path)) return [resolvePath(path)].filter((found) => found !== null);
    const exact = index.has(path) ? [path] : [];
    const pattern = count++ < PATTERNS_MAX ? globPattern(path, true) : null;
    if (!pattern) return exact;
    const found: string[] = exact;
    for (const known of index.keys()) {
      if (found.length >= FILES_MAX) break;
      if (known !== path && pattern.test(known)) found.push(known);
    }
    return found;
  };
}
