import { createHash, hash } from 'node:crypto';
import { type BigIntStats, createReadStream, lstatSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type Artifact, type ArtifactView, describeFileError } from '@weir/model';

const ALGORITHMS = ['sha512', 'sha256', 'sha1'] as const;

/**
 * Measures a file: sha256, sha512 and sha1 over its bytes.
 * @throws AppError `ANALYSIS_INPUT`, not retriable, when it cannot be read.
 */
export async function measureFile(path: string): Promise<Artifact> {
  const hashes = ALGORITHMS.map((name) => ({ name, digest: createHash(name) }));
  let sizeBytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      sizeBytes += (chunk as Buffer).length;
      for (const { digest } of hashes) digest.update(chunk as Buffer);
    }
  } catch (cause) {
    throw inputError(path, cause);
  }
  const digests = Object.fromEntries(hashes.map(({ name, digest }) => [name, digest.digest('hex')]));
  return { sha256: digests.sha256 ?? '', sizeBytes, digests };
}

/** Measures bytes as {@link measureFile} does. */
export function measureBytes(bytes: Uint8Array): Artifact {
  const digests = Object.fromEntries(ALGORITHMS.map((name) => [name, hash(name, bytes, 'hex')]));
  return { sha256: digests.sha256 ?? '', sizeBytes: bytes.length, digests };
}

/**
 * Measures a directory through its view: sha256 over one line per regular file, `<sha256 of content>  <path>\n`, in
 * code-unit order of paths. Times, modes and links do not count. Files that cannot be read count with an empty hash.
 */
export async function measureTree(view: ArtifactView): Promise<Artifact> {
  const tree = createHash('sha256');
  const files = view.entries
    .filter((entry) => entry.kind === 'file')
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  for (const entry of files) {
    let digest = '';
    try {
      const content = createHash('sha256');
      for await (const chunk of view.open(entry.index)) content.update(chunk);
      digest = content.digest('hex');
    } catch (error) {
      // The view names what it could not read among its problems; the tree's digest stays defined.
      if (!(error instanceof AppError)) throw error;
    }
    tree.update(`${digest}  ${entry.path}\n`);
  }
  const sha256 = tree.digest('hex');
  return { sha256, sizeBytes: view.unpackedBytes, digests: { sha256 } };
}

/** Whether a path is a directory. Throws `ANALYSIS_INPUT`, not retriable, when there is nothing to read. */
export async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw inputError(path, cause);
  }
}

/** What differs between two looks at a file that was written to, replaced or removed in between. */
export function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}\n`;
}

function stampBy(look: typeof lstatSync, path: string): string {
  try {
    return stampOf(look(path, { bigint: true }));
  } catch {
    return 'gone\n';
  }
}

/** {@link stampOf} a file or folder, following a link that leads to it. */
export function stampFile(path: string): string {
  return stampBy(statSync, path);
}

/** The same for all that a directory's view lists: a change costs no second reading to be seen. */
export function stampTree(root: string, view: ArtifactView): string {
  const stamps = createHash('sha256').update(stampFile(root));
  for (const { path } of view.entries) stamps.update(stampBy(lstatSync, join(root, path)));
  return stamps.digest('hex');
}

/** What there is to read could not be read. */
export function inputError(path: string, cause: unknown): AppError {
  return new AppError('ANALYSIS_INPUT', `${path} cannot be read: ${describeFileError(cause)}`, {
    retriable: false,
    cause,
    fields: { path },
  });
}
