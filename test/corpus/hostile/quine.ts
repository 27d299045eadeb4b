/**
 * Archives that unpack to themselves, without end for whoever follows. Built as Russ Cox describes it ("Zip Files All
 * The Way Down", 2010): a program of two operations, print these bytes and repeat the last ones, each exactly five
 * bytes long, that prints itself. The checksum stands inside of what it sums: CRC-32 is affine, so it is solved for.
 */
import { crc32 } from 'node:zlib';

/** Bits in the order of deflate, least significant first. */
type Bits = readonly number[];

const EMPTY_BLOCK: Bits = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0];

/** Huffman codes go most significant bit first (RFC 1951, 3.1.1). */
function code(value: number, length: number): Bits {
  return Array.from({ length }, (_, at) => (value >> (length - 1 - at)) & 1);
}

function extra(value: number, length: number): Bits {
  return Array.from({ length }, (_, at) => (value >> at) & 1);
}

/** Symbol and number of extra bits of a value counted from 0, where each further doubling has `per` symbols. */
function bucket(value: number, per: number): { symbol: number; base: number; bits: number } {
  if (value < 2 * per) return { symbol: value, base: value, bits: 0 };
  const bits = Math.floor(Math.log2(value / per));
  const step = Math.floor((value - per * 2 ** bits) / 2 ** bits);
  return { symbol: per * (bits + 1) + step, base: per * 2 ** bits + step * 2 ** bits, bits };
}

/** Repeats `length` bytes from `distance` bytes back, by the fixed codes (RFC 1951, 3.2.5 and 3.2.6). */
function match(length: number, distance: number): Bits {
  const by = bucket(length - 3, 4);
  const from = bucket(distance - 1, 2);
  const symbol = 257 + by.symbol;
  return [
    ...(symbol < 280 ? code(symbol - 256, 7) : code(0xc0 + symbol - 280, 8)),
    ...extra(length - 3 - by.base, by.bits),
    ...code(from.symbol, 5),
    ...extra(distance - 1 - from.base, from.bits),
  ];
}

/** A block of five bytes that repeats the last bytes; `lengths` are its matches, one after the other. */
function repeat(lengths: readonly number[], last = false): Buffer {
  const distance = lengths.reduce((sum, length) => sum + length, 0);
  const matches = lengths.flatMap((length) => match(length, distance));
  const used = [last ? 1 : 0, 1, 0, ...matches, ...code(0, 7)];
  // A last block may leave bits of its last byte unused; any other is filled up by empty ones.
  const empty = last ? 0 : Math.floor((40 - used.length) / EMPTY_BLOCK.length);
  const bits = [...used, ...Array.from({ length: empty }, () => EMPTY_BLOCK).flat()];
  if (Math.ceil(bits.length / 8) !== 5 || (!last && bits.length !== 40)) {
    throw new Error(`${bits.length} bits are no five bytes`);
  }
  const bytes = Buffer.alloc(5);
  bits.forEach((bit, at) => {
    bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (bit << (at & 7));
  });
  return bytes;
}

/** The head of a stored block of so many bytes: five bytes. */
function print(count: number): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(count, 1);
  head.writeUInt16LE(count ^ 0xffff, 3);
  return head;
}

/** The program between a container's head and tail, and what stands around it. */
function program(head: Buffer, tail: Buffer, repeatHead: Buffer, repeatTail: Buffer): Buffer {
  const [p0, p1, p4] = [print(0), print(5), print(20)];
  const r4 = repeat([10, 10]);
  const pHead = print(head.length + 5);
  const pTail = print(tail.length + 5);
  const bytes = [
    [head, pHead, head, pHead, repeatHead],
    [p1, repeatHead, p1, p1],
    [p4, repeatHead, p1, p1, p4, r4],
    [p4, r4, p4, r4, p4, r4],
    [p4, r4, p0, p0, pTail, r4],
    [p0, p0, pTail, repeatTail, tail, repeatTail, tail],
  ];
  return Buffer.concat(bytes.flat());
}

