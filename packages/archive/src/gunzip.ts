import type { FileHandle } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { readAt } from './byte-source.ts';
import { GZIP_HEADER_BYTES_MAX, GZIP_TRAILER_BYTES, gzipHeaderBytes } from './gzip-header.ts';

/** Larger steps unpack faster; this is also what can be lost in front of a broken deflate block. */
const CHUNK_BYTES_MAX = 256 * 1024;
/** Most packages are small, and buffers that they do not fill cost more than their bytes. */
const CHUNK_BYTES_MIN = 32 * 1024;

/** Takes unpacked bytes; false ends the unpacking at once. */
export type Sink = (chunk: Buffer) => boolean;

/** How unpacking ended; null is a clean end or the sink's own stop. */
export type GunzipProblem = {
  readonly code: 'truncated' | 'corrupt' | 'trailing-data';
  readonly detail: string;
} | null;

interface Member {
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly crc: number;
  readonly end: 'complete' | 'stopped' | 'truncated' | 'corrupt';
  readonly detail: string;
}

/** Inflates one raw deflate stream. Data events, not iteration: what was unpacked before an error still counts. */
async function inflateMember(
  file: FileHandle,
  start: number,
  sizeBytes: number,
  sink: Sink,
): Promise<Member> {
  const { promise, resolve, reject } = Promise.withResolvers<Member>();
  const inflate = createInflateRaw({
    chunkSize: Math.min(CHUNK_BYTES_MAX, Math.max(CHUNK_BYTES_MIN, sizeBytes)),
  });
  let crc = 0;
  let unpackedBytes = 0;

  function finish(end: Member['end'], detail: string): void {
    resolve({ packedBytes: inflate.bytesWritten, unpackedBytes, crc, end, detail });
    inflate.destroy();
  }

  inflate.on('data', (chunk: Buffer) => {
    try {
      crc = crc32(chunk, crc);
      unpackedBytes += chunk.length;
      if (!sink(chunk)) finish('stopped', '');
    } catch (error) {
      inflate.destroy();
      reject(error);
    }
  });
  inflate.once('end', () => finish('complete', ''));
  inflate.on('error', (error: NodeJS.ErrnoException) =>
    finish(error.code === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt', error.message),
  );

  // A write is never called back once the deflate stream ended inside it: the member's own end is awaited too.
  const ended = Promise.allSettled([promise]);
  for (let position = start; !inflate.destroyed; ) {
    const chunk = await readAt(file, position, Math.min(CHUNK_BYTES_MAX, sizeBytes - position));
    position += chunk.length;
    if (chunk.length === 0) {
      inflate.end();
      break;
    }
    await Promise.race([new Promise<void>((done) => inflate.write(chunk, () => done())), ended]);
  }
  return promise;
}

async function isZeroFrom(file: FileHandle, start: number): Promise<boolean> {
  for (let position = start; ; position += CHUNK_BYTES_MAX) {
    const bytes = await readAt(file, position, CHUNK_BYTES_MAX);
    if (bytes.length === 0) return true;
    if (bytes.some((byte) => byte !== 0)) return false;
  }
}

/**
 * Unpacks every member of a gzip file into `sink` (RFC 1952 section 2.2: members follow each other) and checks each
 * one's CRC and size. Own framing over raw inflate, because zlib's gunzip drops unpacked bytes when a member is
 * followed by anything else. Throws only errors of the file system and of the sink.
 */
export async function gunzipInto(file: FileHandle, sizeBytes: number, sink: Sink): Promise<GunzipProblem> {
  let position = 0;
  do {
    const headerBytes = gzipHeaderBytes(
      await readAt(file, position, Math.min(GZIP_HEADER_BYTES_MAX, sizeBytes - position)),
    );
    if (headerBytes === null) {
      if (position === 0) return { code: 'corrupt', detail: 'no gzip header' };
      if (await isZeroFrom(file, position)) return null;
      return { code: 'trailing-data', detail: `${sizeBytes - position} bytes after the compressed data` };
    }
    const member = await inflateMember(file, position + headerBytes, sizeBytes, sink);
    if (member.end === 'stopped') return null;
    if (member.end !== 'complete') return { code: member.end, detail: `compressed data: ${member.detail}` };
    position += headerBytes + member.packedBytes;
    const trailer = await readAt(file, position, GZIP_TRAILER_BYTES);
    if (trailer.length < GZIP_TRAILER_BYTES) return { code: 'truncated', detail: 'gzip trailer is cut off' };
    if (
      trailer.readUInt32LE(0) !== member.crc ||
      trailer.readUInt32LE(4) !== member.unpackedBytes % 2 ** 32
    ) {
      return { code: 'corrupt', detail: 'gzip checksum does not hold' };
    }
    position += GZIP_TRAILER_BYTES;
    // An empty chunk lets the sink's clock end a file made of a million empty members.
    if (!sink(Buffer.alloc(0))) return null;
  } while (position < sizeBytes);
  return null;
}
