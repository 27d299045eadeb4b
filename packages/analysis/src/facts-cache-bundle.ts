import { readFileSync } from 'node:fs';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { FactsEntries } from './facts-cache.ts';

/** Bytes of all facts that are kept of one release; what comes later is computed again. */
const ENTRIES_BYTES_MAX = 32 * 1024 * 1024;
/** Bytes of one bundle as it is kept: the parent takes no larger one from a child. */
export const BUNDLE_BYTES_MAX = 8 * 1024 * 1024;
const LENGTH_BYTES = 4;

/** Packs facts into one file: length of the index, index as JSON (`[key, bytes][]`), entries; zstd around it. */
export function packBundle(entries: FactsEntries): Uint8Array | null {
  const kept: [string, Uint8Array][] = [];
  let left = ENTRIES_BYTES_MAX;
  for (const [key, bytes] of entries) {
    left -= bytes.length;
    if (left < 0) break;
    kept.push([key, bytes]);
  }
  const index = Buffer.from(JSON.stringify(kept.map(([key, bytes]) => [key, bytes.length])));
  const head = Buffer.alloc(LENGTH_BYTES);
  head.writeUInt32LE(index.length);
  const plain = Buffer.concat([head, index, ...kept.map(([, bytes]) => bytes)]);
  const packed = zstdCompressSync(plain, {
    params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  return packed.length <= BUNDLE_BYTES_MAX ? packed : null;
}

/** The entries of a bundle; none when it is damaged or of another format: they are then computed again. */
export function unpackBundle(packed: Uint8Array): FactsEntries {
  const entries = new Map<string, Uint8Array>();
  try {
    const plain = zstdDecompressSync(packed, { maxOutputLength: 2 * ENTRIES_BYTES_MAX });
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
