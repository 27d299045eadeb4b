import { FOLD_CHARS_MAX } from '../limits.ts';
import { linesLeft } from './shipped.ts';
import {
  addLayer,
  bytes,
  type ClassValue,
  joinLayers,
  keyOf,
  labelsOf,
  list,
  number,
  rawOf,
  smallIntOf,
  str,
  UNKNOWN_PIECE,
  unknown,
  type Value,
} from './value.ts';

/** Items of one sequence that is built. */
export const ITEMS_MAX = 400_000;

export function pieceOf(value: Value): string | null {
  if (value.kind === 'str') return value.text;
  return value.kind === 'ref' || value.kind === 'unknown' || value.kind === 'object' ? UNKNOWN_PIECE : null;
}

export function isPartial(value: Value): boolean {
  return value.kind !== 'str' || value.partial;
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
  if (value.kind === 'bytes') return bytes(cut(value.text, from, to, every), value.labels, layers);
  if (value.kind === 'str' && !value.partial) {
    const text = hasAstral(value.text)
      ? pick(Array.from(value.text), from, to, every).join('')
      : cut(value.text, from, to, every);
    return str(text, value.labels, layers);
  }
  if (value.kind === 'list' && value.whole)
    return list(pick(value.items, from, to, every), value.type, true, value.labels);
  return null;
}

const searched = { text: '', hasAstral: false };

/** Remembered for one text: a loop over its characters asks at each of them. */
function hasAstral(text: string): boolean {
  if (text !== searched.text) Object.assign(searched, { text, hasAstral: /[\ud800-\udfff]/.test(text) });
  return searched.hasAstral;
}

/** A bound of a slice: null when there is none, undefined when it is not known. */
function boundOf(value: Value | null): number | null | undefined {
  if (value === null || value.kind === 'none') return null;
  return smallIntOf(value) ?? undefined;
}

/** The places that `[start:stop:step]` means in a sequence of this length; null when a bound is not known. */
export function placesOf(
  length: number,
  start: Value | null,
  stop: Value | null,
  step: Value | null,
): number[] | null {
  const [from, to, by] = [boundOf(start), boundOf(stop), boundOf(step)];
  if (from === undefined || to === undefined || by === undefined || by === 0) return null;
  return placesBetween(length, from, to, by ?? 1);
}

function placesBetween(length: number, start: number | null, stop: number | null, step: number): number[] {
  const clamp = (value: number, low: number, high: number): number =>
    Math.min(high, Math.max(low, value < 0 ? value + length : value));
  const found: number[] = [];
  if (step > 0) {
    const end = stop === null ? length : clamp(stop, 0, length);
    for (let at = start === null ? 0 : clamp(start, 0, length); at < end; at += step) found.push(at);
  } else {
    const end = stop === null ? -1 : clamp(stop, -1, length - 1);
    for (let at = start === null ? length - 1 : clamp(start, -1, length - 1); at > end; at += step)
      found.push(at);
  }
  return found;
}

function pick<T>(from: ArrayLike<T>, start: number | null, stop: number | null, step: number): T[] {
  return placesBetween(from.length, start, stop, step).map((at) => from[at] as T);
}

/** Characters of a text; one after the other, they are a piece of it. */
function cut(text: string, start: number | null, stop: number | null, step: number): string {
  if (step !== 1) return pick(text, start, stop, step).join('');
  const { length } = text;
  const at = (bound: number): number => Math.min(length, Math.max(0, bound < 0 ? bound + length : bound));
  return text.slice(start === null ? 0 : at(start), stop === null ? length : Math.max(0, at(stop)));
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
  let labels = 0;
  for (const value of codes) {
    const code = smallIntOf(value);
    if (code === null || code < 0 || code > 0x10ffff) return null;
    labels |= value.labels;
    parts.push(String.fromCodePoint(code));
  }
  const layers = joinLayers(...codes.slice(0, 256).map((value) => value.layers));
  return str(parts.join(''), labels, addLayer(layers, 'charcode'));
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
    case 'ref':
      return linesLeft(value);
    case 'class':
      return membersOf(value);
    default:
      return null;
  }
}

/** The members of an enumeration; null for a class that is none. */
function membersOf({ bases, scope }: ClassValue): Value[] | null {
  if (!bases.some((base) => base.kind === 'ref' && base.name.startsWith('enum.'))) return null;
  return [...scope.names].flatMap(([name, value]) =>
    name.startsWith('_') || value.kind === 'function' ? [] : [value],
  );
}

/** Bytes of known numbers, with the layer `charcode`; null when one is no byte. */
export function bytesOfNumbers(items: readonly Value[]): Value | null {
  const codes: number[] = [];
  let labels = 0;
  for (const value of items) {
    const code = smallIntOf(value);
    if (code === null || code < 0 || code > 255) return null;
    labels |= value.labels;
    codes.push(code);
  }
  const layers = joinLayers(...items.slice(0, 256).map((value) => value.layers));
  return bytes(Buffer.from(codes).toString('latin1'), labels, addLayer(layers, 'charcode'));
}

/** The UTF-8 bytes of a text, and back. */
export function encodeText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
