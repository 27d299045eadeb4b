import { FOLD_CHARS_MAX } from '../limits.ts';
import {
  addLayer,
  bool,
  bytes,
  displayOf,
  intOf,
  joinLayers,
  keyOf,
  labelsOf,
  list,
  number,
  rawOf,
  smallIntOf,
  str,
  textOf,
  truthOf,
  UNKNOWN_PIECE,
  unknown,
  type Value,
} from './value.ts';

/** Items of one sequence that is built. */
const ITEMS_MAX = 400_000;
/** Bits of a whole number that is computed. */
const BITS_MAX = 4_000_000;

/** The value of `a op b` as far as it is known; text keeps unknown pieces. */
export function binary(op: string, a: Value, b: Value): Value {
  const labels = labelsOf(a) | labelsOf(b);
  if (op === 'Add') return add(a, b, labels);
  if (op === 'Mod' && (a.kind === 'str' || a.kind === 'bytes')) return percent(a, b, labels);
  if (op === 'Mult') {
    const repeated = repeat(a, b) ?? repeat(b, a);
    if (repeated) return repeated;
  }
  if (op === 'Div' && a.kind === 'ref') return unknown(labels);
  const left = intOf(a);
  const right = intOf(b);
  if (left === null || right === null) return unknown(labels);
  const layers = joinLayers(a.layers, b.layers);
  const value = arithmetic(op, left, right);
  if (value === null) return unknown(labels);
  // A byte that is flipped with a constant is a cipher when what comes out is joined to text.
  return number(value, labels, op === 'BitXor' ? addLayer(layers, 'xor') : layers);
}

function arithmetic(op: string, a: number | bigint, b: number | bigint): number | bigint | null {
  if (op === 'Div') {
    return b === 0 || b === 0n ? null : Number(a) / Number(b);
  }
  const [x, y] = [BigInt(a), BigInt(b)];
  switch (op) {
    case 'Sub':
      return x - y;
    case 'Mult':
      return bitsOf(x) + bitsOf(y) > BITS_MAX ? null : x * y;
    case 'FloorDiv':
      return y === 0n ? null : floorDiv(x, y);
    case 'Mod':
      return y === 0n ? null : x - floorDiv(x, y) * y;
    case 'Pow':
      return y < 0n || bitsOf(x) * Number(y) > BITS_MAX ? null : x ** y;
    case 'BitXor':
      return x ^ y;
    case 'BitAnd':
      return x & y;
    case 'BitOr':
      return x | y;
    case 'LShift':
      return y < 0n || Number(y) > BITS_MAX ? null : x << y;
    case 'RShift':
      return y < 0n ? null : x >> y;
    default:
      return null;
  }
}

function bitsOf(value: bigint): number {
  return value < 2n ** 64n && value > -(2n ** 64n) ? 64 : value.toString(16).length * 4;
}

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function add(a: Value, b: Value, labels: number): Value {
  const layers = joinLayers(a.layers, b.layers);
  if (a.kind === 'bytes' && b.kind === 'bytes')
    return a.text.length + b.text.length > FOLD_CHARS_MAX
      ? unknown(labels)
      : bytes(a.text + b.text, labels, layers);
  if (a.kind === 'str' || b.kind === 'str') {
    // Only text can be added to text: what is not known on one side is text that is not known.
    const [left, right] = [pieceOf(a), pieceOf(b)];
    if (left === null || right === null || left.length + right.length > FOLD_CHARS_MAX)
      return unknown(labels);
    return str(left + right, labels, layers, isPartial(a) || isPartial(b));
  }
  if (a.kind === 'list' && b.kind === 'list') {
    return a.items.length + b.items.length > ITEMS_MAX
      ? unknown(labels)
      : list([...a.items, ...b.items], a.type, a.whole && b.whole, a.labels | b.labels);
  }
  const [x, y] = [intOf(a), intOf(b)];
  if (x !== null && y !== null) return number(BigInt(x) + BigInt(y), labels, layers);
  if (a.kind === 'number' && b.kind === 'number')
    return number(Number(a.value) + Number(b.value), labels, layers);
  return unknown(labels);
}

function pieceOf(value: Value): string | null {
  if (value.kind === 'str') return value.text;
  return value.kind === 'ref' || value.kind === 'unknown' || value.kind === 'object' ? UNKNOWN_PIECE : null;
}

function isPartial(value: Value): boolean {
  return value.kind !== 'str' || value.partial;
}

