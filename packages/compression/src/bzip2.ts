import { Damaged, type Unpacking, wholeOf } from './unpacking.ts';

/** Bits of a block's and of the end's mark, and the least of a stream. */
const BLOCK_MARK = 0x314159265359;
const END_MARK = 0x177245385090;
/** A block holds level times as many bytes. */
const BLOCK_BYTES = 100_000;
const GROUP_SYMBOLS = 50;
const CODE_BITS_MAX = 20;

interface Bits {
  read(count: number): number;
  align(): number;
}

/** Reads bits, the highest of a byte first. */
function bitsOf(data: Uint8Array, start: number): Bits {
  let at = start;
  let held = 0;
  let left = 0;
  function bit(): number {
    if (left === 0) {
      if (at >= data.length) throw new Damaged('truncated');
      held = data[at++] ?? 0;
      left = 8;
    }
    left--;
    return (held >> left) & 1;
  }
  return {
    read(count) {
      let value = 0;
      for (let index = 0; index < count; index++) value = value * 2 + bit();
      return value;
    },
    align() {
      left = 0;
      return at;
    },
  };
}

/** One Huffman table: how many codes of each length there are, and the symbols in the order of their codes. */
interface Codes {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

function codesOf(lengths: Uint8Array): Codes {
  const counts = new Uint16Array(CODE_BITS_MAX + 1);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  counts[0] = 0;
  const symbols = Array.from(lengths, (length, symbol) => ({ length, symbol }))
    .sort((a, b) => a.length - b.length || a.symbol - b.symbol)
    .map(({ symbol }) => symbol);
  return { counts, symbols: Uint16Array.from(symbols) };
}

function symbolOf(bits: Bits, { counts, symbols }: Codes): number {
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= CODE_BITS_MAX; length++) {
    code |= bits.read(1);
    const count = counts[length] ?? 0;
    if (code - first < count) return symbols[index + code - first] ?? 0;
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  throw new Damaged('corrupt');
}

/** Which byte values a block has. */
function alphabetOf(bits: Bits): number[] {
  const rows = bits.read(16);
  const found: number[] = [];
  for (let row = 0; row < 16; row++) {
    if (((rows >> (15 - row)) & 1) === 0) continue;
    const used = bits.read(16);
    for (let column = 0; column < 16; column++)
      if (((used >> (15 - column)) & 1) === 1) found.push(row * 16 + column);
  }
  if (found.length === 0) throw new Damaged('corrupt');
  return found;
}

function selectorsOf(bits: Bits, tables: number): number[] {
  const order = Array.from({ length: tables }, (_, index) => index);
  return Array.from({ length: bits.read(15) }, () => {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= tables) throw new Damaged('corrupt');
    const [table = 0] = order.splice(place, 1);
    order.unshift(table);
    return table;
  });
}

