import { type Output, put } from './output.ts';
import { Damaged, type Unpacking, wholeOf } from './unpacking.ts';

const PROB_INIT = 1024;
const STATES = 12;
/** A match of this many states has a short form; literals after a match are coded differently. */
const LITERAL_STATES = 7;
const MATCH_MIN = 2;
const POSITION_STATES_MAX = 16;
const END_POSITION_MODEL = 14;
const FULL_DISTANCES = 128;
const ALIGN_BITS = 4;

/** Decodes chunks of LZMA into one output (LZMA specification by Igor Pavlov, public domain). */
interface Decoder {
  setProperties(byte: number): void;
  resetState(): void;
  /** Reads from `start` until `size` bytes came out or, for -1, the end is marked; gives where it stopped. */
  decode(input: Uint8Array, start: number, size: number): number;
}

const probs = (count: number): Uint16Array => new Uint16Array(count).fill(PROB_INIT);

interface Lengths {
  readonly choice: Uint16Array;
  readonly low: Uint16Array;
  readonly middle: Uint16Array;
  readonly high: Uint16Array;
}

const lengths = (): Lengths => ({
  choice: probs(2),
  low: probs(POSITION_STATES_MAX * 8),
  middle: probs(POSITION_STATES_MAX * 8),
  high: probs(256),
});

function createDecoder(output: Output): Decoder {
  let [lc, lp, pb] = [3, 0, 2];
  let literal = probs(0x300);
  let isMatch = probs(0);
  let isRep = probs(0);
  let isRep0 = probs(0);
  let isRep1 = probs(0);
  let isRep2 = probs(0);
  let isRep0Long = probs(0);
  let slots = probs(0);
  let special = probs(0);
  let align = probs(0);
  let matchLengths = lengths();
  let repLengths = lengths();
  let state = 0;
  let distances: [number, number, number, number] = [0, 0, 0, 0];
  let data: Uint8Array = new Uint8Array(0);
  let at = 0;
  let range = 0;
  let code = 0;

  function next(): number {
    if (at >= data.length) throw new Damaged('truncated');
    return data[at++] ?? 0;
  }

  function normalise(): void {
    if (range < 0x1000000) {
      range = (range << 8) >>> 0;
      code = ((code << 8) | next()) >>> 0;
    }
  }

  function bit(table: Uint16Array, index: number): number {
    const prob = table[index] ?? PROB_INIT;
    const bound = (range >>> 11) * prob;
    let value: number;
    if (code < bound) {
      range = bound;
      table[index] = prob + ((2048 - prob) >> 5);
      value = 0;
    } else {
      range -= bound;
      code -= bound;
      table[index] = prob - (prob >> 5);
      value = 1;
    }
    normalise();
    return value;
  }

  function direct(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left--) {
      range >>>= 1;
      const isSet = code >= range;
      if (isSet) code -= range;
      value = value * 2 + (isSet ? 1 : 0);
      normalise();
    }
    return value;
  }

  function tree(table: Uint16Array, offset: number, bits: number): number {
    let value = 1;
    for (let left = bits; left > 0; left--) value = (value << 1) | bit(table, offset + value);
    return value - (1 << bits);
  }

  function reverseTree(table: Uint16Array, offset: number, bits: number): number {
    let value = 0;
    let node = 1;
    for (let index = 0; index < bits; index++) {
      const found = bit(table, offset + node);
      node = (node << 1) | found;
      value |= found << index;
    }
    return value;
  }

  function length(table: Lengths, position: number): number {
    if (bit(table.choice, 0) === 0) return tree(table.low, position * 8, 3);
    if (bit(table.choice, 1) === 0) return 8 + tree(table.middle, position * 8, 3);
    return 16 + tree(table.high, 0, 8);
  }

  function putLiteral(): void {
    const before = output.size > 0 ? (output.bytes[output.size - 1] ?? 0) : 0;
    const context = ((output.size & ((1 << lp) - 1)) << lc) + (before >> (8 - lc));
    const offset = 0x300 * context;
    let symbol = 1;
    if (state >= LITERAL_STATES) {
      let match = output.bytes[output.size - distances[0] - 1] ?? 0;
      do {
        const matchBit = (match >> 7) & 1;
        match = (match << 1) & 0xff;
        const found = bit(literal, offset + ((1 + matchBit) << 8) + symbol);
        symbol = (symbol << 1) | found;
        if (matchBit !== found) break;
      } while (symbol < 0x100);
    }
    while (symbol < 0x100) symbol = (symbol << 1) | bit(literal, offset + symbol);
    put(output, symbol & 0xff);
    state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  }

  function distance(size: number): number {
    const slot = tree(slots, Math.min(size, 3) * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) * 2 ** bits;
    if (slot < END_POSITION_MODEL) return base + reverseTree(special, base - slot, bits);
    return base + direct(bits - ALIGN_BITS) * 16 + reverseTree(align, 0, ALIGN_BITS);
  }

  /** Which earlier distance is used again; null for one byte of the last one. */
  function repeated(position: number): number | null {
    if (bit(isRep0, state) === 0) {
      if (bit(isRep0Long, state * POSITION_STATES_MAX + position) === 0) return null;
      return distances[0];
    }
    const [a, b, c, d] = distances;
    if (bit(isRep1, state) === 0) distances = [b, a, c, d];
    else if (bit(isRep2, state) === 0) distances = [c, a, b, d];
    else distances = [d, a, b, c];
    return distances[0];
  }

  function copy(from: number, count: number): void {
    if (from >= output.size) throw new Damaged('corrupt');
    for (let left = count; left > 0; left--) put(output, output.bytes[output.size - from - 1] ?? 0);
  }

  /** One literal or match; false at the mark of the end. */
  function step(room: number): boolean {
    const position = output.size & ((1 << pb) - 1);
    if (bit(isMatch, state * POSITION_STATES_MAX + position) === 0) {
      putLiteral();
      return true;
    }
    let size: number;
    if (bit(isRep, state) === 0) {
      const [a, b, c] = distances;
      size = length(matchLengths, position);
      state = state < LITERAL_STATES ? 7 : 10;
      const found = distance(size);
      if (found === 0xffffffff) return false;
      distances = [found, a, b, c];
    } else {
      const found = repeated(position);
      if (found === null) {
        state = state < LITERAL_STATES ? 9 : 11;
        copy(distances[0], 1);
        return true;
      }
      size = length(repLengths, position);
      state = state < LITERAL_STATES ? 8 : 11;
    }
    copy(distances[0], Math.min(size + MATCH_MIN, room));
    return true;
  }

  return {
    setProperties(byte) {
      if (byte >= 9 * 5 * 5) throw new Damaged('corrupt');
      [lc, lp, pb] = [byte % 9, Math.floor(byte / 9) % 5, Math.floor(byte / 45)];
    },
    resetState() {
      literal = probs(0x300 << (lc + lp));
      isMatch = probs(STATES * POSITION_STATES_MAX);
      isRep = probs(STATES);
      isRep0 = probs(STATES);
      isRep1 = probs(STATES);
      isRep2 = probs(STATES);
      isRep0Long = probs(STATES * POSITION_STATES_MAX);
      slots = probs(4 * 64);
      special = probs(FULL_DISTANCES);
      align = probs(16);
      matchLengths = lengths();
      repLengths = lengths();
      state = 0;
      distances = [0, 0, 0, 0];
    },
    decode(input, start, size) {
      [data, at] = [input, start];
      if (next() !== 0) throw new Damaged('corrupt');
      code = ((next() << 24) | (next() << 16) | (next() << 8) | next()) >>> 0;
      range = 0xffffffff;
      const end = size < 0 ? Number.POSITIVE_INFINITY : output.size + size;
      while (output.size < end && step(end - output.size));
      if (size >= 0 && output.size < end) throw new Damaged('corrupt');
      return at;
    },
  };
}

