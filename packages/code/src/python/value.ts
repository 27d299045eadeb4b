import { LABEL } from '../js/labels.ts';
import type { LinkedScope } from './linked.ts';
import type { Node, Scope } from './tree.ts';

/**
 * What the evaluator knows of a Python value. `labels` say where its data came from (see js/labels.ts), `layers` what
 * was decoded to make it, first applied first. Text of bytes is Latin-1: one character a byte.
 */
export type Value =
  | StrValue
  | BytesValue
  | NumberValue
  | ListValue
  | DictValue
  | RefValue
  | FunctionValue
  | ClassValue
  | ObjectValue
  | PlainValue;

interface Traced {
  labels: number;
  readonly layers: readonly string[];
}

/** Text; `partial` when pieces are unknown, which stand in it as {@link UNKNOWN_PIECE}. */
export interface StrValue extends Traced {
  readonly kind: 'str';
  readonly text: string;
  readonly partial: boolean;
}
export interface BytesValue extends Traced {
  readonly kind: 'bytes';
  readonly text: string;
}
export interface NumberValue extends Traced {
  readonly kind: 'number';
  readonly value: number | bigint;
}
export interface ListValue extends Traced {
  readonly kind: 'list';
  /** A `bytearray` is a list of numbers, as it changes in place. */
  readonly type: 'list' | 'tuple' | 'set' | 'bytearray';
  items: Value[];
  /** False when there may be items that are not known. */
  whole: boolean;
  /** The items come again and again without end: `itertools.cycle`. */
  readonly endless?: boolean;
  /** Of what a generator yields: takes what `send` is given, before the next item is taken out. */
  readonly resume?: (sent: Value) => void;
}
export interface DictValue extends Traced {
  readonly kind: 'dict';
  /** By the key's canonical text, see `keyOf`. */
  readonly entries: Map<string, { readonly key: Value; value: Value }>;
  whole: boolean;
  /** What makes the value of a key that is asked for and not there: `collections.defaultdict`. */
  readonly factory?: Value;
}
/** Something outside: a module, its attribute, or what calling that gave, by canonical name: `requests.get().text`. */
export interface RefValue extends Traced {
  readonly kind: 'ref';
  readonly name: string;
  /** Constant text that says where a connection goes, or which file is open. */
  readonly targets?: readonly string[];
  /** A module of the same distribution. */
  readonly module?: LinkedScope;
  /** A method of a known value: `''.join` without its call. */
  readonly bound?: { readonly self: Value; readonly method: string };
}
export interface FunctionValue extends Traced {
  readonly kind: 'function';
  readonly node: Node;
  readonly scope: Scope;
  /** The object that a method is bound to. */
  readonly self: Value | null;
}
export interface ClassValue extends Traced {
  readonly kind: 'class';
  readonly name: string;
  readonly scope: Scope;
  readonly bases: readonly Value[];
  /** The class of the source of which it is an object. */
  readonly meta?: ClassValue;
  /** What an object is made with, where the class has no constructor of its own. */
  readonly fields?: readonly string[];
}
export interface ObjectValue extends Traced {
  readonly kind: 'object';
  readonly type: ClassValue;
  readonly attributes: Map<string, Value>;
}
export interface PlainValue extends Traced {
  readonly kind: 'none' | 'true' | 'false' | 'unknown';
  /** Numbers one after the other, more of them than are made. */
  readonly progression?: { readonly start: number; readonly step: number };
  /** A request that a server was sent, see visitors.ts. */
  readonly request?: true;
}

/** Stands in a text for a piece that is not known. */
export const UNKNOWN_PIECE = '$UNKNOWN';

const NO_LAYERS: readonly string[] = [];
/** Layers that one value carries at most. */
const LAYERS_KEPT = 24;

export const str = (
  text: string,
  labels = 0,
  layers: readonly string[] = NO_LAYERS,
  partial = false,
): StrValue => ({ kind: 'str', text, partial, labels, layers });

export const bytes = (text: string, labels = 0, layers: readonly string[] = NO_LAYERS): BytesValue => ({
  kind: 'bytes',
  text,
  labels,
  layers,
});

export const number = (
  value: number | bigint,
  labels = 0,
  layers: readonly string[] = NO_LAYERS,
): NumberValue => ({ kind: 'number', value: shrink(value), labels, layers });

export const list = (
  items: Value[],
  type: ListValue['type'] = 'list',
  whole = true,
  labels = 0,
): ListValue => ({ kind: 'list', type, items, whole, labels, layers: NO_LAYERS });

export const dict = (): DictValue => ({
  kind: 'dict',
  entries: new Map(),
  whole: true,
  labels: 0,
  layers: NO_LAYERS,
});

/** Puts the entries of one dictionary into another, which then knows no more of them than that one did. */
export function fillFrom(into: DictValue, from: DictValue): void {
  for (const [key, entry] of from.entries) into.entries.set(key, { ...entry });
  into.labels |= from.labels;
  into.whole &&= from.whole;
}