function tableOf(bits: Bits, symbols: number): Codes {
  const lengths = new Uint8Array(symbols);
  let length = bits.read(5);
  for (let symbol = 0; symbol < symbols; symbol++) {
    for (;;) {
      if (length < 1 || length > CODE_BITS_MAX) throw new Damaged('corrupt');
      if (bits.read(1) === 0) break;
      length += bits.read(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  return codesOf(lengths);
}

/** The bytes of a block as its Burrows-Wheeler transform. */
function transformed(bits: Bits, size: number): Uint8Array {
  const alphabet = alphabetOf(bits);
  const tables = bits.read(3);
  if (tables < 2 || tables > 6) throw new Damaged('corrupt');
  const selectors = selectorsOf(bits, tables);
  const end = alphabet.length + 1;
  const codes = Array.from({ length: tables }, () => tableOf(bits, end + 1));
  const out = new Uint8Array(size);
  let filled = 0;
  let run = 0;
  let weight = 1;
  function flush(): void {
    if (run === 0) return;
    if (filled + run > size) throw new Damaged('corrupt');
    out.fill(alphabet[0] ?? 0, filled, filled + run);
    filled += run;
    run = 0;
    weight = 1;
  }
  for (let group = 0; ; group++) {
    const table = codes[selectors[group] ?? -1];
    if (!table) throw new Damaged('corrupt');
    for (let count = 0; count < GROUP_SYMBOLS; count++) {
      const symbol = symbolOf(bits, table);
      if (symbol <= 1) {
        run += weight * (symbol + 1);
        weight *= 2;
        if (run > size) throw new Damaged('corrupt');
        continue;
      }
      flush();
      if (symbol === end) return out.subarray(0, filled);
      const [value = 0] = alphabet.splice(symbol - 1, 1);
      alphabet.unshift(value);
      if (filled >= size) throw new Damaged('corrupt');
      out[filled++] = value;
    }
  }
}

/** Undoes the transform; `emit` takes a byte and how often it comes, and says whether there is room for more. */
function restore(data: Uint8Array, start: number, emit: (byte: number, times: number) => boolean): boolean {
  if (data.length === 0) return true;
  if (start >= data.length) throw new Damaged('corrupt');
  const starts = new Uint32Array(257);
  for (const byte of data) starts[byte + 1] = (starts[byte + 1] ?? 0) + 1;
  for (let value = 1; value < 257; value++) starts[value] = (starts[value] ?? 0) + (starts[value - 1] ?? 0);
  const next = new Uint32Array(data.length);
  for (const [index, byte] of data.entries()) {
    const place = starts[byte] ?? 0;
    next[place] = index;
    starts[byte] = place + 1;
  }
  let at = next[start] ?? 0;
  let same = 0;
  let last = -1;
  for (let count = 0; count < data.length; count++) {
    const byte = data[at] ?? 0;
    at = next[at] ?? 0;
    // After four equal bytes comes how many more of them there are.
    if (same === 4) {
      if (!emit(last, byte)) return false;
      same = 0;
      last = -1;
      continue;
    }
    same = byte === last ? same + 1 : 1;
    last = byte;
    if (!emit(byte, 1)) return false;
  }
  return true;
}

/** Bytes of one block, as they come. */
interface Block {
  readonly bytes: () => Uint8Array;
  readonly emit: (byte: number, times: number) => boolean;
}

function createBlock(bytesMax: number): Block {
  let bytes = Buffer.alloc(1 << 16);
  let filled = 0;
  return {
    bytes: () => bytes.subarray(0, filled),
    emit(byte, times) {
      if (filled + times > bytesMax) return false;
      if (filled + times > bytes.length) {
        const grown = Buffer.alloc(bytes.length * 2);
        grown.set(bytes);
        bytes = grown;
      }
      bytes.fill(byte, filled, filled + times);
      filled += times;
      return true;
    },
  };
}

/**
 * Decompresses bzip2, one stream or several, block by block of at most 46 MB. Check sums are not checked: what is hidden
 * is read either way. What follows a whole stream and is none is left, as Python does.
 */
export function* eachBunzip2(data: Uint8Array, bytesMax: number): Unpacking {
  let start = 0;
  let leftBytes = bytesMax;
  try {
    while (start < data.length) {
      const [b, z, h, level = 0] = data.subarray(start, start + 4);
      const isStream = b === 0x42 && z === 0x5a && h === 0x68 && level >= 0x31 && level <= 0x39;
      if (!isStream) {
        if (start === 0) throw new Damaged('corrupt');
        break;
      }
      const bits = bitsOf(data, start + 4);
      for (;;) {
        const mark = bits.read(48);
        bits.read(32);
        if (mark === END_MARK) break;
        if (mark !== BLOCK_MARK || bits.read(1) === 1) throw new Damaged('corrupt');
        const first = bits.read(24);
        const block = createBlock(leftBytes);
        const fits = restore(transformed(bits, (level - 0x30) * BLOCK_BYTES), first, block.emit);
        leftBytes -= block.bytes().length;
        yield block.bytes();
        if (!fits) throw new Damaged('full');
      }
      start = bits.align();
    }
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    return { end: error.how, packedBytes: start };
  }
  return { end: 'complete', packedBytes: start };
}

/** Decompresses bzip2 in memory. Null for what is none, is cut short or gives more than `bytesMax` bytes. */
export function bunzip2(data: Uint8Array, bytesMax: number): Uint8Array | null {
  return wholeOf(eachBunzip2(data, bytesMax));
}
