import { BLOCK_BYTES, padded, tarHeader } from './tar-block.ts';

/** One piece of data of a file with holes. */
export interface SparseData {
  readonly offset: number;
  readonly data: string | Uint8Array;
}

const HEADER_PIECES = 4;
const EXTENSION_PIECES = 21;

function octal12(value: number): string {
  return `${value.toString(8).padStart(11, '0')}\0`;
}

/** The stored bytes of a file with holes, one piece after the other. */
export function sparseStored(pieces: readonly SparseData[]): Buffer {
  return Buffer.concat(pieces.map(({ data }) => Buffer.from(data as Uint8Array)));
}

/** Offset and length of every piece, as in all three pax forms. */
export function sparseNumbers(pieces: readonly SparseData[]): number[] {
  return pieces.flatMap(({ offset, data }) => [offset, Buffer.byteLength(data as Uint8Array)]);
}

/** A member in GNU's old sparse format (type `S`): the map in the header, then in extension blocks, then the data. */
export function oldSparseMember(path: string, sizeBytes: number, pieces: readonly SparseData[]): Buffer {
  const stored = sparseStored(pieces);
  const numbers = sparseNumbers(pieces);
  const write = (block: Buffer, at: number, from: number, count: number): void => {
    for (const [index, value] of numbers.slice(2 * from, 2 * (from + count)).entries()) {
      block.write(octal12(value), at + 12 * index, 'latin1');
    }
  };
  const header = tarHeader({ path, type: 'S', magic: 'gnu', size: stored.length });
  write(header, 386, 0, HEADER_PIECES);
  header[482] = pieces.length > HEADER_PIECES ? 1 : 0;
  header.write(octal12(sizeBytes), 483, 'latin1');
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const blocks = [header];
  for (let from = HEADER_PIECES; from < pieces.length; from += EXTENSION_PIECES) {
    const block = Buffer.alloc(BLOCK_BYTES);
    write(block, 0, from, EXTENSION_PIECES);
    block[504] = from + EXTENSION_PIECES < pieces.length ? 1 : 0;
    blocks.push(block);
  }
  return Buffer.concat([...blocks, padded(stored)]);
}

/** The body of a member in pax sparse format 1.0: the map as lines of numbers, padded, then the data. */
export function bodySparse(pieces: readonly SparseData[]): Buffer {
  const lines = [pieces.length, ...sparseNumbers(pieces)].map((number) => `${number}\n`);
  return Buffer.concat([padded(Buffer.from(lines.join(''))), sparseStored(pieces)]);
}
