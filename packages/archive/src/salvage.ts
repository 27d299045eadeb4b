import type { ByteRange, LinearBudget, LinearPass } from '@weir/model';
import type { Stopwatch } from './budget.ts';
import type { ByteSource } from './byte-source.ts';
import { type Cover, createCover } from './cover.ts';
import { GZIP_HEADER_BYTES_MAX, GZIP_TRAILER_BYTES, gzipHeaderBytes } from './gzip-header.ts';
import { createLinearPass, type LinearSink } from './linear.ts';
import { CHUNK_BYTES_MAX, type Codec, unpackStream } from './unpack-stream.ts';
import { LOCAL_FIXED_BYTES, parseLocalHeader } from './zip-records.ts';

/** What every compressed stream that can be unpacked begins with: gzip with deflate, a zip member, a zstd frame. */
const SIGNATURES = [
  Buffer.from([0x1f, 0x8b, 8]),
  Buffer.from('PK\x03\x04'),
  Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
] as const;
const SIGNATURE_BYTES_MAX = 4;

interface Stream {
  readonly codec: Codec;
  readonly start: number;
  readonly end: number;
  /** What follows the stream and belongs to it. */
  readonly trailerBytes: number;
  readonly path: string | null;
}

interface SalvageTask {
  readonly source: ByteSource;
  readonly covered: Cover;
  readonly unpackedCovered: Cover;
}

/** What needs no second look because members give it out. */
export interface SalvageRanges {
  /** Of the file's own bytes. */
  readonly raw?: readonly ByteRange[];
  /** Of what the file's streams unpack to, one after the other. */
  readonly unpacked?: readonly ByteRange[];
}

async function streamAt(source: ByteSource, at: number): Promise<Stream | null> {
  const head = await source.readAt(at, LOCAL_FIXED_BYTES);
  if (head[0] === 0x28) {
    return { codec: 'zstd', start: at, end: source.sizeBytes, trailerBytes: 0, path: null };
  }
  if (head[0] === 0x1f) {
    const headerBytes = gzipHeaderBytes(await source.readAt(at, GZIP_HEADER_BYTES_MAX));
    if (headerBytes === null) return null;
    const start = at + headerBytes;
    return { codec: 'deflate', start, end: source.sizeBytes, trailerBytes: GZIP_TRAILER_BYTES, path: null };
  }
  const local = parseLocalHeader(head);
  if (!local || (local.method !== 8 && local.method !== 93)) return null;
  const start = at + LOCAL_FIXED_BYTES + local.nameLength + local.extraLength;
  const name = await source.readAt(at + LOCAL_FIXED_BYTES, Math.min(local.nameLength, 1024));
  return {
    codec: local.method === 8 ? 'deflate' : 'zstd',
    start,
    end: source.sizeBytes,
    trailerBytes: 0,
    path: name.toString('utf8'),
  };
}

/** Finds signatures in one chunk without searching any part of it twice. */
function createFinder(chunk: Buffer): (from: number) => number {
  const next = SIGNATURES.map(() => -1);
  return (from) => {
    for (const [index, signature] of SIGNATURES.entries()) {
      if ((next[index] ?? -1) >= from) continue;
      const found = chunk.indexOf(signature, from);
      next[index] = found === -1 ? Number.POSITIVE_INFINITY : found;
    }
    return Math.min(...next);
  };
}

/**
 * Goes through a file from its first byte to its last, whatever it is, and gives out its bytes and what compressed
 * streams in it unpack to, except for what is covered. A stream gets at most half of the bytes that are left, so that
 * a bomb leaves something for what comes after it.
 */
async function salvage(task: SalvageTask, sink: LinearSink): Promise<void> {
  const { source, covered, unpackedCovered } = task;
  let unpackedAt = 0;

  async function unpack(stream: Stream): Promise<{ readonly resumeAt: number; readonly capped: boolean }> {
    let leftBytes = sink.leftBytes / 2;
    const { packedBytes, unpackedBytes, end } = await unpackStream(source, stream, async (chunk) => {
      for (let at = 0; at < chunk.length; ) {
        const from = unpackedCovered.endAt(unpackedAt + at) - unpackedAt;
        if (from >= chunk.length) break;
        const to = Math.min(chunk.length, unpackedCovered.nextAfter(unpackedAt + from) - unpackedAt);
        const before = sink.leftBytes;
        const more = await sink.emit({
          layer: 'unpacked',
          offset: stream.start,
          path: stream.path,
          bytes: chunk.subarray(from, to),
        });
        leftBytes -= before - sink.leftBytes;
        if (!more || leftBytes <= 0) return false;
        at = to;
      }
      unpackedAt += chunk.length;
      return sink.tick();
    });
    const whole = end === 'complete' && unpackedBytes > 0;
    const capped = end === 'stopped';
    // What did not unpack to its end is looked at as raw bytes too: it may be no stream at all.
    const resumeAt = whole || capped ? stream.start + packedBytes : stream.start;
    return { resumeAt: resumeAt + (whole ? stream.trailerBytes : 0), capped };
  }

  let position = 0;
  // After a stream that was left in its middle, compressed bytes follow: nothing to see until the next signature.
  let muted = false;

  async function emitRaw(chunk: Buffer, from: number, to: number): Promise<boolean> {
    if (muted || from >= to) return sink.tick();
    const bytes = chunk.subarray(from, to);
    return sink.emit({ layer: 'raw', offset: position + from, path: null, bytes });
  }

  /** Gives out one chunk; returns how far it and a stream in it went, null when the pass is over. */
  async function takeChunk(chunk: Buffer, length: number): Promise<number | null> {
    const find = createFinder(chunk);
    let emitted = 0;
    for (let at = find(0); at < length; at = find(at + 1)) {
      const stream = await streamAt(source, position + at);
      if (!stream || covered.endAt(stream.start) > stream.start) continue;
      const start = stream.start - position;
      const headEnd = Math.max(at, Math.min(start, length));
      if (!(await emitRaw(chunk, emitted, headEnd))) return null;
      emitted = headEnd;
      muted = false;
      const { resumeAt, capped } = await unpack(stream);
      if (!sink.tick()) return null;
      muted = capped;
      if (resumeAt > stream.start || start > length) return resumeAt - position;
    }
    return (await emitRaw(chunk, emitted, length)) ? length : null;
  }

  while (position < source.sizeBytes && sink.tick()) {
    position = covered.endAt(position);
    const limit = Math.min(source.sizeBytes, covered.nextAfter(position), position + CHUNK_BYTES_MAX);
    const chunk = await source.readAt(position, limit - position + SIGNATURE_BYTES_MAX - 1);
    const length = Math.min(chunk.length, limit - position);
    const taken = length > 0 ? await takeChunk(chunk, length) : null;
    if (taken === null) return;
    position += taken;
  }
}

/**
 * The linear pass over a file. `ranges` is asked when the pass begins, for members that were found broken since the
 * file was opened; null means that nothing is left.
 */
export function salvagePasses(
  source: ByteSource,
  clock: Stopwatch,
  ranges: () => SalvageRanges | null = () => ({}),
): (budget: LinearBudget | undefined) => LinearPass {
  return (budget) =>
    createLinearPass(
      clock,
      async (sink) => {
        const left = ranges();
        if (!left) return;
        const covered = createCover(left.raw ?? []);
        await salvage({ source, covered, unpackedCovered: createCover(left.unpacked ?? []) }, sink);
      },
      budget,
    );
}
