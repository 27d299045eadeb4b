/** A tar block: headers and padding come in these (POSIX.1-2024 pax, "ustar Interchange Format"). */
export const BLOCK_BYTES = 512;

const CHECKSUM_START = 148;
const CHECKSUM_END = 156;

/** Members of GNU's own, in which no reader looks for a prefix. */
const GNU_TYPES = new Set(['L', 'K', 'S']);

/** One 512-byte header, as stored; pax and GNU overrides are not applied yet. */
export interface TarHeader {
  readonly path: string;
  readonly mode: number;
  /** Unreadable fields read as 0 or as their leading digits: the reason is then in `oddities`. */
  readonly sizeBytes: number;
  /** One character; old archives' NUL reads as `0`. */
  readonly type: string;
  readonly linkTarget: string;
  /** Milliseconds since 1970 as written; null when the field is unreadable or 0. */
  readonly modifiedMs: number | null;
  /** What is malformed, for people; not empty means that readers may disagree about this header. */
  readonly oddities: readonly string[];
}

function text(block: Buffer, start: number, end: number): string {
  const nul = block.indexOf(0, start);
  return block.toString('utf8', start, nul === -1 || nul > end ? end : nul);
}

const SPACE = 0x20;
const ZERO = 0x30;

function isOctal(byte = 0): boolean {
  return byte >= ZERO && byte <= 0x37;
}

/** A numeric field of a header: octal text, or base-256 as GNU writes it. */
export interface ParsedNumber {
  readonly value: number;
  /** False when other readers may read another value. */
  readonly clean: boolean;
}

/** Reads a number of at least 0 that JavaScript holds exactly; anything else is 0 and not clean. */
export function parseNumber(field: Buffer): ParsedNumber {
  const first = field[0] ?? 0;
  if (first >= 0x80) {
    // GNU base-256: 0x80 then big-endian; 0xff begins a negative number, which no size or mode can be.
    const value = BigInt(`0x${field.subarray(1).toString('hex')}`);
    const clean = first === 0x80 && value <= BigInt(Number.MAX_SAFE_INTEGER);
    return { value: clean ? Number(value) : 0, clean };
  }
  let at = 0;
  while (field[at] === SPACE) at++;
  let value = 0;
  // Four numbers a header: by hand, since a pattern's match costs as much as the header's whole rest. At most 12
  // digits, which no double rounds.
  for (; isOctal(field[at]); at++) value = value * 8 + (field[at] ?? 0) - ZERO;
  const next = field[at] ?? 0;
  return { value, clean: next === 0 || next === SPACE };
}

function checksumHolds(block: Buffer): boolean {
  const stored = parseNumber(block.subarray(CHECKSUM_START, CHECKSUM_END));
  if (!stored.clean) return false;
  let unsigned = 8 * 0x20;
  let signed = unsigned;
  for (let at = 0; at < BLOCK_BYTES; at++) {
    if (at === CHECKSUM_START) at = CHECKSUM_END;
    const byte = block[at] ?? 0;
    unsigned += byte;
    signed += byte < 0x80 ? byte : byte - 0x100;
  }
  // Some old writers summed signed bytes; GNU tar and Python accept both.
  return stored.value === unsigned || stored.value === signed;
}

/** Parses one block; null when its checksum is wrong, which is how installers too tell a header from other bytes. */
export function parseTarHeader(block: Buffer): TarHeader | null {
  if (!checksumHolds(block)) return null;
  const oddities: string[] = [];
  const size = parseNumber(block.subarray(124, 136));
  if (!size.clean) oddities.push('size field is no size');
  const modified = parseNumber(block.subarray(136, 148));
  const name = text(block, 0, 100);
  const type = String.fromCharCode(block[156] || 0x30);
  // GNU's own magic (`ustar` and two spaces) uses the prefix' place for other things; Python takes any prefix.
  const hasPrefix = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = hasPrefix ? text(block, 345, 500) : '';
  // npm goes by the last byte of the first 131 whether there is a prefix, Python and others by the first.
  const isOdd = hasPrefix ? prefix === '' && block[475] !== 0 : block[345] !== 0 && !GNU_TYPES.has(type);
  if (isOdd) {
    oddities.push('a prefix of the path that only some readers take');
  }
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    mode: parseNumber(block.subarray(100, 108)).value & 0o7777,
    sizeBytes: size.value,
    type,
    linkTarget: text(block, 157, 257),
    modifiedMs: modified.clean && modified.value > 0 ? modified.value * 1000 : null,
    oddities,
  };
}
