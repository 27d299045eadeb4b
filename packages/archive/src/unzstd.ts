import type { ByteSource } from './byte-source.ts';
import { endAt, type UnpackEnd } from './gunzip.ts';
import { type Sink, unpackStream } from './unpack-stream.ts';

const FRAME_MAGIC = 0xfd2fb528;
/** 16 numbers from here on begin a frame to be skipped: its size follows in 4 bytes (RFC 8878 section 3.1.2). */
const SKIPPABLE_MAGIC = 0x184d2a50;

/** True when bytes begin like a zstd file. */
export function isZstd(bytes: Buffer): boolean {
  if (bytes.length < 4) return false;
  const magic = bytes.readUInt32LE(0);
  return magic === FRAME_MAGIC || (magic & 0xfffffff0) === SKIPPABLE_MAGIC;
}

/**
 * Unpacks every frame of a zstd file, `end` bytes of a source from `start` on, into `sink` (RFC 8878 section 3: frames
 * follow each other; zlib's own reader stops after the first). Throws only errors of the source and of the sink.
 */
export async function unzstdInto(source: ByteSource, sink: Sink): Promise<UnpackEnd> {
  let position = 0;
  while (position < source.sizeBytes) {
    const head = await source.readAt(position, 8);
    if (!isZstd(head)) return endAt(source, position, 'zstd frame');
    if (head.readUInt32LE(0) !== FRAME_MAGIC) {
      if (head.length < 8) return { code: 'truncated', detail: 'zstd frame is cut off', trailingBytes: 0 };
      position += 8 + head.readUInt32LE(4);
    } else {
      const frame = await unpackStream(
        source,
        { codec: 'zstd', start: position, end: source.sizeBytes },
        sink,
      );
      if (frame.end === 'stopped') return { trailingBytes: 0 };
      if (frame.end !== 'complete') {
        return { code: frame.end, detail: `compressed data: ${frame.detail}`, trailingBytes: 0 };
      }
      position += frame.packedBytes;
    }
    if (!(await sink(Buffer.alloc(0)))) return { trailingBytes: 0 };
  }
  if (position > source.sizeBytes) {
    return { code: 'truncated', detail: 'zstd frame is cut off', trailingBytes: 0 };
  }
  return { trailingBytes: 0 };
}
