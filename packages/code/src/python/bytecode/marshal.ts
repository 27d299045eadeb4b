/** A constant of a marshal stream. Text of bytes is Latin-1: one character a byte. */
export type MarshalValue =
  | { readonly type: 'null' | 'none' | 'true' | 'false' | 'ellipsis' | 'stop' }
  | { readonly type: 'int'; readonly value: number | bigint }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'complex'; readonly real: number; readonly imaginary: number }
  | { readonly type: 'bytes' | 'str'; readonly value: string }
  | { readonly type: 'tuple' | 'list' | 'set' | 'frozenset' | 'slice'; readonly items: MarshalValue[] }
  | { readonly type: 'dict'; readonly entries: (readonly [MarshalValue, MarshalValue])[] }
  | CodeObject;

/** A code object, its fields under the names of `types.CodeType` where they have one. */
export interface CodeObject {
  readonly type: 'code';
  readonly argcount: number;
  readonly posonlyargcount: number;
  readonly kwonlyargcount: number;
  readonly flags: number;
  readonly code: Uint8Array;
  readonly consts: readonly MarshalValue[];
  readonly names: readonly string[];
  /** Names by the argument of `LOAD_FAST`; arguments come first. */
  readonly locals: readonly string[];
  /** Names by the argument of `LOAD_DEREF`. */
  readonly derefs: readonly string[];
  /** Names that belong to a function around this one. */
  readonly free: ReadonlySet<string>;
  readonly filename: string;
  readonly name: string;
  readonly firstlineno: number;
  readonly linetable: Uint8Array;
  readonly exceptiontable: Uint8Array;
}

/** Fields of a code object as a range of versions writes them, by the first of these versions. */
export type CodeLayout = '2.6' | '3.0' | '3.8' | '3.11';

export type MarshalProblem = 'truncated' | 'nesting' | 'damaged';

export type Unmarshalled =
  | { readonly value: MarshalValue; readonly bytesRead: number }
  | { readonly problem: MarshalProblem };

/** Containers and code objects inside each other; CPython stops at 1,000 to 2,000. */
const DEPTH_MAX = 400;
/** Digits of 15 bits of one whole number. */
const DIGITS_MAX = 20_000;
const KIND_FREE = 0x80;

class MarshalError extends Error {
  readonly problem: MarshalProblem;
  constructor(problem: MarshalProblem) {
    super(problem);
    this.problem = problem;
  }
}

const NULL: MarshalValue = { type: 'null' };
const SINGLES: Readonly<Record<string, MarshalValue>> = {
  '0': NULL,
  N: { type: 'none' },
  T: { type: 'true' },
  F: { type: 'false' },
  '.': { type: 'ellipsis' },
  S: { type: 'stop' },
};

const textOf = (value: MarshalValue): string =>
  value.type === 'str' || value.type === 'bytes' ? value.value : '';

const bytesOf = (value: MarshalValue): Uint8Array =>
  value.type === 'bytes' ? Buffer.from(value.value, 'latin1') : new Uint8Array(0);

const itemsOf = (value: MarshalValue): readonly MarshalValue[] =>
  value.type === 'tuple' || value.type === 'list' ? value.items : [];

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The `str` of 2.x, which is bytes, as the text that its source has: UTF-8 where it is that, else a character a byte. */
function asText(value: MarshalValue): MarshalValue {
  if (value.type === 'tuple' || value.type === 'frozenset')
    return value.items.some(({ type }) => /^(?:bytes|tuple|frozenset)$/.test(type))
      ? { ...value, items: value.items.map(asText) }
      : value;
  if (value.type !== 'bytes') return value;
  if (!/[^\0-\x7f]/.test(value.value)) return { type: 'str', value: value.value };
  try {
    return { type: 'str', value: utf8.decode(Buffer.from(value.value, 'latin1')) };
  } catch {
    return { type: 'str', value: value.value };
  }
}

const namesOf = (value: MarshalValue): string[] => itemsOf(value).map(textOf);

/**
 * Reads one value of CPython's `marshal` (Python/marshal.c, versions 1 to 5) from the start of `data`. Never throws for
 * what the data holds; work and memory are bounded by its size.
 */
