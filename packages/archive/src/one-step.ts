import { inflateRawSync, zstdDecompressSync } from 'node:zlib';
import type { Codec } from './unpack-stream.ts';

/** Larger streams are unpacked in chunks. One step is about twice as fast, and blocks for some 20 ms at most. */
const PACKED_BYTES_MAX = 1024 * 1024;
const UNPACKED_BYTES_MAX = 8 * 1024 * 1024;

/** Whether a stream is so small that it may be unpacked in one step, by what is said about it. */
export function fitsOneStep(packedBytes: number, unpackedBytes: number): boolean {
  return packedBytes <= PACKED_BYTES_MAX && unpackedBytes <= UNPACKED_BYTES_MAX;
}

/** What a stream unpacks to, and how many packed bytes it took. */
export interface OneStep {
  readonly bytes: Buffer;
  readonly packedBytes: number;
}

/**
 * Unpacks the stream at the start of `packed` when it unpacks to exactly `sizeBytes`; null when it does not, or is
 * broken: the slow way has to find out what there is. Never throws.
 */
export function unpackOneStep(codec: Codec, packed: Buffer, sizeBytes: number): OneStep | null {
  const options = {
    info: true,
    maxOutputLength: Math.max(1, sizeBytes),
    chunkSize: Math.max(64, sizeBytes + 1),
  } as const;
  try {
    // The types know nothing of `info`, which tells how many bytes were taken.
    const { buffer, engine } = (codec === 'deflate' ? inflateRawSync : zstdDecompressSync)(
      packed,
      options,
    ) as unknown as { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };
    return buffer.length === sizeBytes ? { bytes: buffer, packedBytes: engine.bytesWritten } : null;
  } catch {
    return null;
  }
}
