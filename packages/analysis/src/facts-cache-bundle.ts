import { readFileSync } from 'node:fs';
import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { FactsEntries } from './facts-cache.ts';

/** Bytes of all facts that are kept of one release; what comes later is computed again. */
const ENTRIES_BYTES_MAX = 32 * 1024 * 1024;
/** Bytes of one bundle as it is kept: the parent takes no larger one from a child. */
export const BUNDLE_BYTES_MAX = 8 * 1024 * 1024;
const LENGTH_BYTES = 4;

/** Bundles from this size on are compressed: below it, setting a compressor up costs more than it saves. */
const COMPRESSED_BYTES_MIN = 64 * 1024;
/** First byte of a bundle. */
const PLAIN = 0;
const ZSTD = 1;
const HEAD_BYTES = 1 + 4;

/**
 * Packs facts into one file: format, CRC-32 of what follows, then, as it is or in zstd, length of the index, index as
 * JSON (`[key, bytes][]`), entries. Null when it is over {@link BUNDLE_BYTES_MAX}.
 */
export function packBundle(entries: FactsEntries): Uint8Array | null {
  const kept: [string, Uint8Array][] = [];
  let left = ENTRIES_BYTES_MAX;
  for (const [key, bytes] of entries) {
    left -= bytes.length;
    if (left < 0) break;
    kept.push([key, bytes]);
  }
  const index = Buffer.from(JSON.stringify(kept.map(([key, bytes]) => [key, bytes.length])));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(index.length);
  const plain = Buffer.concat([length, index, ...kept.map(([, bytes]) => bytes)]);
  const compresses = plain.length >= COMPRESSED_BYTES_MIN;
  const body = compresses
    ? zstdCompressSync(plain, { params: { [constants.ZSTD_c_compressionLevel]: 1 } })
    : plain;
  if (body.length + HEAD_BYTES > BUNDLE_BYTES_MAX) return null;
  const head = Buffer.from([compresses ? ZSTD : PLAIN, 0, 0, 0, 0]);
  head.writeUInt32LE(crc32(body), 1);
  return Buffer.concat([head, body]);
}

/** The entries of a bundle; none when it is damaged or of another format: they are then computed again. */
export function unpackBundle(packed: Uint8Array): FactsEntries {
  const entries = new Map<string, Uint8Array>();
  try {
    const file = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
    const body = file.subarray(HEAD_BYTES);
    if (crc32(body) !== file.readUInt32LE(1)) return entries;
    const plain =
      file[0] === ZSTD ? zstdDecompressSync(body, { maxOutputLength: 2 * ENTRIES_BYTES_MAX }) : body;
    let at = LENGTH_BYTES + plain.readUInt32LE(0);
    const index = JSON.parse(plain.toString('utf8', LENGTH_BYTES, at)) as [string, number][];
    for (const [key, length] of index) {
      entries.set(key, plain.subarray(at, at + length));
      at += length;
    }
  } catch {
    return new Map();
  }
  return entries;
}

/** Reads a bundle; none when there is no such file. */
export function readBundle(path: string): FactsEntries {
  let packed: Uint8Array;
  try {
    packed = readFileSync(path);
  } catch {
    // The first release of its package, or evicted.
    return new Map();
  }
  return unpackBundle(packed);
}
