import { PREDECESSOR_FILES_MAX, type Predecessor } from '@weir/model';
import { isSettledBefore } from '../lib/settled.ts';
import { filesOf } from './facts.ts';
import type { ProjectPage } from './project-page.ts';
import { mergeDigests, releaseFileOf } from './release-file.ts';
import { versionBelow } from './versions.ts';

/**
 * The release that a version takes the place of: the highest final one below it, of those that had settled before it began;
 * null for none, or when its own time is unknown.
 * @param times when each version began, as `versionTimes` tells.
 */
export function predecessorOf(
  page: ProjectPage,
  times: ReadonlyMap<string, string | null>,
  version: string,
): Predecessor | null {
  const began = times.get(version);
  const before = [...times].flatMap(([other, time]) => (isSettledBefore(time, began) ? [other] : []));
  const below = versionBelow(version, before);
  if (below === null) return null;
  const files = filesOf(page, below).slice(0, PREDECESSOR_FILES_MAX);
  return {
    version: below,
    files: files.map((file) => releaseFileOf(file, mergeDigests(file.hashes, {}).digests)),
  };
}
