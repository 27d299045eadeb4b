import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { BenignRelease } from './analysis-corpus.ts';
import { listTar } from './analysis-floor.ts';
import type { ReleaseFile } from './analysis-process.ts';

/** A release and the next one of its package. */
export interface Update {
  readonly before: ReleaseFile;
  readonly after: ReleaseFile;
}

const SOURCE = /\.[cm]?js$/;
const EDITED = '\n// changed\n';

/**
 * Writes a copy of a release with one changed line: the median source by size gets a comment where it has padding to
 * spare, in place of its last bytes otherwise. Null for a package without sources.
 */
function writeEdited(release: BenignRelease, dir: string): string | null {
  const tar = gunzipSync(readFileSync(release.path));
  const sources = listTar(tar)
    .filter((file) => SOURCE.test(file.path) && file.sizeBytes > EDITED.length)
    .sort((a, b) => a.sizeBytes - b.sizeBytes);
  const edited = sources[Math.floor(sources.length / 2)];
  if (!edited) return null;
  const block = 512;
  const end = edited.offset + edited.sizeBytes;
  const room = Math.ceil(end / block) * block - end;
  if (room < EDITED.length) return null;
  tar.write(EDITED, end, 'latin1');
  const header = tar.subarray(edited.offset - block, edited.offset);
  header.write(`${(edited.sizeBytes + EDITED.length).toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const path = join(dir, `edited-${release.filename}`);
  writeFileSync(path, gzipSync(tar));
  return path;
}

/** Updates of one file each, made of the first releases that have a source with room for a line. */
export function generateUpdates(releases: readonly BenignRelease[], count: number, dir: string): Update[] {
  const updates: Update[] = [];
  for (const release of releases) {
    if (updates.length >= count) break;
    const path = writeEdited(release, dir);
    if (path === null) continue;
    const { filename } = release;
    updates.push({ before: { path: release.path, filename }, after: { path, filename } });
  }
  return updates;
}

/** Names that the closure holds in several versions: each version and the next one. */
export function findUpdates(releases: readonly BenignRelease[]): Update[] {
  const byName = Map.groupBy(releases, (release) => release.name);
  return [...byName.values()].flatMap((versions) => {
    const sorted = versions.toSorted((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
    return sorted.slice(1).map((after, index) => {
      const before = sorted[index] ?? after;
      return {
        before: { path: before.path, filename: before.filename },
        after: { path: after.path, filename: after.filename },
      };
    });
  });
}
