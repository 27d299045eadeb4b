import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, readFile, rm, stat, utimes } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AppError, type Clock, describeError, type EvidenceStore } from '@weir/model';
import { systemClock } from '@weir/runtime';
import { blobPath } from './blob-path.ts';
import { writeCompressed } from './durable-write.ts';
import {
  type BlobTotals,
  type Collected,
  type CollectOptions,
  collectOrphans,
  type FindReferenced,
  measureBlobs,
} from './sweep.ts';

export interface DirectoryEvidenceStoreOptions {
  /** Made at the first write, with mode 0700. */
  readonly rootDir: string;
  /** The machine's clock when absent: ages of blobs are file times. */
  readonly clock?: Clock;
}

/** The evidence store in a directory, with what only its keeper needs. */
export interface DirectoryEvidenceStore extends EvidenceStore {
  /** Walks the whole store. */
  measure(): Promise<BlobTotals>;
  /** Removes blobs that nothing refers to and that nobody stored again within the grace period. */
  collectOrphans(findReferenced: FindReferenced, options?: Partial<CollectOptions>): Promise<Collected>;
}

/** No artifact that passes the fetcher's cap is larger; a blob that claims more was tampered with. */
const PLAIN_BYTES_MAX = 2 ** 30;

const unzip = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(gunzip);

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function corrupt(sha256: string, why: string, cause?: unknown): AppError {
  return new AppError('EVIDENCE_CORRUPT', `evidence ${sha256} is not what was stored: ${why}; restore it`, {
    retriable: false,
    cause,
    fields: { sha256 },
  });
}

/**
 * Opens a content-addressed store under `rootDir`: compressed blobs, private to this account, never executable, named
 * by the sha256 of their plain bytes. Any number of processes may share it.
 *
 * Methods throw AppErrors `EVIDENCE_CORRUPT` and `EVIDENCE_DIGEST` (not retriable) and errors of the disk as they come.
 */
export function createDirectoryEvidenceStore(options: DirectoryEvidenceStoreOptions): DirectoryEvidenceStore {
  const { rootDir, clock = systemClock } = options;

  /** True when the blob is there; its age begins anew, so that a collection does not take it from under the caller. */
  async function renew(path: string): Promise<boolean> {
    const now = new Date(clock.now());
    try {
      await utimes(path, now, now);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  return {
    async put(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const path = blobPath(rootDir, sha256);
      if (!(await renew(path))) {
        await writeCompressed(rootDir, path, Readable.from([bytes]), () => {});
        await renew(path);
      }
      return { sha256, plainBytes: bytes.length, storedBytes: (await stat(path)).size };
    },
    async putFile(source, sha256) {
      const path = blobPath(rootDir, sha256);
      const { size: plainBytes } = await stat(source);
      if (!(await renew(path))) {
        const hash = createHash('sha256');
        const hashed = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            hash.update(chunk);
            done(null, chunk);
          },
        });
        await writeCompressed(rootDir, path, createReadStream(source).compose(hashed), () => {
          const measured = hash.digest('hex');
          if (measured !== sha256) throw corrupt(sha256, `the file to be stored has sha256 ${measured}`);
        });
        await renew(path);
      }
      await rm(source, { force: true });
      return { sha256, plainBytes, storedBytes: (await stat(path)).size };
    },
    async has(sha256) {
      try {
        await access(blobPath(rootDir, sha256));
        return true;
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    },
    async get(sha256) {
      let packed: Buffer;
      try {
        packed = await readFile(blobPath(rootDir, sha256));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
      let plain: Buffer;
      try {
        plain = await unzip(packed, { maxOutputLength: PLAIN_BYTES_MAX });
      } catch (cause) {
        throw corrupt(sha256, describeError(cause, 100), cause);
      }
      const measured = createHash('sha256').update(plain).digest('hex');
      if (measured !== sha256) throw corrupt(sha256, `its bytes have sha256 ${measured}`);
      return plain;
    },
    measure: () => measureBlobs(rootDir),
    collectOrphans: (findReferenced, collect) => collectOrphans(rootDir, clock, findReferenced, collect),
  };
}
