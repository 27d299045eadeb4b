import { join } from 'node:path';
import { AppError, sha256Schema } from '@weir/model';

/** Blobs are stored gzip-compressed, so that nothing at rest here can run or be matched as what it is. */
export const BLOB_SUFFIX = '.gz';

/**
 * Where a blob lies: two levels of 256 directories, named by the digest of its plain bytes.
 * @throws AppError `EVIDENCE_DIGEST`, not retriable, for anything but 64 lower-case hex digits: digests become paths.
 */
export function blobPath(rootDir: string, sha256: string): string {
  if (!sha256Schema.safeParse(sha256).success) {
    throw new AppError('EVIDENCE_DIGEST', `not a sha256: ${JSON.stringify(sha256.slice(0, 80))}`, {
      retriable: false,
    });
  }
  return join(rootDir, 'sha256', sha256.slice(0, 2), sha256.slice(2, 4), `${sha256}${BLOB_SUFFIX}`);
}

/** The digest in a blob's file name, null for any other file. */
export function digestOfName(name: string): string | null {
  const digest = name.endsWith(BLOB_SUFFIX) ? name.slice(0, -BLOB_SUFFIX.length) : '';
  return sha256Schema.safeParse(digest).success ? digest : null;
}
