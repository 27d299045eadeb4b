/** What a version promises against one below it, by the first number that differs (semver.org, items 6 to 8). */
export type ReleaseStep = 'patch' | 'minor' | 'major';

/** The numbers that a version of npm or PyPI begins with; null for none. */
function numbersOf(version: string): readonly number[] | null {
  const digits = /^[v=\s]{0,4}(?:\d{1,12}!)?(?<release>\d{1,12}(?:\.\d{1,12}){0,8})(?!\d)/.exec(version);
  return digits?.groups?.release?.split('.').map(Number) ?? null;
}

/**
 * How far a version is from one below it; null where it is not above it, or one of them is no version. What differs
 * only after the third number, or in a word behind the numbers, is a patch; below 0.1.0 every release promises as
 * little as a minor one.
 */
export function releaseStep(before: string, version: string): ReleaseStep | null {
  const [from, to] = [numbersOf(before), numbersOf(version)];
  if (from === null || to === null) return null;
  const count = Math.max(from.length, to.length);
  for (let at = 0; at < count; at++) {
    const [low, high] = [from[at] ?? 0, to[at] ?? 0];
    if (low > high) return null;
    if (low === high) continue;
    if (at === 0) return 'major';
    return at === 1 || (to[0] === 0 && (to[1] ?? 0) === 0) ? 'minor' : 'patch';
  }
  return before === version ? null : 'patch';
}