export function unmarshal(data: Uint8Array, layout: CodeLayout): Unmarshalled {
  const input = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const refs: MarshalValue[] = [];
  /** Texts of 2.x that are referred to again. */
  const interned: MarshalValue[] = [];
  let at = 0;

  function take(size: number): Buffer {
    if (size < 0 || at + size > input.length) throw new MarshalError('truncated');
    const part = input.subarray(at, at + size);
    at += size;
    return part;
  }
  const byte = (): number => take(1)[0] ?? 0;
  const int32 = (): number => take(4).readInt32LE();
  const float = (): number => take(8).readDoubleLE();
  const asciiFloat = (): number => Number(take(byte()).toString('latin1'));

  /** A count of items, each of which takes a byte at least. */
  function count(size: number): number {
    if (size < 0 || size > input.length - at) throw new MarshalError('truncated');
    return size;
  }

  function long(): number | bigint {
    const size = int32();
    const digits = Math.abs(size);
    if (digits > DIGITS_MAX) {
      take(digits * 2);
      return 0;
    }
    const bits = Array.from({ length: digits }, () =>
      take(2).readUInt16LE().toString(2).padStart(15, '0'),
    ).toReversed();
    const value = BigInt(`0b0${bits.join('')}`);
    return size < 0 ? -value : value;
  }

  function code(depth: number): CodeObject {
    const argcount = int32();
    const posonlyargcount = layout === '3.8' || layout === '3.11' ? int32() : 0;
    const kwonlyargcount = layout === '2.6' ? 0 : int32();
    if (layout !== '3.11') int32();
    int32();
    const flags = int32();
    const bytecode = bytesOf(read(depth));
    const found = itemsOf(read(depth));
    const consts = layout === '2.6' ? found.map(asText) : found;
    const names = namesOf(read(depth));
    const locals = namesOf(read(depth));
    let derefs: string[];
    let free: Set<string>;
    if (layout !== '3.11') {
      const freevars = namesOf(read(depth));
      derefs = [...namesOf(read(depth)), ...freevars];
      free = new Set(freevars);
    } else {
      const kinds = bytesOf(read(depth));
      derefs = locals;
      free = new Set(locals.filter((_name, index) => ((kinds[index] ?? 0) & KIND_FREE) !== 0));
    }
    const filename = textOf(read(depth));
    const name = textOf(read(depth));
    if (layout === '3.11') read(depth);
    const firstlineno = int32();
    const linetable = bytesOf(read(depth));
    const exceptiontable = layout === '3.11' ? bytesOf(read(depth)) : new Uint8Array(0);
    return {
      type: 'code',
      argcount,
      posonlyargcount,
      kwonlyargcount,
      flags,
      code: bytecode,
      consts,
      names,
      locals,
      derefs,
      free,
      filename,
      name,
      firstlineno,
      linetable,
      exceptiontable,
    };
  }

  function text(size: number, encoding: 'latin1' | 'utf8'): MarshalValue {
    return { type: 'str', value: take(size).toString(encoding) };
  }

  function intern(size: number): MarshalValue {
    const made: MarshalValue = { type: 'bytes', value: take(size).toString('latin1') };
    interned.push(made);
    return made;
  }

  function plain(kind: string): MarshalValue | null {
    switch (kind) {
      case 'i':
        return { type: 'int', value: int32() };
      case 'I':
        return { type: 'int', value: take(8).readBigInt64LE() };
      case 'l':
        return { type: 'int', value: long() };
      case 'f':
        return { type: 'float', value: asciiFloat() };
      case 'g':
        return { type: 'float', value: float() };
      case 'x':
        return { type: 'complex', real: asciiFloat(), imaginary: asciiFloat() };
      case 'y':
        return { type: 'complex', real: float(), imaginary: float() };
      case 's':
        return { type: 'bytes', value: take(int32()).toString('latin1') };
      case 't':
        return layout === '2.6' ? intern(int32()) : text(int32(), 'utf8');
      case 'u':
        return text(int32(), 'utf8');
      case 'a':
      case 'A':
        return text(int32(), 'latin1');
      case 'z':
      case 'Z':
        return text(byte(), 'latin1');
      default:
        return null;
    }
  }

  function sequence(
    type: 'tuple' | 'list' | 'set' | 'frozenset' | 'slice',
    size: number,
    index: number,
    depth: number,
  ): MarshalValue {
    const items: MarshalValue[] = [];
    const made: MarshalValue = { type, items };
    // A list may hold itself; what is not hashable yet stands in its place while it is read.
    if (index >= 0) refs[index] = made;
    for (let left = count(size); left > 0; left--) items.push(read(depth));
    return made;
  }

  function dictionary(index: number, depth: number): MarshalValue {
    const entries: (readonly [MarshalValue, MarshalValue])[] = [];
    const made: MarshalValue = { type: 'dict', entries };
    if (index >= 0) refs[index] = made;
    for (;;) {
      const key = read(depth);
      if (key.type === 'null') return made;
      entries.push([key, read(depth)]);
    }
  }

  function read(depth: number): MarshalValue {
    if (depth > DEPTH_MAX) throw new MarshalError('nesting');
    const first = byte();
    const kind = String.fromCharCode(first & 0x7f);
    const single = SINGLES[kind];
    if (single) return single;
    // There are no references to values in 2.x.
    if (layout === '2.6' && (first > 0x7f || kind === 'r')) throw new MarshalError('damaged');
    if (kind === 'r') {
      const found = refs[take(4).readUInt32LE()];
      if (!found) throw new MarshalError('damaged');
      return found;
    }
    if (kind === 'R' && layout === '2.6') {
      const found = interned[take(4).readUInt32LE()];
      if (!found) throw new MarshalError('damaged');
      return found;
    }
    const index = (first & 0x80) === 0 ? -1 : refs.push(NULL) - 1;
    const made = plain(kind) ?? container(kind, index, depth + 1);
    if (index >= 0) refs[index] = made;
    return made;
  }

  function container(kind: string, index: number, depth: number): MarshalValue {
    switch (kind) {
      case '(':
        return sequence('tuple', int32(), index, depth);
      case ')':
        return sequence('tuple', byte(), index, depth);
      case '[':
        return sequence('list', int32(), index, depth);
      case '<':
        return sequence('set', int32(), index, depth);
      case '>':
        return sequence('frozenset', int32(), index, depth);
      case ':':
        return sequence('slice', 3, index, depth);
      case '{':
        return dictionary(index, depth);
      case 'c':
        return code(depth);
      default:
        throw new MarshalError('damaged');
    }
  }

  try {
    return { value: read(0), bytesRead: at };
  } catch (error) {
    if (error instanceof MarshalError) return { problem: error.problem };
    if (error instanceof RangeError) return { problem: 'nesting' };
    throw error;
  }
}