function repeat(what: Value, times: Value): Value | null {
  const count = smallIntOf(times);
  if (count === null) return null;
  const n = Math.max(0, count);
  const labels = labelsOf(what) | times.labels;
  if (what.kind === 'str')
    return what.text.length * n > FOLD_CHARS_MAX
      ? unknown(labels)
      : str(what.text.repeat(n), labels, what.layers, what.partial);
  if (what.kind === 'bytes')
    return what.text.length * n > FOLD_CHARS_MAX
      ? unknown(labels)
      : bytes(what.text.repeat(n), labels, what.layers);
  if (what.kind === 'list') {
    if (what.items.length * n > ITEMS_MAX) return unknown(labels);
    return list(Array.from({ length: n }, () => what.items).flat(), what.type, what.whole, what.labels);
  }
  return null;
}

/** The value of a unary operator. */
export function unary(op: string, value: Value): Value {
  if (op === 'Not') {
    const truth = truthOf(value);
    return truth === null ? unknown(value.labels) : bool(!truth);
  }
  const n = intOf(value);
  if (n === null) {
    if (op === 'USub' && value.kind === 'number')
      return number(-Number(value.value), value.labels, value.layers);
    return unknown(value.labels);
  }
  const big = BigInt(n);
  const result = op === 'USub' ? -big : op === 'Invert' ? ~big : big;
  return number(result, value.labels, value.layers);
}

/** The truth of `a op b`; null when it is not known. */
export function compare(op: string, a: Value, b: Value): boolean | null {
  if (op === 'In' || op === 'NotIn') {
    const inside = contains(b, a);
    return inside === null ? null : inside === (op === 'In');
  }
  const [x, y] = [intOf(a), intOf(b)];
  if (x !== null && y !== null) {
    switch (op) {
      case 'Lt':
        return x < y;
      case 'LtE':
        return x <= y;
      case 'Gt':
        return x > y;
      case 'GtE':
        return x >= y;
      default:
        break;
    }
  }
  const [left, right] = [rawOf(a), rawOf(b)];
  if (left !== null && right !== null && a.kind === b.kind) {
    if (op === 'Lt') return left < right;
    if (op === 'Gt') return left > right;
  }
  const [keyA, keyB] = [keyOf(a), keyOf(b)];
  // What an outside name holds is not known, even when both sides name the same one differently.
  if (keyA === null || keyB === null || a.kind === 'ref' || b.kind === 'ref') return null;
  if (op === 'Eq' || op === 'Is') return keyA === keyB;
  if (op === 'NotEq' || op === 'IsNot') return keyA !== keyB;
  return null;
}

function contains(container: Value, item: Value): boolean | null {
  const needle = rawOf(item);
  if (container.kind === 'str')
    return needle === null || container.partial ? null : container.text.includes(needle);
  if (container.kind === 'bytes') return needle === null ? null : container.text.includes(needle);
  const key = keyOf(item);
  if (key === null) return null;
  if (container.kind === 'list' && container.whole) {
    const keys = container.items.map(keyOf);
    return keys.includes(key) ? true : keys.includes(null) ? null : false;
  }
  if (container.kind === 'dict' && container.whole) return container.entries.has(key);
  return null;
}

/** `value[index]` of a known sequence or mapping; null when it is neither or has no such item. */
export function item(value: Value, index: Value): Value | null {
  if (value.kind === 'dict') {
    const key = keyOf(index);
    const found = key === null ? undefined : value.entries.get(key);
    return found?.value ?? null;
  }
  const at = smallIntOf(index);
  if (at === null) return null;
  if (value.kind === 'list') {
    if (!value.whole) return null;
    return value.items.at(at) ?? null;
  }
  if (value.kind === 'bytes') {
    const code = value.text.charCodeAt(at < 0 ? value.text.length + at : at);
    return Number.isNaN(code) ? null : number(code, value.labels, value.layers);
  }
  if (value.kind === 'str' && !value.partial) {
    const char = hasAstral(value.text) ? Array.from(value.text).at(at) : value.text.at(at);
    return char === undefined ? null : str(char, value.labels, value.layers);
  }
  return null;
}

