import { type Dirent, type Stats } from 'node:fs';
import { link, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@weir/model';
import { blobPath, digestOfName } from './blob-path.ts';
import { makePrivateDir, tempDirOf } from './durable-write.ts';

/** What the store holds. `storedBytes` is after compression. */
export interface BlobTotals {
  readonly blobs: number;
  readonly storedBytes: number;
}

/** What a collection removed. `tempFiles` are remains of writes that a crash cut off. */
export interface Collected extends BlobTotals {
  readonly tempFiles: number;
}

export interface CollectOptions {
  /**
   * Blobs stored or stored again within this time are kept, referenced or not: evidence is put before the transaction
   * that names it, and that transaction can be a redelivery away.
   */
  readonly graceMs: number;
}

/** A day: longer than the last rung of the recheck ladder. */
export const GRACE_MS = 24 * 60 * 60 * 1000;

/** A blob that is being removed waits under this name in the temporary directory. */
const ASIDE_PREFIX = 'removing-';

function unlessMissing(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  throw error;
}

function unlessExists(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
  throw error;
}

async function listDir(path: string): Promise<Dirent[]> {
  return (await readdir(path, { withFileTypes: true }).catch(unlessMissing)) ?? [];
}

async function* walkBlobs(rootDir: string): AsyncGenerator<{ path: string; sha256: string; stats: Stats }> {
  const entries = await readdir(join(rootDir, 'sha256'), { recursive: true, withFileTypes: true }).catch(
    unlessMissing,
  );
  for (const entry of entries ?? []) {
    const sha256 = entry.isFile() ? digestOfName(entry.name) : null;
    if (sha256 === null) continue;
    const path = join(entry.parentPath, entry.name);
    const stats = await stat(path).catch(unlessMissing);
    if (stats) yield { path, sha256, stats };
  }
}

function asideOf(rootDir: string, sha256: string): string {
  return join(tempDirOf(rootDir), `${ASIDE_PREFIX}${sha256}`);
}

/** Gives a blob its place back. link, not rename: a blob written anew meanwhile stays. */
async function restore(aside: string, path: string): Promise<void> {
  await link(aside, path).catch(unlessExists);
  await rm(aside, { force: true });
}

/** Puts back what an earlier collection held in its hands when it was killed. */
async function restoreAll(rootDir: string): Promise<void> {
  for (const { name } of await listDir(tempDirOf(rootDir))) {
    if (!name.startsWith(ASIDE_PREFIX)) continue;
    const sha256 = name.slice(ASIDE_PREFIX.length);
    await restore(asideOf(rootDir, sha256), blobPath(rootDir, sha256));
  }
}

/** Counts blobs and their bytes on disk. */
export async function measureBlobs(rootDir: string): Promise<BlobTotals> {
  let blobs = 0;
  let storedBytes = 0;
  for await (const { stats } of walkBlobs(rootDir)) {
    blobs += 1;
    storedBytes += stats.size;
  }
  return { blobs, storedBytes };
}

/**
 * Takes a blob out of sight, looks at its age once more, and removes it or puts it back. A `put` that found the blob
 * before made it young again and so gets it back; one that comes after finds nothing and writes it anew.
 */
async function removeIfStillOld(
  rootDir: string,
  path: string,
  sha256: string,
  cutoffMs: number,
): Promise<boolean> {
  const aside = asideOf(rootDir, sha256);
  const moved = await rename(path, aside).then(() => true, unlessMissing);
  if (moved === null) return false;
  const young = (await stat(aside)).mtimeMs > cutoffMs;
  await (young ? restore(aside, path) : rm(aside, { force: true }));
  return !young;
}

/** Removes old blobs that `isReferenced` does not know, and old remains of cut-off writes. One process at a time. */
export async function collectOrphans(
  rootDir: string,
  clock: Clock,
  isReferenced: (sha256: string) => Promise<boolean>,
  { graceMs = GRACE_MS }: Partial<CollectOptions> = {},
): Promise<Collected> {
  const cutoffMs = clock.now() - graceMs;
  await makePrivateDir(tempDirOf(rootDir));
  await restoreAll(rootDir);
  let blobs = 0;
  let storedBytes = 0;
  for await (const { path, sha256, stats } of walkBlobs(rootDir)) {
    if (stats.mtimeMs > cutoffMs || (await isReferenced(sha256))) continue;
    if (!(await removeIfStillOld(rootDir, path, sha256, cutoffMs))) continue;
    blobs += 1;
    storedBytes += stats.size;
  }
  let tempFiles = 0;
  for (const entry of await listDir(tempDirOf(rootDir))) {
    const path = join(tempDirOf(rootDir), entry.name);
    const stats = await stat(path).catch(unlessMissing);
    if (!stats || stats.mtimeMs > cutoffMs) continue;
    await rm(path, { force: true });
    tempFiles += 1;
  }
  return { blobs, storedBytes, tempFiles };
}
