import { crc32 } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';
import { GZIP_HEADER_BYTES_MAX, GZIP_TRAILER_BYTES, gzipHeaderBytes } from './gzip-header.ts';
import { type OneStep, unpackOneStep } from './one-step.ts';
import { MEMORY_BYTES_MAX } from './spool.ts';
import { CHUNK_BYTES_MAX, type Sink, unpackStream } from './unpack-stream.ts';

/**
 * Larger files, and what unpacks to more than a spool holds in memory, are unpacked in chunks: up to here one step
 * takes 0.1 s at most, half of what chunks take, and needs no room but that of what is unpacked.
 */
const PACKED_BYTES_MAX = 16 * 1024 * 1024;
/** No byte of deflate data unpacks to more (zlib's documentation): what says so does not get the room that it asks for. */
const DEFLATE_RATIO_MAX = 1032;

/** How unpacking a whole file ended; no code is a clean end or the sink's own stop. */
export interface UnpackEnd {
  readonly code?: 'truncated' | 'corrupt' | 'trailing-data' | 'unsupported';
  readonly detail?: string;
  /** Bytes after the compressed data that are not zero padding. */
  readonly trailingBytes: number;
}

async function isZeroFrom(source: ByteSource, start: number): Promise<boolean> {
  for (let position = start; ; position += CHUNK_BYTES_MAX) {
    const bytes = await source.readAt(position, CHUNK_BYTES_MAX);
    if (bytes.length === 0) return true;
    if (bytes.some((byte) => byte !== 0)) return false;
  }
}

/** The end of a file that holds something else from `position` on: padding, or bytes that somebody put there. */
export async function endAt(source: ByteSource, position: number, expected: string): Promise<UnpackEnd> {
  if (position === 0) return { code: 'corrupt', detail: `no ${expected}`, trailingBytes: 0 };
  if (await isZeroFrom(source, position)) return { trailingBytes: 0 };
  const trailingBytes = source.sizeBytes - position;
  return { code: 'trailing-data', detail: `${trailingBytes} bytes after the compressed data`, trailingBytes };
}

function trailerHolds(trailer: Buffer, crc: number, unpackedBytes: number): boolean {
  return trailer.readUInt32LE(0) === crc && trailer.readUInt32LE(4) === unpackedBytes % 2 ** 32;
}

/** The whole file when it is not large, in order and one member: nearly all are. Null: to be unpacked in chunks. */
async function unpackWhole(source: ByteSource, leftBytes: number): Promise<OneStep | null> {
  const { sizeBytes } = source;
  if (sizeBytes > PACKED_BYTES_MAX) return null;
  const file = await source.readAt(0, sizeBytes);
  const start = gzipHeaderBytes(file);
  const end = file.length - GZIP_TRAILER_BYTES;
  if (start === null || start >= end) return null;
  const unpackedBytes = file.readUInt32LE(end + 4);
  if (unpackedBytes > Math.min(leftBytes, MEMORY_BYTES_MAX, sizeBytes * DEFLATE_RATIO_MAX)) return null;
  const whole = unpackOneStep('deflate', file.subarray(start, end), unpackedBytes);
  const isWhole = whole?.packedBytes === end - start;
  return isWhole && trailerHolds(file.subarray(end), crc32(whole.bytes), unpackedBytes) ? whole : null;
}

/**
 * Unpacks every member of a gzip file into `sink` (RFC 1952 section 2.2: members follow each other) and checks each
 * one's CRC and size. A sink takes up to `leftBytes` bytes in one chunk. Own framing over raw inflate, because zlib's
 * gunzip drops unpacked bytes when a member is followed by anything else. Throws only errors of the source and of the
 * sink.
 */
export async function gunzipInto(source: ByteSource, sink: Sink, leftBytes: number): Promise<UnpackEnd> {
  const { sizeBytes } = source;
  const whole = await unpackWhole(source, leftBytes);
  if (whole) {
    await sink(whole.bytes);
    return { trailingBytes: 0 };
  }
  let position = 0;
  do {
    const headerBytes = gzipHeaderBytes(await source.readAt(position, GZIP_HEADER_BYTES_MAX));
    if (headerBytes === null) return endAt(source, position, 'gzip header');
    const start = position + headerBytes;
    const member = await unpackStream(source, { codec: 'deflate', start, end: sizeBytes }, sink);
    if (member.end === 'stopped') return { trailingBytes: 0 };
    if (member.end !== 'complete') {
      return { code: member.end, detail: `compressed data: ${member.detail}`, trailingBytes: 0 };
    }
    position = start + member.packedBytes;
    const trailer = await source.readAt(position, GZIP_TRAILER_BYTES);
    if (trailer.length < GZIP_TRAILER_BYTES) {
      return { code: 'truncated', detail: 'gzip trailer is cut off', trailingBytes: 0 };
    }
    if (!trailerHolds(trailer, member.crc, member.unpackedBytes)) {
      return { code: 'corrupt', detail: 'gzip checksum does not hold', trailingBytes: 0 };
    }
    position += GZIP_TRAILER_BYTES;
    // An empty chunk lets the sink's clock end a file made of a million empty members.
    if (!(await sink(Buffer.alloc(0)))) return { trailingBytes: 0 };
  } while (position < sizeBytes);
  return { trailingBytes: 0 };
}
