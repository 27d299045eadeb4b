import type { FileHandle } from 'node:fs/promises';
import { AppError, type ArchiveBudget, type ArtifactView } from '@weir/model';
import { createMeter, type Meter, type Stopwatch } from './budget.ts';
import { type ByteSource, readAt } from './byte-source.ts';
import { gunzipInto, type Sink } from './gunzip.ts';
import { createPathJudge } from './paths.ts';
import { createProblemLog, type ProblemLog } from './problems.ts';
import { createSpool } from './spool.ts';
import { createTarIndexer, type PlacedEntry, type TarIndexer } from './tar-index.ts';

/** A file that is open, and how to read it: what every container reader starts from. */
export interface OpenFile {
  readonly file: FileHandle;
  readonly sizeBytes: number;
  readonly budget: ArchiveBudget;
  readonly clock: Stopwatch;
}

interface Reading {
  readonly meter: Meter;
  readonly problems: ProblemLog;
  readonly indexer: TarIndexer;
}

const READ_BYTES = 256 * 1024;

function beginReading({ budget, clock, sizeBytes }: OpenFile): Reading {
  const problems = createProblemLog();
  const meter = createMeter(budget, sizeBytes, clock);
  const indexer = createTarIndexer({
    meter,
    problems,
    paths: createPathJudge(budget.pathCharsMax, problems),
  });
  return { meter, problems, indexer };
}

/** A view over placed entries; the view owns the source. */
function viewOf(entries: readonly PlacedEntry[], problems: ProblemLog, source: ByteSource): ArtifactView {
  return {
    entries: entries.map(({ entry }) => entry),
    problems: problems.list(),
    complete: problems.complete,
    unpackedBytes: entries.reduce((sum, { entry }) => sum + entry.sizeBytes, 0),
    async read(index, range) {
      const placed = entries[index];
      if (placed?.entry.kind !== 'file') throw notReadable(index, placed?.entry.path);
      const { sizeBytes } = placed.entry;
      const start = Math.min(Math.max(range?.start ?? 0, 0), sizeBytes);
      const end = Math.min(Math.max(range?.end ?? sizeBytes, start), sizeBytes);
      return source.read(placed.offset + start, placed.offset + end);
    },
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}

/** The error of reading what is no regular file: a caller's mistake, never the archive's. */
export function notReadable(index: number, path: string | undefined): AppError {
  return new AppError('ARCHIVE_ENTRY', `member ${index} (${path ?? 'no such member'}) is no readable file`, {
    retriable: false,
    fields: { index },
  });
}

/** Opens a gzip-compressed tar: unpacked once into a spool, members by offset. The file can be closed afterwards. */
export async function openTarGz(opened: OpenFile): Promise<ArtifactView> {
  const { meter, problems, indexer } = beginReading(opened);
  using spool = createSpool();
  const sink: Sink = (chunk) => {
    if (!meter.spendBytes(chunk.length)) return false;
    spool.append(chunk);
    indexer.push(chunk);
    return meter.breach === null;
  };
  const problem = await gunzipInto(opened.file, opened.sizeBytes, sink);
  const entries = indexer.end();
  if (problem) problems.add(problem.code, null, problem.detail);
  return viewOf(entries, problems, spool.seal());
}

/** Opens a plain tar: members are read from the file itself, which the view closes. */
export async function openTar(opened: OpenFile): Promise<ArtifactView> {
  const { meter, problems, indexer } = beginReading(opened);
  for (let position = 0; meter.breach === null; position += READ_BYTES) {
    const chunk = await readAt(opened.file, position, READ_BYTES);
    if (chunk.length === 0 || !meter.spendBytes(chunk.length)) break;
    indexer.push(chunk);
  }
  const entries = indexer.end();
  return viewOf(entries, problems, {
    read: (start, end) => readAt(opened.file, start, end - start),
    [Symbol.asyncDispose]: () => opened.file.close(),
  });
}