const createOutput = (bytesMax: number): Output => ({
  bytes: new Uint8Array(Math.min(bytesMax, 1 << 16)),
  size: 0,
  max: bytesMax,
});

/** The older form with its header of 13 bytes (`FORMAT_ALONE`, `.lzma`). */
function decodeAlone(input: Uint8Array, output: Output): void {
  if (input.length < 13) throw new Damaged('corrupt');
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const size = view.getBigUint64(5, true);
  const isMarked = size === 0xffffffffffffffffn;
  if (!isMarked && size > BigInt(output.max)) throw new Damaged('corrupt');
  const decoder = createDecoder(output);
  decoder.setProperties(input[0] ?? 255);
  decoder.resetState();
  decoder.decode(input, 13, isMarked ? -1 : Number(size));
}

/** Chunks of LZMA2 from `start`, each of at most 2 MiB; gives where they end. */
function* decodeChunks(
  input: Uint8Array,
  start: number,
  output: Output,
): Generator<Uint8Array, number, undefined> {
  const decoder = createDecoder(output);
  let at = start;
  const byte = (): number => {
    if (at >= input.length) throw new Damaged('truncated');
    return input[at++] ?? 0;
  };
  const outputFrom = (before: number): Uint8Array => output.bytes.slice(before, output.size);
  for (;;) {
    const control = byte();
    if (control === 0) return at;
    const before = output.size;
    if (control < 0x80) {
      if (control > 2) throw new Damaged('corrupt');
      const size = ((byte() << 8) | byte()) + 1;
      for (let count = 0; count < size; count++) put(output, byte());
      yield outputFrom(before);
      continue;
    }
    const size = (((control & 0x1f) << 16) | (byte() << 8) | byte()) + 1;
    const packed = ((byte() << 8) | byte()) + 1;
    if (control >= 0xc0) decoder.setProperties(byte());
    if (control >= 0xa0) decoder.resetState();
    decoder.decode(input.subarray(0, at + packed), at, size);
    at += packed;
    yield outputFrom(before);
  }
}