export const ref = (name: string, labels = 0, targets?: readonly string[]): RefValue => ({
  kind: 'ref',
  name: name.length > 300 ? name.slice(0, 300) : name,
  labels,
  layers: NO_LAYERS,
  ...(targets && targets.length > 0 ? { targets } : {}),
});

export const unknown = (labels = 0): PlainValue => ({ kind: 'unknown', labels, layers: NO_LAYERS });
export const none = (): PlainValue => ({ kind: 'none', labels: 0, layers: NO_LAYERS });
export const bool = (value: boolean): PlainValue => ({
  kind: value ? 'true' : 'false',
  labels: 0,
  layers: NO_LAYERS,
});

/** A bigint that fits is a number: one form for one value. */
function shrink(value: number | bigint): number | bigint {
  return typeof value === 'bigint' &&
    value <= BigInt(Number.MAX_SAFE_INTEGER) &&
    value >= BigInt(Number.MIN_SAFE_INTEGER)
    ? Number(value)
    : value;
}

/** The layers of several values joined in order; values that were made in the same way count once. */
export function joinLayers(...parts: readonly (readonly string[])[]): readonly string[] {
  const first = parts.find((part) => part.length > 0);
  if (!first) return NO_LAYERS;
  const seen = new Set([first.join('>')]);
  let found = first;
  for (const part of parts) {
    const key = part.join('>');
    if (part.length === 0 || seen.has(key)) continue;
    seen.add(key);
    found = [...found, ...part.filter((layer, index) => index > 0 || layer !== found.at(-1))].slice(
      0,
      LAYERS_KEPT,
    );
  }
  return found;
}

/** A value's layers with one more. */
export function addLayer(layers: readonly string[], layer: string): readonly string[] {
  return layers.at(-1) === layer || layers.length >= LAYERS_KEPT ? layers : [...layers, layer];
}

const isHolder = ({ kind }: Value): boolean => kind === 'list' || kind === 'dict' || kind === 'object';

const LABEL_LEVELS_MAX = 5;
const LABEL_ITEMS_MAX = 2_000;

const NOTHING: readonly Value[] = [];

/** What a value holds directly. */
function heldBy(value: Value): readonly Value[] {
  switch (value.kind) {
    case 'list':
      return value.items.length > LABEL_ITEMS_MAX ? value.items.slice(0, LABEL_ITEMS_MAX) : value.items;
    case 'dict':
      return value.entries.size === 0
        ? NOTHING
        : [...value.entries.values()].flatMap(({ key, value: held }) => [key, held]);
    case 'object':
      return value.attributes.size === 0 ? NOTHING : [...value.attributes.values()];
    default:
      return NOTHING;
  }
}

/**
 * The labels of a value and of what it holds, five levels deep. Each thing is looked into once, at its highest level:
 * objects that know each other lead to each other on more ways than anybody can walk.
 */
export function labelsOf(value: Value): number {
  // Nearly all values hold nothing.
  if (!isHolder(value)) return value.labels;
  let { labels } = value;
  let level = heldBy(value);
  let seen: Set<Value> | null = null;
  for (let depth = 1; level.length > 0; depth++) {
    let next: Value[] | null = null;
    for (let at = 0; at < level.length; at++) {
      const held = level[at] as Value;
      labels |= held.labels;
      if (depth >= LABEL_LEVELS_MAX || !isHolder(held)) continue;
      seen ??= new Set();
      if (seen.has(held)) continue;
      seen.add(held);
      next ??= [];
      const inner = heldBy(held);
      for (let place = 0; place < inner.length; place++) next.push(inner[place] as Value);
    }
    if (next === null) return labels;
    level = next;
  }
  return labels;
}

const PATH = 'pathlib.Path()';
const PATHS_MAX = 6;

/** A path that may be one of two; null for other values. What is done to it is done to any of them. */
export function eitherPath(a: Value, b: Value): RefValue | null {
  if (a.kind !== 'ref' || b.kind !== 'ref' || a.name !== PATH || b.name !== PATH) return null;
  const paths = new Set([...(a.targets ?? []), ...(b.targets ?? [])]);
  return ref(PATH, a.labels | b.labels, [...paths].slice(0, PATHS_MAX));
}

/** The functions that the body of a class defines. */
export function methodsOf({ scope }: ClassValue): Node[] {
  return [...scope.names.values()].flatMap((value) => (value.kind === 'function' ? [value.node] : []));
}

/** The layers of a value and of what it holds directly. */
export function layersOf(value: Value): readonly string[] {
  if (value.kind === 'list') return joinLayers(...value.items.slice(0, 64).map((item) => item.layers));
  return value.layers;
}

/** True for the default of a parameter and what is made of it: who calls may have given something else. */
export const isOfCaller = ({ labels }: Value): boolean => (labels & LABEL.param) !== 0;

