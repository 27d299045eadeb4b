import { eachBunzip2, eachUnxz, type PackedEnd } from '@weir/compression';
import type { ByteSource } from './byte-source.ts';
import { endAt, type UnpackEnd } from './gunzip.ts';
import type { Sink } from './unpack-stream.ts';

/** Packed bytes are held as a whole while they are unpacked. */
const PACKED_BYTES_MAX = 32 * 1024 * 1024;
/** What was unpacked of an xz file is held as well: its later parts refer to it. */
const UNPACKED_BYTES_MAX = 64 * 1024 * 1024;

/** Compression that Node cannot undo by itself, and what does. */
const UNPACKERS = { xz: eachUnxz, bzip2: eachBunzip2 } as const;

const DETAILS: Readonly<Record<Exclude<PackedEnd['end'], 'complete' | 'full'>, string>> = {
  truncated: 'compressed data are cut off',
  corrupt: 'compressed data are damaged, or use a filter for machine code',
};

/**
 * Unpacks every stream of an xz or bzip2 file into `sink`, up to 32 MiB packed and 64 MiB unpacked; beyond that the end
 * is `unsupported`. Throws only errors of the source and of the sink.
 */
export async function unpackHeldInto(
  source: ByteSource,
  format: keyof typeof UNPACKERS,
  sink: Sink,
): Promise<UnpackEnd> {
  const mib = (bytes: number): string => `${bytes / 1024 / 1024} MiB`;
  if (source.sizeBytes > PACKED_BYTES_MAX) {
    const detail = `${format} of more than ${mib(PACKED_BYTES_MAX)} is not read`;
    return { code: 'unsupported', detail, trailingBytes: 0 };
  }
  const unpacking = UNPACKERS[format](await source.readAt(0, source.sizeBytes), UNPACKED_BYTES_MAX);
  for (;;) {
    const { done, value } = unpacking.next();
    if (!done) {
      if (!(await sink(Buffer.from(value.buffer, value.byteOffset, value.byteLength))))
        return { trailingBytes: 0 };
    } else if (value.end === 'complete') {
      return endAt(source, value.packedBytes, `${format} stream`);
    } else if (value.end === 'full') {
      const detail = `${format} is read up to ${mib(UNPACKED_BYTES_MAX)} unpacked`;
      return { code: 'unsupported', detail, trailingBytes: 0 };
    } else {
      return { code: value.end, detail: DETAILS[value.end], trailingBytes: 0 };
    }
  }
}