/** Bytes of a block's check by the number in the stream's flags (the .xz file format, section 2.1.1.2). */
const CHECK_BYTES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64] as const;
const FILTER_LZMA2 = 0x21;
const XZ_MAGIC = Buffer.from('fd377a585a00', 'hex');

/** A number of seven bits a byte, the lowest first (section 1.2). */
function numberAt(input: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start; at < start + 9; at++) {
    const byte = input[at];
    if (byte === undefined) throw new Damaged('truncated');
    value += (byte & 0x7f) * 2 ** (7 * (at - start));
    if (byte < 0x80) return { value, end: at + 1 };
  }
  throw new Damaged('corrupt');
}

const FOOTER_BYTES = 12;
const CRC32_BYTES = 4;

/** Where a stream ends whose index is at `start`: records of two numbers, padding, a check sum, the footer (section 4). */
function endOfStream(input: Uint8Array, start: number): number {
  let { value: records, end: at } = numberAt(input, start + 1);
  for (; records > 0; records--) at = numberAt(input, numberAt(input, at).end).end;
  const end = start + Math.ceil((at - start) / 4) * 4 + CRC32_BYTES + FOOTER_BYTES;
  if (end > input.length) throw new Damaged('truncated');
  return end;
}

/** The blocks of one stream from `start`; gives where it ends. */
function* decodeStream(
  input: Uint8Array,
  start: number,
  output: Output,
): Generator<Uint8Array, number, undefined> {
  const check = CHECK_BYTES[(input[start + 7] ?? 0) & 15] ?? 0;
  let at = start + 12;
  for (;;) {
    const size = input[at];
    if (size === undefined) throw new Damaged('truncated');
    if (size === 0) return endOfStream(input, at);
    const flags = input[at + 1] ?? 0;
    let place = at + 2;
    if ((flags & 0x40) !== 0) place = numberAt(input, place).end;
    if ((flags & 0x80) !== 0) place = numberAt(input, place).end;
    // Filters for machine code say nothing of text.
    if ((flags & 3) !== 0 || numberAt(input, place).value !== FILTER_LZMA2) throw new Damaged('corrupt');
    const begin = at + (size + 1) * 4;
    const end = yield* decodeChunks(input, begin, output);
    at = begin + Math.ceil((end - begin) / 4) * 4 + check;
  }
}

/** True when bytes begin like an `.xz` file. */
function isXz(data: Uint8Array): boolean {
  return XZ_MAGIC.equals(data.subarray(0, XZ_MAGIC.length));
}

/**
 * Decompresses `.xz` with LZMA2, one stream or several, chunk by chunk of at most 2 MiB. All that came out is held, since
 * later chunks refer to it. Check sums are not checked.
 */
export function* eachUnxz(data: Uint8Array, bytesMax: number): Unpacking {
  const output = createOutput(bytesMax);
  let at = 0;
  try {
    if (!isXz(data)) throw new Damaged('corrupt');
    while (isXz(data.subarray(at))) at = yield* decodeStream(data, at, output);
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    return { end: error.how, packedBytes: at };
  }
  return { end: 'complete', packedBytes: at };
}

/** What a decoder gives as a whole; null for damaged input. */
function wholeBy(bytesMax: number, decode: (output: Output) => void): Uint8Array | null {
  const output = createOutput(bytesMax);
  try {
    decode(output);
  } catch (error) {
    if (error instanceof Damaged) return null;
    throw error;
  }
  return output.bytes.slice(0, output.size);
}

/**
 * Decompresses what Python's `lzma.decompress` takes by itself, `.xz` with LZMA2 and `.lzma`, in memory. Null for what
 * is neither, is cut short or gives more than `bytesMax` bytes. Check sums are not checked.
 */
export function unlzma(data: Uint8Array, bytesMax: number): Uint8Array | null {
  if (isXz(data)) return wholeOf(eachUnxz(data, bytesMax));
  return wholeBy(bytesMax, (output) => decodeAlone(data, output));
}

/** The same of LZMA2 without a container around it; what is behind its end is left alone. */
export function unlzma2(data: Uint8Array, bytesMax: number): Uint8Array | null {
  return wholeBy(bytesMax, (output) => {
    for (const _chunk of decodeChunks(data, 0, output));
  });
}
