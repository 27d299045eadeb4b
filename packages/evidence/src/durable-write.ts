import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Evidence is for this account only. */
const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;

/** Where half-written blobs wait; swept by the orphan collection. */
export function tempDirOf(rootDir: string): string {
  return join(rootDir, 'tmp');
}

/** Makes a directory and its parents, private to this account. */
export async function makePrivateDir(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: DIRECTORY_MODE });
}

async function syncDir(path: string): Promise<void> {
  await using directory = await open(path, 'r');
  await directory.sync();
}

/**
 * Compresses `source` into `target` so that a crash leaves the whole blob or none: written beside it, synced, renamed,
 * and the directory synced. `verify` runs once everything was read and before anything has the final name; what it
 * throws is thrown on, and nothing is left behind.
 */
export async function writeCompressed(
  rootDir: string,
  target: string,
  source: Readable,
  verify: () => void,
): Promise<void> {
  await makePrivateDir(tempDirOf(rootDir));
  await makePrivateDir(dirname(target));
  const temp = join(tempDirOf(rootDir), randomUUID());
  try {
    // `flush` syncs the file before it is closed.
    await pipeline(
      source,
      createGzip(),
      createWriteStream(temp, { flags: 'wx', mode: FILE_MODE, flush: true }),
    );
    verify();
    await rename(temp, target);
    await syncDir(dirname(target));
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
}
