import type { ByteSource } from './byte-source.ts';
import { BLOCK_BYTES, parseNumber } from './tar-header.ts';
import { SPARSE_PIECES_MAX } from './tar-pax.ts';

/** One piece of data of a member with holes, in bytes: where it lies in the member and in what is stored of it. */
interface SparsePiece {
  readonly offset: number;
  readonly length: number;
  readonly storedAt: number;
}

/** The pieces of a sparse member in ascending order; everything between them is zeros. */
export type SparseMap = readonly SparsePiece[];

/**
 * Builds a map from offset and length pairs. Answers with a reason when it does not describe a member of `sizeBytes`
 * bytes of which exactly `storedBytes` are stored.
 */
export function parseSparseMap(
  numbers: readonly number[],
  sizeBytes: number,
  storedBytes: number,
): SparseMap | string {
  const map: SparsePiece[] = [];
  let end = 0;
  let storedAt = 0;
  if (numbers.length % 2 !== 0 || numbers.length > 2 * SPARSE_PIECES_MAX) return 'sparse map of odd length';
  for (let at = 0; at < numbers.length; at += 2) {
    const offset = numbers[at] ?? Number.NaN;
    const length = numbers[at + 1] ?? Number.NaN;
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || length < 0 || offset < end) {
      return 'sparse map is out of order';
    }
    if (length > 0) map.push({ offset, length, storedAt });
    storedAt += length;
    end = offset + length;
  }
  if (end > sizeBytes) return `sparse map leads beyond ${sizeBytes} bytes`;
  return storedAt === storedBytes ? map : `sparse map covers ${storedAt} of ${storedBytes} stored bytes`;
}

/** Collects a map that is stored in blocks of its own. */
export interface SparseCollector {
  /** Takes the next block: true when the map is whole, false when there is more; a reason when it is none. */
  take(block: Buffer): boolean | string;
  readonly numbers: readonly number[];
}

const HEADER_PIECES_AT = 386;
const HEADER_EXTENDED_AT = 482;
const EXTENSION_EXTENDED_AT = 504;
const PIECE_BYTES = 24;

function readPieces(block: Buffer, start: number, end: number, numbers: number[]): void {
  for (let at = start; at + PIECE_BYTES <= end; at += PIECE_BYTES) {
    // An empty field ends the list.
    if (block[at] === 0) return;
    numbers.push(parseNumber(block, at, at + 12).value);
    numbers.push(parseNumber(block, at + 12, at + 24).value);
  }
}

/** Size in bytes with holes of a member in GNU's old format (type `S`), from its header. */
export function oldSparseSizeBytes(header: Buffer): number {
  return parseNumber(header, 483, 495).value;
}

/** The map of GNU's old format: four pieces in the header, 21 in each extension block (GNU tar manual, `oldgnu_header`). */
export function collectOldSparse(header: Buffer): SparseCollector & { readonly whole: boolean } {
  const numbers: number[] = [];
  readPieces(header, HEADER_PIECES_AT, HEADER_EXTENDED_AT, numbers);
  return {
    numbers,
    whole: header[HEADER_EXTENDED_AT] === 0,
    take(block) {
      readPieces(block, 0, EXTENSION_EXTENDED_AT, numbers);
      if (numbers.length > 2 * SPARSE_PIECES_MAX) return 'sparse map is too long';
      return block[EXTENSION_EXTENDED_AT] === 0;
    },
  };
}

/** The map of format 1.0: decimal numbers in lines, first the count of pieces, padded to whole blocks. */
export function collectBodySparse(): SparseCollector {
  const numbers: number[] = [];
  let rest = '';
  let expected: number | null = null;
  return {
    numbers,
    take(block) {
      const lines = (rest + block.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!/^\d{1,15}$/.test(line)) return 'sparse map is no list of numbers';
        if (expected === null) expected = 2 * Number(line);
        else numbers.push(Number(line));
        if (expected > 2 * SPARSE_PIECES_MAX) return 'sparse map is too long';
        if (numbers.length === expected) return true;
      }
      return rest.length > BLOCK_BYTES ? 'sparse map is no list of numbers' : false;
    },
  };
}

/** Bytes `[start, end)` of a sparse member whose stored bytes begin at `storedOffset` of a source. */
export async function readSparse(
  source: ByteSource,
  storedOffset: number,
  map: SparseMap,
  start: number,
  end: number,
): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start);
  // The first piece that ends after `start`.
  let low = 0;
  let high = map.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const piece = map[middle];
    if (piece && piece.offset + piece.length <= start) low = middle + 1;
    else high = middle;
  }
  for (let piece = map[low]; piece !== undefined && piece.offset < end; low += 1, piece = map[low]) {
    const from = Math.max(piece.offset, start);
    const length = Math.min(piece.offset + piece.length, end) - from;
    const stored = await source.readAt(storedOffset + piece.storedAt + from - piece.offset, length);
    stored.copy(bytes, from - start);
  }
  return bytes;
}