/** Whether a value is wholly known; null when it is not, else its truth. */
export function truthOf(value: Value): boolean | null {
  if (isOfCaller(value)) return null;
  switch (value.kind) {
    case 'true':
      return true;
    case 'false':
    case 'none':
      return false;
    case 'str':
      return value.partial ? true : value.text.length > 0;
    case 'bytes':
      return value.text.length > 0;
    case 'number':
      return value.value !== 0 && value.value !== 0n;
    case 'list':
      return value.whole ? value.items.length > 0 : null;
    case 'dict':
      return value.whole ? value.entries.size > 0 : null;
    case 'function':
    case 'class':
      return true;
    default:
      return null;
  }
}

/** A text that tells equal keys apart from others; null for what cannot be a known key. */
export function keyOf(value: Value): string | null {
  switch (value.kind) {
    case 'str':
      return value.partial ? null : `s${value.text}`;
    case 'bytes':
      return `b${value.text}`;
    case 'number':
      return `n${value.value}`;
    case 'true':
      return 'n1';
    case 'false':
      return 'n0';
    case 'none':
      return 'none';
    case 'list': {
      if (value.type !== 'tuple' || !value.whole || value.items.length > 50) return null;
      const keys = value.items.map(keyOf);
      return keys.includes(null) ? null : `t${JSON.stringify(keys)}`;
    }
    case 'ref':
      return value.name.includes('()') ? null : `r${value.name}`;
    default:
      return null;
  }
}

/** True for two keys that `keyOf` tells no difference between. */
export function isSameKey(a: Value, b: Value): boolean {
  // Without a text of either: tables hold numbers and texts, and all of their items are compared.
  if (a.kind === 'number' && b.kind === 'number' && typeof a.value === typeof b.value)
    return a.value === b.value || (Number.isNaN(a.value) && Number.isNaN(b.value));
  if (a.kind === 'str' && b.kind === 'str') return !a.partial && !b.partial && a.text === b.text;
  const key = keyOf(a);
  return key !== null && key === keyOf(b);
}

/** The whole number that a value is; null for everything else. */
export function intOf(value: Value | undefined): number | bigint | null {
  if (value?.kind === 'true') return 1;
  if (value?.kind === 'false') return 0;
  if (value?.kind !== 'number') return null;
  return typeof value.value === 'bigint' || Number.isInteger(value.value) ? value.value : null;
}

/** A small whole number, for indexes and counts. */
export function smallIntOf(value: Value | undefined): number | null {
  const found = intOf(value);
  return typeof found === 'number' ? found : null;
}

/** Known text of a `str`; null when it is none or has unknown pieces. */
export function textOf(value: Value | undefined): string | null {
  return value?.kind === 'str' && !value.partial ? value.text : null;
}

/** Known text or bytes. */
export function rawOf(value: Value | undefined): string | null {
  if (value?.kind === 'list') return bytesIn(value)?.text ?? null;
  return value?.kind === 'bytes' ? value.text : textOf(value);
}

/** A `bytearray` as the bytes that it holds; null for other values, and where they are not all known. */
export function bytesIn(value: Value): BytesValue | null {
  if (value.kind !== 'list' || value.type !== 'bytearray' || !value.whole) return null;
  const codes = value.items.map(smallIntOf);
  if (codes.some((code) => code === null || code < 0 || code > 255)) return null;
  const layers = joinLayers(...value.items.slice(0, 256).map((item) => item.layers));
  return bytes(Buffer.from(codes.map(Number)).toString('latin1'), value.labels, layers);
}

const IS_PATH =
  /^(?:pathlib\.Path|shutil\.which\(\)$|tempfile\.(?:\w+\(\)\.name|mkstemp\(\)\[\])$|open\(\)\.name$|os\.open\(\)$|glob\.i?glob\(\)\[\]$|os\.scandir\(\)\[\](?:\.path)?$)/;

/** `str(value)` as far as it is known, unknown pieces marked. */
export function displayOf(value: Value): { readonly text: string; readonly partial: boolean } {
  switch (value.kind) {
    case 'str':
      return { text: value.text, partial: value.partial };
    case 'number':
      return { text: String(value.value), partial: false };
    case 'true':
      return { text: 'True', partial: false };
    case 'false':
      return { text: 'False', partial: false };
    case 'none':
      return { text: 'None', partial: false };
    case 'bytes':
      return { text: `b'${value.text}'`, partial: false };
    case 'ref': {
      // Paths that objects stand for: `str(path)`, `f'{temporary.name}'`.
      const [path] = value.targets ?? [];
      return path !== undefined && IS_PATH.test(value.name)
        ? { text: path, partial: true }
        : { text: UNKNOWN_PIECE, partial: true };
    }
    default:
      return { text: UNKNOWN_PIECE, partial: true };
  }
}
