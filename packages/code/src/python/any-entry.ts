import { sinkKindOf } from './api.ts';
import { either } from './displays.ts';
import { madeWith } from './kept.ts';
import type { Machine } from './machine.ts';
import { type DictValue, keyOf, labelsOf, list, type RefValue, ref, type Value } from './value.ts';

/** What stands for one of several things that can be called, of which nobody knows which one it is. */
export const SOME = 'getattr()';

/** The place in a table of what was put under a key that nobody knows. No text of a key is this. */
export const UNKNOWN_KEY = '?';

/** Things that one such value may be. */
const THINGS_MAX = 24;
/** Entries of a table that are looked at. */
const ENTRIES_MAX = 200;

const isOwn = ({ kind }: Value): boolean => kind === 'function' || kind === 'class' || kind === 'object';
/** A function from outside that acts: `os.system`. */
const isActing = (value: Value): boolean => value.kind === 'ref' && sinkKindOf(value.name) !== null;
const isOutside = (value: Value): boolean => value.kind === 'ref' && !value.module;

/** True for what somebody calls who looks it up: a function or a class, or an object that is asked for its methods. */
export function canBeCalled(value: Value): boolean {
  return isOwn(value) || isActing(value) || (value.kind === 'ref' && value.name === SOME);
}

/**
 * One of several values, whichever: where things to call are among them, a value that stands for each of those, and
 * where lists of them are, a list of all. Null where nothing of the source can be called.
 */
export function someOf(values: readonly Value[], labels = 0): Value | null {
  const all = values.slice(0, ENTRIES_MAX);
  if (all.some(isHandlers) && all.every(({ kind }) => kind === 'list' || kind === 'none')) {
    const items = all.flatMap((value) => (value.kind === 'list' ? value.items : []));
    return list(items.slice(0, ENTRIES_MAX), 'list', false, labels);
  }
  const found = thingsIn(all);
  if (!found.some(canBeCalled)) return null;
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  const carried = found.reduce((sum, value) => sum | labelsOf(value), labels);
  return { ...ref(SOME, carried), bound: { self: list(found.slice(0, THINGS_MAX)), method: '' } };
}

/** The different things among values that can be called or asked: of the objects of one class, the first. */
function thingsIn(values: readonly Value[]): Value[] {
  const found = new Map<unknown, Value>();
  for (const value of values) {
    const things = value.kind === 'ref' && value.name === SOME ? madeWith(value) : [value];
    for (const thing of things) {
      const key = thing.kind === 'object' ? thing.type : thing;
      if ((isOwn(thing) || isOutside(thing)) && !found.has(key)) found.set(key, thing);
    }
  }
  return [...found.values()];
}

/** A list with something in it to call. */
function isHandlers(value: Value): boolean {
  return value.kind === 'list' && value.items.slice(0, ENTRIES_MAX).some(canBeCalled);
}

/**
 * What a table gives for a key that nobody knows; null where none of its entries is called.
 * @param fallback what it gives where it has no such key.
 */
export function anyEntry(
  { entries, labels }: DictValue,
  key: Value | undefined,
  fallback?: Value,
): Value | null {
  if (entries.size === 0) return null;
  const values = [...entries.values()].slice(0, ENTRIES_MAX).map(({ value }) => value);
  if (fallback) values.push(fallback);
  return someOf(values, labels | (key ? labelsOf(key) : 0));
}

/** True for a key that is in a table or is not: what a name outside (`sys.platform`) holds, nobody knows. */
export function isKnownKey(key: Value): boolean {
  return key.kind !== 'ref' && keyOf(key) !== null;
}

/** What an attribute of one of several things is; null for other values. */
export function attributeOfSome(machine: Machine, value: RefValue, name: string): Value | null {
  if (value.name !== SOME) return null;
  const held = madeWith(value).map((one) => machine.attribute(one, name));
  if (held.length === 0) return null;
  return someOf(held, value.labels) ?? held.reduce(either);
}
