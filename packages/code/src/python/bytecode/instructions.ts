import type { CodeObject } from './marshal.ts';
import { asOf36, asOf38 } from './older.ts';
import tables from './opcodes.json' with { type: 'json' };

/** Versions of CPython 3, by minor version, whose bytecode is read; 2.6 and 2.7 stand before them as -2 and -1. */
export type Minor = -2 | -1 | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15;

export const MINORS: readonly Minor[] = [-2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/** A version as it is written, such as `3.12`. */
export const versionOf = (minor: Minor): Version => (minor < 0 ? `2.${minor + 8}` : `3.${minor}`) as Version;

type Version = keyof typeof tables;

export interface Instruction {
  /** Where its first `EXTENDED_ARG` stands, in bytes. */
  readonly offset: number;
  /** Where the next instruction stands: behind the inline caches. */
  readonly end: number;
  /** The base instruction's name; `-` when the version has none of that number. */
  readonly op: string;
  readonly arg: number;
  /** Where it jumps to, in bytes; null for what does not jump. */
  readonly target: number | null;
  /** The line of the source; 0 when the code does not tell. */
  readonly line: number;
}

/** A range of code whose exceptions go to a handler (3.11 and later). */
export interface Protected {
  readonly start: number;
  readonly end: number;
  readonly target: number;
  readonly depth: number;
  readonly lasti: boolean;
}

interface Table {
  readonly ops: readonly string[];
  readonly caches: ReadonlyMap<string, number>;
  readonly relative: ReadonlySet<string>;
  readonly absolute: ReadonlySet<string>;
}

/** Instructions of one code object. */
const INSTRUCTIONS_MAX = 1_000_000;

const TABLES = new Map<Minor, Table>(
  MINORS.map((minor) => {
    const { ops, caches, relative, absolute } = tables[versionOf(minor)];
    return [
      minor,
      {
        ops: ops.split(' '),
        caches: new Map(Object.entries(caches)),
        relative: new Set(relative.split(' ')),
        absolute: new Set(absolute.split(' ')),
      },
    ];
  }),
);

/** The minor version that a magic number of a .pyc stands for (Lib/importlib/_bootstrap_external.py); null for others. */
export function minorOfMagic(magic: number): Minor | null {
  const first: readonly (readonly [number, Minor | null])[] = [
    [3000, 0],
    [3141, 1],
    [3160, 2],
    [3190, 3],
    [3250, 4],
    [3320, 5],
    [3360, 6],
    [3390, 7],
    [3400, 8],
    [3420, 9],
    [3430, 10],
    [3450, 11],
    [3500, 12],
    [3550, 13],
    [3600, 14],
    [3650, 15],
    [3700, null],
    [62_151, -2],
    [62_171, -1],
    [62_212, null],
  ];
  return first.findLast(([start]) => magic >= start)?.[1] ?? null;
}

/**
 * The instructions of a code object, one after the other, those of versions before 3.8 as that has them; unknown numbers
 * stand as `-`. Never throws.
 */
export function disassemble(code: CodeObject, minor: Minor): Instruction[] {
  const table = TABLES.get(minor);
  const found: Instruction[] = [];
  const { code: bytes } = code;
  const lineAt = linesOf(code, minor);
  let at = 0;
  if (!table) return found;
  while (at + (minor < 6 ? 0 : 1) < bytes.length && found.length < INSTRUCTIONS_MAX) {
    const offset = at;
    const { op, arg, end } = minor < 6 ? byByte(bytes, at, table) : byWord(bytes, at, table);
    const units = table.caches.get(op) ?? 0;
    const caches = units * 2;
    at = end;
    let target: number | null = null;
    const step = minor >= 10 ? 2 : 1;
    if (table.absolute.has(op)) target = arg * step;
    else if (table.relative.has(op))
      target = /BACKWARD|END_ASYNC_FOR/.test(op) ? at + caches - arg * step : at + caches + arg * step;
    at += caches;
    found.push({ offset, end: at, op, arg, target, line: lineAt(offset) });
  }
  return minor < 8 ? asOf38(minor < 6 ? asOf36(found, minor) : found) : found;
}

type Decoded = Pick<Instruction, 'op' | 'arg' | 'end'>;

/** An instruction of two bytes, with what extends its argument (3.6 and later). */
function byWord(bytes: Uint8Array, start: number, table: Table): Decoded {
  let [op, arg, at] = ['-', 0, start];
  for (let parts = 0; at + 1 < bytes.length; parts++) {
    op = table.ops[bytes[at] ?? 0] ?? '-';
    arg = ((parts < 4 ? arg << 8 : 0) | (bytes[at + 1] ?? 0)) >>> 0;
    at += 2;
    if (op !== 'EXTENDED_ARG') break;
  }
  return { op, arg, end: at };
}

/** The first instruction that has an argument before 3.6: two bytes, the low one first. */
const HAVE_ARGUMENT = 90;

/** An instruction of one or three bytes (before 3.6). */
function byByte(bytes: Uint8Array, start: number, table: Table): Decoded {
  let [op, arg, at] = ['-', 0, start];
  for (let parts = 0; at < bytes.length; parts++) {
    const code = bytes[at] ?? 0;
    op = table.ops[code] ?? '-';
    if (code < HAVE_ARGUMENT) return { op, arg: 0, end: at + 1 };
    const low = (bytes[at + 1] ?? 0) | ((bytes[at + 2] ?? 0) << 8);
    arg = ((parts < 2 ? arg << 16 : 0) | low) >>> 0;
    at += 3;
    if (op !== 'EXTENDED_ARG') break;
  }
  return { op, arg, end: Math.min(at, bytes.length) };
}

/** The line of the source for each place in the code, by the table of the version; 0 where there is none. */
function linesOf({ code, linetable, firstlineno }: CodeObject, minor: Minor): (offset: number) => number {
  const shift = minor < 6 ? 0 : 1;
  const lines = new Int32Array((code.length >> shift) + 1);
  const fill = (from: number, to: number, line: number): void => {
    if (line > 0) lines.fill(line, from >> shift, Math.min(lines.length, to >> shift));
  };
  if (minor >= 11) locations(linetable, firstlineno, fill);
  else {
    let [offset, line] = [0, firstlineno];
    for (let at = 0; at + 1 < linetable.length; at += 2) {
      const size = linetable[at] ?? 0;
      // Steps have a sign since 3.6.
      const step = minor < 6 ? (linetable[at + 1] ?? 0) : ((linetable[at + 1] ?? 0) << 24) >> 24;
      if (minor === 10) {
        // Objects/lnotab_notes.txt: the line holds for the range; -128 stands for none.
        if (step !== -128) line += step;
        fill(offset, offset + size, step === -128 ? 0 : line);
        offset += size;
      } else {
        fill(offset, offset + size, line);
        offset += size;
        line += step;
      }
    }
    if (minor < 10) fill(offset, code.length, line);
  }
  return (offset) => lines[offset >> shift] ?? 0;
}

/** Entries of the location table (Objects/locations.md, 3.11 and later). */
function locations(
  table: Uint8Array,
  firstLine: number,
  fill: (from: number, to: number, line: number) => void,
): void {
  let [at, offset, line] = [0, 0, firstLine];
  function varint(): number {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = table[at++] ?? 0;
      value |= (byte & 63) << shift;
      shift += 6;
      if ((byte & 64) === 0 || shift > 30) return value >>> 0;
    }
  }
  const signed = (): number => {
    const value = varint();
    return (value & 1) === 0 ? value >>> 1 : -(value >>> 1);
  };
  while (at < table.length) {
    const first = table[at++] ?? 0;
    const kind = (first >> 3) & 15;
    const size = ((first & 7) + 1) * 2;
    if (kind === 14) {
      line += signed();
      for (let skipped = 0; skipped < 3; skipped++) varint();
    } else if (kind === 13) line += signed();
    else if (kind >= 10 && kind <= 12) {
      line += kind - 10;
      at += 2;
    } else if (kind < 10) at += 1;
    fill(offset, offset + size, kind === 15 ? 0 : line);
    offset += size;
  }
}

/** The exception table of a code object (Objects/exception_handling_notes.txt); empty before 3.11. */
export function protectedRanges(code: CodeObject): Protected[] {
  const table = code.exceptiontable;
  const found: Protected[] = [];
  let at = 0;
  function varint(): number {
    let value = 0;
    for (;;) {
      const byte = table[at++] ?? 0;
      value = ((value << 6) | (byte & 63)) >>> 0;
      if ((byte & 64) === 0 || at >= table.length) return value;
    }
  }
  while (at < table.length && found.length < 100_000) {
    const start = varint() * 2;
    const size = varint() * 2;
    const target = varint() * 2;
    const last = varint();
    found.push({ start, end: start + size, target, depth: last >> 1, lasti: (last & 1) === 1 });
  }
  return found;
}
