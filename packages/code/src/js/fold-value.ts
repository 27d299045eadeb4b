import { FOLD_CHARS_MAX, FOLD_ITEMS_MAX, LAYER_DEPTH_MAX } from '../limits.ts';

/** What the folder can compute. Bytes are Buffers and typed arrays of the source. */
export type FoldedValue = string | number | boolean | null | Uint8Array | readonly Folded[];

/** A constant and the decoding steps that led to it, first applied first (`base64`, `gzip`). */
export interface Folded {
  readonly value: FoldedValue;
  readonly layers: readonly string[];
}

/** The step of what only running the program's own code told. */
export const COMPUTED = 'computed';
/** The layer of a text that was run as code and stands nowhere in the package, not even in pieces. */
export const HIDDEN_CODE = 'hidden';

/** Wraps a value; null when it is over the size cap or under too many layers. */
export function folded(value: FoldedValue, layers: readonly string[] = []): Folded | null {
  if (layers.length > LAYER_DEPTH_MAX) return null;
  if (Array.isArray(value)) return value.length > FOLD_ITEMS_MAX ? null : { value, layers };
  const size = typeof value === 'string' || value instanceof Uint8Array ? value.length : 0;
  return size > FOLD_CHARS_MAX ? null : { value, layers };
}

/** The text of a folded string, null for anything else. */
export function textOf(item: Folded | null | undefined): string | null {
  return typeof item?.value === 'string' ? item.value : null;
}

/** Decoding steps of several values together, each once, in order. */
export function layersOf(...items: readonly (Folded | null | undefined)[]): readonly string[] {
  return layersOfAll(items);
}

/** The same for the elements of an array, which can be more than a call takes arguments. */
export function layersOfAll(items: readonly (Folded | null | undefined)[]): readonly string[] {
  const all: string[] = [];
  for (const item of items) for (const layer of item?.layers ?? []) if (!all.includes(layer)) all.push(layer);
  return all;
}

/** As JavaScript would print a value inside a string; null for bytes and arrays of unknowns. */
export function asText(value: FoldedValue): string | null {
  if (typeof value !== 'object') return String(value);
  if (value === null) return 'null';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  const parts = value.map((item) => asText(item.value));
  return parts.some((part) => part === null) ? null : parts.join(',');
}
