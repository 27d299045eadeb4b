import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { AppError, type ArchiveBudget, type ArtifactView, describeError } from '@weir/model';
import { createMeter, DEFAULT_BUDGET, type Stopwatch } from './budget.ts';
import { type ByteSource, fileSource, windowedSource } from './byte-source.ts';
import { openDirectory } from './directory-artifact.ts';
import { openContainer } from './open-container.ts';

export interface OpenArtifactOptions {
  /** Name as published: told in problems, and decides between formats when bytes are of two at once. */
  readonly filename: string;
  /**
   * Where a file needs to be no archive, as a model or an extension of one script: the path under which it is then
   * listed as the only member. Absent: such a file is `corrupt`.
   */
  readonly singleName?: string;
  /** {@link DEFAULT_BUDGET} when absent. */
  readonly budget?: ArchiveBudget;
  /** For the time budget; the process' monotonic clock when absent. */
  readonly clock?: Stopwatch;
}

/** Headers and small members are read through one window of a file. */
const WINDOW_BYTES = 256 * 1024;

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
 * Opens bytes that can be read at random, under a budget: tar (plain, gzip, zstd, xz, bzip2) and zip, by what the bytes
 * are. Whatever they are, the answer is a view: what is wrong with them is in `problems`, and `complete` is false when
 * something was left unread. The view owns the source; when this throws, the source is disposed.
 *
 * Throws AppErrors `ARCHIVE_SPOOL` (retriable: no room for the unpacked bytes) and `ARCHIVE_SOURCE` (of the source),
 * and errors of the disk as they come.
 */
export async function openSource(source: ByteSource, options: OpenArtifactOptions): Promise<ArtifactView> {
  const { filename, budget = DEFAULT_BUDGET, clock = performance } = options;
  await using owned = new AsyncDisposableStack();
  owned.use(source);
  const meter = createMeter(budget, source.sizeBytes, clock);
  const { singleName } = options;
  const opened = { source, clock, meter, ...(singleName !== undefined && { singleName }) };
  const view = await openContainer(opened, filename);
  owned.move();
  return view;
}

/**
 * Opens a file as `openSource` does, or a directory.
 *
 * Throws AppErrors `ARCHIVE_OPEN` (not retriable: no such file, or not permitted) and `ARCHIVE_SPOOL` (retriable:
 * no room for the unpacked bytes), and errors of the disk as they come.
 */
export async function openArtifact(path: string, options: OpenArtifactOptions): Promise<ArtifactView> {
  const { filename, budget = DEFAULT_BUDGET, clock = performance } = options;
  if (await isDirectory(path, filename)) return openDirectory(path, budget, clock);
  const file = await openFile(path, filename);
  const { size: sizeBytes } = await file.stat();
  return openSource(windowedSource(fileSource(file, sizeBytes), WINDOW_BYTES), options);
}