/** The file whose CRC-32 is the one that it is built with; null when there is none. */
function solve(build: (crc: number) => Buffer): Buffer | null {
  const zero = crc32(build(0));
  // Row i of (A + I) x = c over GF(2), where crc(build(x)) = A x + c: bits 0 to 31 the columns, bit 32 the right side.
  const columns = Array.from(
    { length: 32 },
    (_, at) => (crc32(build((1 << at) >>> 0)) ^ zero ^ (1 << at)) >>> 0,
  );
  const rows = Array.from({ length: 32 }, (_, row) => {
    const left = columns.reduce(
      (bits, column, at) => bits | (BigInt((column >>> row) & 1) << BigInt(at)),
      0n,
    );
    return left | (BigInt((zero >>> row) & 1) << 32n);
  });
  let solution = 0;
  const pivots: { row: bigint; at: number }[] = [];
  for (let at = 0; at < 32; at++) {
    const place = rows.findIndex((row) => (row >> BigInt(at)) & 1n);
    const pivot = rows.splice(place, place < 0 ? 0 : 1)[0];
    if (pivot === undefined) continue;
    const clear = (row: bigint): bigint => ((row >> BigInt(at)) & 1n ? row ^ pivot : row);
    rows.splice(0, rows.length, ...rows.map(clear));
    for (const other of pivots) other.row = clear(other.row);
    pivots.push({ row: pivot, at });
  }
  if (rows.some((row) => row !== 0n)) return null;
  for (const { row, at } of pivots) if (row >> 32n) solution |= 1 << at;
  const file = build(solution >>> 0);
  return crc32(file) === solution >>> 0 ? file : null;
}

/** Not every name has a solution: the first of a few that has one. */
function firstOf(build: (salt: number, crc: number) => Buffer): Buffer {
  for (let salt = 0; salt < 26; salt++) {
    const file = solve((crc) => build(salt, crc));
    if (file) return file;
  }
  throw new Error('no name gives a quine');
}

function u16(...values: number[]): Buffer {
  return Buffer.from(Uint16Array.from(values).buffer);
}

function u32(...values: number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer);
}

/** A gzip file (RFC 1952) of less than 300 bytes whose content is the file itself. */
export function gzipQuine(): Buffer {
  return firstOf((salt, crc) => {
    const name = `qui${String.fromCharCode(97 + salt)}\0`;
    const head = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 0xff]), Buffer.from(name)]);
    const build = (size: number): Buffer =>
      program(head, u32(crc, size), repeat([10, 10]), repeat([6, 7], true));
    return build(build(0).length);
  });
}

/** Lengths of head and tail for which one repeat takes five bytes. */
const ZIP_HEAD_BYTES = 60;
const ZIP_TAIL_BYTES = 126;

/** A zip file of less than a kilobyte whose only member is the file itself. */
export function zipQuine(): Buffer {
  return firstOf((salt, crc) => {
    const name = Buffer.from(`again${String.fromCharCode(97 + salt)}.zip`);
    const filler = Buffer.alloc(ZIP_HEAD_BYTES - 30 - name.length);
    filler.writeUInt16LE(0x5757, 0);
    filler.writeUInt16LE(filler.length - 4, 2);
    const comment = Buffer.alloc(ZIP_TAIL_BYTES - 46 - 22 - name.length, '.');
    const build = (size: number): Buffer => {
      const packed = size - ZIP_HEAD_BYTES - ZIP_TAIL_BYTES;
      const both = Buffer.concat([u16(20, 0, 8, 0, 0x21), u32(crc, packed, size)]);
      const head = [u32(0x04034b50), both, u16(name.length, filler.length), name, filler];
      const listed = [u32(0x02014b50), u16(20), both, u16(name.length, 0, 0, 0, 0), u32(0, 0), name];
      const end = [u32(0x06054b50), u16(0, 0, 1, 1), u32(46 + name.length, size - ZIP_TAIL_BYTES)];
      const tail = [...listed, ...end, u16(comment.length), comment];
      return program(
        Buffer.concat(head),
        Buffer.concat(tail),
        repeat([ZIP_HEAD_BYTES + 5]),
        repeat([ZIP_TAIL_BYTES + 5], true),
      );
    };
    return build(build(ZIP_HEAD_BYTES + ZIP_TAIL_BYTES).length);
  });
}