/** `value[start:stop:step]` of a known sequence; null when it is none. A whole reversal is the layer `reverse`. */
export function slice(
  value: Value,
  start: Value | null,
  stop: Value | null,
  step: Value | null,
): Value | null {
  const [from, to, by] = [boundOf(start), boundOf(stop), boundOf(step)];
  if (from === undefined || to === undefined || by === undefined || by === 0) return null;
  const every = by ?? 1;
  const layers = every < 0 ? addLayer(value.layers, 'reverse') : value.layers;
  if (value.kind === 'bytes') return bytes(pick(value.text, from, to, every).join(''), value.labels, layers);
  if (value.kind === 'str' && !value.partial) {
    const chars = hasAstral(value.text) ? Array.from(value.text) : value.text;
    return str(pick(chars, from, to, every).join(''), value.labels, layers);
  }
  if (value.kind === 'list' && value.whole)
    return list(pick(value.items, from, to, every), value.type, true, value.labels);
  return null;
}

function hasAstral(text: string): boolean {
  return /[\ud800-\udfff]/.test(text);
}

/** A bound of a slice: null when there is none, undefined when it is not known. */
function boundOf(value: Value | null): number | null | undefined {
  if (value === null || value.kind === 'none') return null;
  return smallIntOf(value) ?? undefined;
}

function pick<T>(from: ArrayLike<T>, start: number | null, stop: number | null, step: number): T[] {
  const { length } = from;
  const clamp = (value: number, low: number, high: number): number =>
    Math.min(high, Math.max(low, value < 0 ? value + length : value));
  const found: T[] = [];
  if (step > 0) {
    const end = stop === null ? length : clamp(stop, 0, length);
    for (let at = start === null ? 0 : clamp(start, 0, length); at < end; at += step)
      found.push(from[at] as T);
  } else {
    const end = stop === null ? -1 : clamp(stop, -1, length - 1);
    for (let at = start === null ? length - 1 : clamp(start, -1, length - 1); at > end; at += step)
      found.push(from[at] as T);
  }
  return found;
}

/** The text of a value under a format such as `02x`; unknown pieces marked. */
export function formatted(value: Value, format: string): { text: string; partial: boolean } {
  const n = intOf(value);
  const spec = /^(?:(.)?([<>^=]))?[+ -]?#?(0)?(\d+)?[,_]?(?:\.(\d+))?([a-zA-Z%])?$/.exec(format);
  if (format === '' || !spec) return displayOf(value);
  const [, fill, align, zero, width, , type] = spec;
  let { text, partial } = displayOf(value);
  if (n !== null && type !== undefined) {
    if (type === 'x') text = n.toString(16);
    else if (type === 'X') text = n.toString(16).toUpperCase();
    else if (type === 'b') text = n.toString(2);
    else if (type === 'o') text = n.toString(8);
    else if (type === 'c' && n >= 0 && n <= 0x10ffff) text = String.fromCodePoint(Number(n));
    partial = false;
  }
  const size = Math.min(Number(width ?? 0), 10_000);
  if (text.length < size && !partial) {
    const pad = zero !== undefined && fill === undefined ? '0' : (fill ?? ' ');
    const left = align === '<' || (align === undefined && n === null && zero === undefined);
    if (align === '^') text = text.padStart((size + text.length) >> 1, pad).padEnd(size, pad);
    else text = left ? text.padEnd(size, pad) : text.padStart(size, pad);
  }
  return { text, partial };
}

function percent(pattern: Extract<Value, { kind: 'str' | 'bytes' }>, argument: Value, labels: number): Value {
  const values = argument.kind === 'list' && argument.type === 'tuple' ? argument.items : [argument];
  const partialPattern = pattern.kind === 'str' && pattern.partial;
  let next = 0;
  let partial = partialPattern;
  const layers = joinLayers(pattern.layers, ...values.slice(0, 64).map((value) => value.layers));
  const text = pattern.text.replace(
    /%(?:\(([^)]*)\))?[#0\- +]*(\d+|\*)?(?:\.(?:\d+|\*))?[hlL]?([a-zA-Z%])/g,
    (_whole, key: string | undefined, width: string | undefined, type: string) => {
      if (type === '%') return '%';
      const value = key === undefined ? values[next++] : (item(argument, str(key)) ?? undefined);
      if (value === undefined) {
        partial = true;
        return UNKNOWN_PIECE;
      }
      const shown = formatted(
        value,
        /[xXob]/.test(type)
          ? `${_whole.includes('0') ? '0' : ''}${width ?? ''}${type}`
          : type === 'c' && value.kind === 'number'
            ? 'c'
            : '',
      );
      partial ||= shown.partial;
      return shown.text;
    },
  );
  if (text.length > FOLD_CHARS_MAX) return unknown(labels);
  return pattern.kind === 'bytes' && !partial
    ? bytes(text, labels, layers)
    : str(text, labels, layers, partial);
}

