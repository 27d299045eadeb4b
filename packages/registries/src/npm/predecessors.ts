import semver from 'semver';
import { isSettledBefore } from '../lib/settled.ts';
import type { NpmDocument } from './document.ts';

/**
 * Creates what tells which version another one takes the place of: the highest one below it, of those that had settled
 * before it and are no prereleases; null for none, and for what is no version. Versions are sorted when it is first
 * asked, as a document can have thousands.
 */
export function createPredecessors({ versions, time }: NpmDocument): (version: string) => string | null {
  let sorted: readonly semver.SemVer[] | null = null;

  function sort(): readonly semver.SemVer[] {
    const parsed = [...versions.keys()].flatMap((version) => semver.parse(version) ?? []);
    return parsed.filter(({ prerelease }) => prerelease.length === 0).sort(semver.compare);
  }

  return function predecessorOf(version) {
    if (semver.valid(version) === null) return null;
    sorted ??= sort();
    const lower = sorted.findLastIndex((other) => other.compare(version) < 0);
    for (let at = lower; at >= 0; at--) {
      const raw = sorted[at]?.raw;
      if (raw !== undefined && isSettledBefore(time.of.get(raw), time.of.get(version))) return raw;
    }
    return null;
  };
}
