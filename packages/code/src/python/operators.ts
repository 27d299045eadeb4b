import { LABEL } from '../js/labels.ts';
import { FOLD_CHARS_MAX } from '../limits.ts';
import { flipped } from './arrays.ts';
import { percent } from './format.ts';
import { ITEMS_MAX, isPartial, pieceOf } from './sequences.ts';
import {
  addLayer,
  bool,
  bytes,
  bytesIn,
  intOf,
  isOfCaller,
  joinLayers,
  keyOf,
  labelsOf,
  list,
  number,
  rawOf,
  smallIntOf,
  str,
  truthOf,
  unknown,
  type Value,
} from './value.ts';

/** Bits of a whole number that is computed. */
const BITS_MAX = 250_000;

/** The value of `a op b` as far as it is known; text keeps unknown pieces. */
export function binary(op: string, leftSide: Value, rightSide: Value): Value {
  if (op === 'BitXor' && (leftSide.kind === 'ref' || rightSide.kind === 'ref')) {
    const made = flipped(leftSide, rightSide);
    if (made) return made;
  }
  const a = bytesIn(leftSide) ?? leftSide;
  const b = bytesIn(rightSide) ?? rightSide;
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
  if (left === null || right === null) return fraction(op, a, b) ?? unknown(labels | hiddenBy(op, a, b));
  const layers = joinLayers(a.layers, b.layers);
  const value = arithmetic(op, left, right);
  if (value === null) return unknown(labels);
  // A byte that is flipped with a constant is a cipher when what comes out is joined to text.
  return number(value, labels, op === 'BitXor' ? addLayer(layers, 'xor') : layers);
}

/**
 * A constant that was decoded and is flipped with a key that nobody knows yet is a hidden constant all the same; what a
 * file holds is decoded by a key that stands in the source.
 */
function hiddenBy(op: string, a: Value, b: Value): number {
  if (op !== 'BitXor') return 0;
  if (a.layers.length > 0 || b.layers.length > 0) return LABEL.decodedConst;
  const isKeyed = (data: Value, key: Value): boolean =>
    (data.labels & LABEL.file) !== 0 && data.kind !== 'number' && intOf(key) !== null;
  return isKeyed(a, b) || isKeyed(b, a) ? LABEL.decoded : 0;
}

/** A value as a number; not a number for what is none. */
const floatOf = (value: Value): number =>
  Number(value.kind === 'number' ? value.value : (intOf(value) ?? NaN));

/** Arithmetic with numbers that are not whole; null for other operators and operands. */
function fraction(op: string, a: Value, b: Value): Value | null {
  const x = floatOf(a);
  const y = floatOf(b);
  if (Number.isNaN(x) || Number.isNaN(y)) return null;
  const layers = joinLayers(a.layers, b.layers);
  const made = (value: number): Value | null => (Number.isFinite(value) ? number(value, 0, layers) : null);
  switch (op) {
    case 'Sub':
      return made(x - y);
    case 'Mult':
      return made(x * y);
    case 'Div':
      return y === 0 ? null : made(x / y);
    case 'FloorDiv':
      return y === 0 ? null : made(Math.floor(x / y));
    case 'Mod':
      return y === 0 ? null : made(x - Math.floor(x / y) * y);
    case 'Pow':
      return made(x ** y);
    default:
      return null;
  }
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
  const x = intOf(a);
  const y = intOf(b);
  if (x !== null && y !== null) return number(BigInt(x) + BigInt(y), labels, layers);
  if (a.kind === 'number' && b.kind === 'number')
    return number(Number(a.value) + Number(b.value), labels, layers);
  return unknown(labels);
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
  if (isOfCaller(a) || isOfCaller(b)) return null;
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
  if (a.kind === 'number' && b.kind === 'number') {
    const [first, second] = [Number(a.value), Number(b.value)];
    if (op === 'Lt') return first < second;
    if (op === 'LtE') return first <= second;
    if (op === 'Gt') return first > second;
    if (op === 'GtE') return first >= second;
  }
  if (a.kind === 'list' && b.kind === 'list' && a.whole && b.whole && /^[LG]t/.test(op))
    return compareItems(op, a.items, b.items);
  const left = rawOf(a);
  const right = rawOf(b);
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

/** Sequences are ordered by the first items that differ. */
function compareItems(op: string, a: readonly Value[], b: readonly Value[]): boolean | null {
  for (let at = 0; at < Math.min(a.length, b.length, 1000); at++) {
    const [x, y] = [a[at], b[at]];
    if (!x || !y) return null;
    const same = compare('Eq', x, y);
    if (same === null) return null;
    if (!same) return compare(op, x, y);
  }
  const [x, y] = [number(a.length), number(b.length)];
  return compare(op, x, y);
}

/** True for a name outside, such as `sys.platform`: it may hold what anything else is. */
function mayBeOther({ kind }: Value): boolean {
  return kind === 'ref';
}

function contains(container: Value, sought: Value): boolean | null {
  const needle = rawOf(sought);
  if (container.kind === 'str')
    return needle === null || container.partial ? null : container.text.includes(needle);
  if (container.kind === 'bytes') return needle === null ? null : container.text.includes(needle);
  const key = keyOf(sought);
  if (key === null || mayBeOther(sought)) return null;
  if (container.kind === 'list' && container.whole) {
    const keys = container.items.map(keyOf);
    if (keys.includes(key)) return true;
    return keys.includes(null) || container.items.some(mayBeOther) ? null : false;
  }
  if (container.kind === 'dict' && container.whole) return container.entries.has(key);
  return null;
}