/** `pattern.format(…)`: fields by place and by name, with simple format specs. */
export function formatMethod(
  pattern: Value,
  args: readonly Value[],
  named: ReadonlyMap<string, Value>,
): Value {
  const labels = [...args, ...named.values()].reduce((all, value) => all | labelsOf(value), pattern.labels);
  if (pattern.kind !== 'str') return unknown(labels);
  const layers = joinLayers(
    pattern.layers,
    ...args.slice(0, 64).map((value) => value.layers),
    ...[...named.values()].slice(0, 64).map((value) => value.layers),
  );
  let next = 0;
  let partial = pattern.partial;
  const text = pattern.text.replace(
    /\{\{|\}\}|\{([^{}!:]*)(?:![rsa])?(?::([^{}]*))?\}/g,
    (whole, field: string | undefined, spec: string | undefined) => {
      if (whole === '{{') return '{';
      if (whole === '}}') return '}';
      const [name = '', ...path] = (field ?? '')
        .split(/[.[\]]+/)
        .filter((part, index) => index === 0 || part !== '');
      let value = name === '' ? args[next++] : /^\d+$/.test(name) ? args[Number(name)] : named.get(name);
      for (const part of path)
        value = value && (item(value, /^\d+$/.test(part) ? number(Number(part)) : str(part)) ?? undefined);
      if (value === undefined) {
        partial = true;
        return UNKNOWN_PIECE;
      }
      const shown = formatted(value, spec ?? '');
      partial ||= shown.partial;
      return shown.text;
    },
  );
  return text.length > FOLD_CHARS_MAX ? unknown(labels) : str(text, labels, layers, partial);
}

/** Joins known texts or bytes; unknown items make the text partial. */
export function join(separator: Value, items: readonly Value[], whole: boolean): Value {
  const labels = items.slice(0, 5000).reduce((all, value) => all | labelsOf(value), separator.labels);
  const glue = rawOf(separator);
  if (glue === null) return unknown(labels);
  const parts: string[] = [];
  let chars = 0;
  let partial = !whole;
  for (const value of items) {
    const text = rawOf(value) ?? pieceOf(value);
    if (text === null) return unknown(labels);
    partial ||= isPartial(value) && value.kind !== 'bytes';
    chars += text.length + glue.length;
    if (chars > FOLD_CHARS_MAX) return unknown(labels);
    parts.push(text);
  }
  const layers = joinLayers(...items.slice(0, 256).map((value) => value.layers));
  const text = parts.join(glue);
  if (separator.kind === 'bytes') return partial ? unknown(labels) : bytes(text, labels, layers);
  return str(text, labels, layers, partial);
}

/** Text of character codes with the layer `charcode`; null when one is no character. */
export function charText(codes: readonly Value[]): Value | null {
  const parts: string[] = [];
  for (const value of codes) {
    const code = smallIntOf(value);
    if (code === null || code < 0 || code > 0x10ffff) return null;
    parts.push(String.fromCodePoint(code));
  }
  const layers = joinLayers(...codes.slice(0, 256).map((value) => value.layers));
  return str(parts.join(''), 0, addLayer(layers, 'charcode'));
}

/** Items that a loop over a value gives; null when they are not all known. */
export function iterate(value: Value): Value[] | null {
  switch (value.kind) {
    case 'list':
      return value.whole && !value.endless ? value.items : null;
    case 'dict':
      return value.whole ? [...value.entries.values()].map((entry) => entry.key) : null;
    case 'str': {
      if (value.partial || value.text.length > ITEMS_MAX) return null;
      return Array.from(value.text, (char) => str(char, value.labels, value.layers));
    }
    case 'bytes':
      return value.text.length > ITEMS_MAX
        ? null
        : Array.from(value.text, (char) => number(char.charCodeAt(0), value.labels, value.layers));
    default:
      return null;
  }
}

/** Bytes of known numbers, with the layer `charcode`; null when one is no byte. */
export function bytesOfNumbers(items: readonly Value[]): Value | null {
  const codes: number[] = [];
  for (const value of items) {
    const code = smallIntOf(value);
    if (code === null || code < 0 || code > 255) return null;
    codes.push(code);
  }
  const layers = joinLayers(...items.slice(0, 256).map((value) => value.layers));
  return bytes(Buffer.from(codes).toString('latin1'), 0, addLayer(layers, 'charcode'));
}

/** The UTF-8 bytes of a text, and back. */
export function encodeText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
