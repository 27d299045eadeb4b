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
  /** Ends the collection between two folders, with its reason. */
  readonly signal: AbortSignal;
}

/** Those of some digests that a durable row names. */
export type FindReferenced = (digests: readonly string[]) => Promise<ReadonlySet<string>>;

/**
 * A day. A transaction lives for a minute at most (store: connection.ts), a step is repeated for seconds, and what a
 * crash cut off comes back within a minute.
 */
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

interface FoundBlob {
  readonly path: string;
  readonly sha256: string;
  readonly stats: Stats;
}

/** Blobs of the store, a folder at a time: a year's worth are 100 million and do not fit in memory. */
async function* walkBlobs(rootDir: string): AsyncGenerator<FoundBlob[]> {
  const root = join(rootDir, 'sha256');
  for (const outer of await listDir(root)) {
    for (const inner of await listDir(join(root, outer.name))) {
      const folder = join(root, outer.name, inner.name);
      const found: FoundBlob[] = [];
      for (const entry of await listDir(folder)) {
        const sha256 = entry.isFile() ? digestOfName(entry.name) : null;
        if (sha256 === null) continue;
        const path = join(folder, entry.name);
        const stats = await stat(path).catch(unlessMissing);
        if (stats) found.push({ path, sha256, stats });
      }
      if (found.length > 0) yield found;
    }
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
  for await (const found of walkBlobs(rootDir)) {
    blobs += found.length;
    for (const { stats } of found) storedBytes += stats.size;
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

/** Old blobs are asked about in portions of at least so many, if there are. */
const ASK_BLOBS = 500;

/**
 * Removes old blobs that `findReferenced` does not name, and old remains of cut-off writes. One process at a time; a
 * second one does no harm.
 */
export async function collectOrphans(
  rootDir: string,
  clock: Clock,
  findReferenced: FindReferenced,
  { graceMs = GRACE_MS, signal }: Partial<CollectOptions> = {},
): Promise<Collected> {
  const cutoffMs = clock.now() - graceMs;
  let blobs = 0;
  let storedBytes = 0;
  let old: FoundBlob[] = [];

  async function removeOrphans(): Promise<void> {
    const referenced = await findReferenced(old.map(({ sha256 }) => sha256));
    for (const { path, sha256, stats } of old) {
      if (referenced.has(sha256) || !(await removeIfStillOld(rootDir, path, sha256, cutoffMs))) continue;
      blobs += 1;
      storedBytes += stats.size;
    }
    old = [];
  }

  await makePrivateDir(tempDirOf(rootDir));
  await restoreAll(rootDir);
  for await (const found of walkBlobs(rootDir)) {
    signal?.throwIfAborted();
    old.push(...found.filter(({ stats }) => stats.mtimeMs <= cutoffMs));
    if (old.length >= ASK_BLOBS) await removeOrphans();
  }
  if (old.length > 0) await removeOrphans();
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
