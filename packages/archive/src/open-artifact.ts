import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { AppError, type ArchiveBudget, type ArtifactView, describeError } from '@weir/model';
import { DEFAULT_BUDGET, type Stopwatch } from './budget.ts';
import { readAt } from './byte-source.ts';
import { openDirectory } from './directory-artifact.ts';
import { isGzip } from './gzip-header.ts';
import { openTar, openTarGz } from './tar-artifact.ts';
import { BLOCK_BYTES, parseTarHeader } from './tar-header.ts';

export interface OpenArtifactOptions {
  /** Name as published: told in problems; what the bytes are decides the format. */
  readonly filename: string;
  /** {@link DEFAULT_BUDGET} when absent. */
  readonly budget?: ArchiveBudget;
  /** For the time budget; the process' monotonic clock when absent. */
  readonly clock?: Stopwatch;
}

/** Containers that are known and not read yet, by their first bytes. */
const UNSUPPORTED_MAGICS: readonly (readonly [string, Buffer])[] = [
  ['zip', Buffer.from('PK\x03\x04')],
  ['zip', Buffer.from('PK\x05\x06')],
  ['bzip2', Buffer.from('BZh')],
  ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a])],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
  ['7z', Buffer.from([0x37, 0x7a, 0xbc, 0xaf])],
  ['rar', Buffer.from('Rar!')],
  ['compress', Buffer.from([0x1f, 0x9d])],
];

function unreadable(code: 'unsupported' | 'corrupt', filename: string, detail: string): ArtifactView {
  return {
    entries: [],
    problems: [{ code, path: null, detail: `${filename.slice(0, 200)}: ${detail}` }],
    complete: false,
    unpackedBytes: 0,
    async read(index) {
      throw new AppError('ARCHIVE_ENTRY', `member ${index} does not exist: nothing could be listed`, {
        retriable: false,
      });
    },
    async [Symbol.asyncDispose]() {},
  };
}

function cannotOpen(path: string, filename: string, cause: unknown): AppError {
  return new AppError('ARCHIVE_OPEN', `cannot open ${filename} at ${path}: ${describeError(cause, 200)}`, {
    retriable: false,
    cause,
  });
}

async function isDirectory(path: string, filename: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw cannotOpen(path, filename, cause);
  }
}

async function openFile(path: string, filename: string): Promise<FileHandle> {
  try {
    // O_NONBLOCK: a pipe in a scanned tree must not hold the process until somebody writes to it.
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw cannotOpen(path, filename, cause);
  }
}

/**
 * Opens a gzip-compressed or plain tar, or a directory, under a budget. Whatever the bytes are, the answer is a view:
 * what is wrong with them is in `problems`, and `complete` is false when something was left unread.
 *
 * Throws AppErrors `ARCHIVE_OPEN` (not retriable: no such file, or not permitted) and `ARCHIVE_SPOOL` (retriable:
 * no room for the unpacked bytes), and errors of the disk as they come.
 */
export async function openArtifact(path: string, options: OpenArtifactOptions): Promise<ArtifactView> {
  const { filename, budget = DEFAULT_BUDGET, clock = performance } = options;
  if (await isDirectory(path, filename)) return openDirectory(path, budget, clock);
  await using owned = new AsyncDisposableStack();
  const file = owned.use(await openFile(path, filename));
  const { size: sizeBytes } = await file.stat();
  if (sizeBytes === 0) return unreadable('corrupt', filename, 'empty file');
  const head = await readAt(file, 0, BLOCK_BYTES);
  if (isGzip(head)) return await openTarGz({ file, sizeBytes, budget, clock });
  const known =
    parseTarHeader(head) === null
      ? UNSUPPORTED_MAGICS.find(([, magic]) => head.subarray(0, magic.length).equals(magic))
      : undefined;
  if (known) return unreadable('unsupported', filename, `${known[0]} is not read`);
  const view = await openTar({ file, sizeBytes, budget, clock });
  // The view reads members from the file, so it closes it.
  owned.move();
  return view;
}
