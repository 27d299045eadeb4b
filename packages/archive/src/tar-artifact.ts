import type { ArtifactEntry, ArtifactView, ByteRange } from '@weir/model';
import { allot } from './allot.ts';
import type { ByteSource } from './byte-source.ts';
import { gunzipInto, type UnpackEnd } from './gunzip.ts';
import type { Opened } from './opened.ts';
import { createPathJudge } from './paths.ts';
import { createProblemLog, type ProblemLog } from './problems.ts';
import { salvagePasses } from './salvage.ts';
import type { PackedFormat } from './sniff.ts';
import { createSpool } from './spool.ts';
import { BLOCK_BYTES } from './tar-header.ts';
import { createTarIndexer, type TarIndex, type TarIndexer } from './tar-index.ts';
import type { PlacedEntry } from './tar-members.ts';
import { readSparse } from './tar-sparse.ts';
import { createTimeSpan } from './times.ts';
import { unpackHeldInto } from './unpack-held.ts';
import { CHUNK_BYTES_MAX, type Sink } from './unpack-stream.ts';
import { unzstdInto } from './unzstd.ts';
import { createView, type Members, placedMembers } from './view.ts';

interface Reading {
  readonly problems: ProblemLog;
  readonly indexer: TarIndexer;
}

function beginReading({ meter }: Opened): Reading {
  const problems = createProblemLog();
  const paths = createPathJudge(meter.pathCharsMax, problems);
  return { problems, indexer: createTarIndexer({ meter, problems, paths }) };
}

function tarMembers(source: ByteSource, placed: readonly PlacedEntry[]): Members {
  const plain = placedMembers(source, placed);
  return {
    read(index, start, end) {
      const member = placed[index];
      return member?.sparse
        ? readSparse(source, member.offset, member.sparse, start, end)
        : plain.read(index, start, end);
    },
    slice: (index) => (placed[index]?.sparse ? null : (plain.slice?.(index) ?? null)),
  };
}

/** Where members lie with their header and padding: of the tar stream, what needs no second look. */
function coveredBy(placed: readonly PlacedEntry[], entries: readonly ArtifactEntry[]): ByteRange[] {
  return placed
    .filter((_, index) => entries[index]?.unread === undefined)
    .map(({ offset, storedBytes }) => ({
      start: offset - BLOCK_BYTES,
      end: Math.ceil((offset + storedBytes) / BLOCK_BYTES) * BLOCK_BYTES,
    }));
}

/** The one member of a compressed file that holds no archive. */
function singleIndex(path: string, sizeBytes: number): TarIndex {
  const entry: ArtifactEntry = { index: 0, path, kind: 'file', sizeBytes, mode: 0, linkTarget: null };
  return {
    placed: [{ entry, offset: 0, storedBytes: sizeBytes, sparse: null }],
    times: createTimeSpan(),
    cut: null,
    trailingBytes: 0,
  };
}

const CONTAINERS = { gzip: 'tar.gz', zstd: 'tar.zst', xz: 'tar.xz', bzip2: 'tar.bz2' } as const;

function unpackInto(
  source: ByteSource,
  format: PackedFormat,
  sink: Sink,
  leftBytes: number,
): Promise<UnpackEnd> {
  if (format === 'gzip') return gunzipInto(source, sink, leftBytes);
  return format === 'zstd' ? unzstdInto(source, sink) : unpackHeldInto(source, format, sink);
}

/**
 * Opens a tar that is compressed as a whole: unpacked once into a spool, members by offset. The packed source stays
 * open for the linear pass.
 */
export async function openPackedTar(opened: Opened, format: PackedFormat): Promise<ArtifactView> {
  const { source, meter, clock, singleName } = opened;
  const { problems, indexer } = beginReading(opened);
  using spool = createSpool();
  const sink: Sink = (chunk) => {
    if (!meter.spendBytes(chunk.length)) return false;
    spool.append(chunk);
    indexer.push(chunk);
    return meter.breach === null;
  };
  const end = await unpackInto(source, format, sink, meter.leftBytes());
  const unpacked = spool.seal();
  const isSingle = singleName !== undefined && !indexer.isTar();
  const index = isSingle ? singleIndex(singleName, unpacked.sizeBytes) : indexer.end();
  if (isSingle && meter.breach) problems.add(meter.breach.code, singleName, meter.breach.detail);
  if (end.code) problems.add(end.code, null, end.detail ?? '');
  const { placed, times, cut, trailingBytes } = index;
  const entries = placed.map(({ entry }) => entry);
  return createView({
    entries,
    problems,
    meter,
    clock,
    facts: {
      container: isSingle ? 'single' : CONTAINERS[format],
      packedBytes: source.sizeBytes,
      trailingBytes: trailingBytes + end.trailingBytes,
      oldestMs: times.oldestMs,
      newestMs: times.newestMs,
    },
    cut,
    unlistedCount: meter.breach ? null : 0,
    members: tarMembers(unpacked, placed),
    linear: salvagePasses(source, clock, () =>
      // Nothing is left when all was read: unpacking it again would only show that.
      problems.complete && trailingBytes + end.trailingBytes === 0
        ? null
        : { unpacked: coveredBy(placed, entries) },
    ),
    async dispose() {
      await unpacked[Symbol.asyncDispose]();
      await source[Symbol.asyncDispose]();
    },
  });
}

/** Opens a plain tar: headers are read one by one, members from the source itself. */
export async function openTar(opened: Opened): Promise<ArtifactView> {
  const { source, meter, clock } = opened;
  const { problems, indexer } = beginReading(opened);
  const strayBytesMax = meter.leftBytes();
  let isCut = false;
  for (let position = 0; position < source.sizeBytes && !isCut && meter.spendBytes(0); ) {
    const skipped = Math.min(indexer.skippableBytes(), source.sizeBytes - position);
    // Reading over a small body is cheaper than a read of its own for the header after it.
    if (skipped > CHUNK_BYTES_MAX) {
      indexer.skip(skipped);
      position += skipped;
    } else {
      const chunk = await source.readAt(position, CHUNK_BYTES_MAX);
      if (chunk.length === 0) break;
      indexer.push(chunk);
      position += chunk.length;
      // The search for headers is cut apart from the members: it must not be able to use up what they may cost.
      isCut = indexer.strayBytes() > strayBytesMax;
    }
  }
  const { placed, times, cut, trailingBytes } = indexer.end();
  if (isCut) problems.add('budget-bytes', null, `over ${strayBytesMax} bytes belong to no member`);
  const listed = placed.map(({ entry }) => entry);
  const entries = allot(listed, meter, problems);
  return createView({
    entries,
    problems,
    meter,
    clock,
    facts: {
      container: 'tar',
      packedBytes: source.sizeBytes,
      trailingBytes,
      oldestMs: times.oldestMs,
      newestMs: times.newestMs,
    },
    cut,
    unlistedCount: isCut || meter.breach ? null : 0,
    members: tarMembers(source, placed),
    linear: salvagePasses(source, clock, () => ({ raw: coveredBy(placed, entries) })),
    dispose: () => source[Symbol.asyncDispose](),
  });
}
