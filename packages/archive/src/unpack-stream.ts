import { crc32, createInflateRaw, createZstdDecompress } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';

/** Larger steps unpack faster; this is also what can be lost in front of a broken deflate block. */
export const CHUNK_BYTES_MAX = 256 * 1024;
/** Most packages are small, and buffers that they do not fill cost more than their bytes. */
const CHUNK_BYTES_MIN = 32 * 1024;

/** How one compressed stream is packed: raw deflate (RFC 1951) or a zstd frame (RFC 8878). */
export type Codec = 'deflate' | 'zstd';

/** Takes unpacked bytes; false ends the unpacking at once. While a promise is open, nothing more is unpacked. */
export type Sink = (chunk: Buffer) => boolean | Promise<boolean>;

/** Where and how a compressed stream ended. */
export interface StreamEnd {
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** CRC-32 of what was unpacked. */
  readonly crc: number;
  /** `stopped`: by the sink. */
  readonly end: 'complete' | 'stopped' | 'truncated' | 'corrupt';
  readonly detail: string;
}

/**
 * Unpacks the one stream that begins at `start` of a source, reading no further than `end`. Data events, not
 * iteration: what was unpacked before an error still counts. Throws only errors of the source and of the sink.
 */
export async function unpackStream(
  source: ByteSource,
  { codec, start, end }: { readonly codec: Codec; readonly start: number; readonly end: number },
  sink: Sink,
): Promise<StreamEnd> {
  const { promise, resolve, reject } = Promise.withResolvers<StreamEnd>();
  const chunkSize = Math.min(CHUNK_BYTES_MAX, Math.max(CHUNK_BYTES_MIN, end - start));
  const unpacker =
    codec === 'deflate' ? createInflateRaw({ chunkSize }) : createZstdDecompress({ chunkSize });
  let crc = 0;
  let unpackedBytes = 0;

  function finish(how: StreamEnd['end'], detail: string): void {
    resolve({ packedBytes: unpacker.bytesWritten, unpackedBytes, crc, end: how, detail });
    unpacker.destroy();
  }

  function fail(error: unknown): void {
    unpacker.destroy();
    reject(error);
  }

  unpacker.on('data', (chunk: Buffer) => {
    try {
      crc = crc32(chunk, crc);
      unpackedBytes += chunk.length;
      const goOn = sink(chunk);
      if (goOn === true) return;
      if (goOn === false) {
        finish('stopped', '');
        return;
      }
      unpacker.pause();
      goOn.then((more) => (more ? unpacker.resume() : finish('stopped', '')), fail);
    } catch (error) {
      fail(error);
    }
  });
  unpacker.once('end', () => finish('complete', ''));
  unpacker.on('error', (error: NodeJS.ErrnoException) =>
    finish(error.code === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt', error.message),
  );

  // A write is never called back once the stream ended inside it: the stream's own end is awaited too.
  const ended = Promise.allSettled([promise]);
  for (let position = start; !unpacker.destroyed; ) {
    const chunk = await source.readAt(position, Math.min(CHUNK_BYTES_MAX, end - position));
    position += chunk.length;
    if (chunk.length === 0) {
      unpacker.end();
      break;
    }
    await Promise.race([new Promise<void>((done) => unpacker.write(chunk, () => done())), ended]);
  }
  return promise;
}
