import { type Caller, first } from './builtins.ts';
import { madeWith } from './kept.ts';
import type { Arguments } from './methods.ts';
import { dict, list, ref, str, textOf, type Value } from './value.ts';

/** Calls its first argument with the others. */
export function callFirst({ positional, named }: Arguments, caller: Caller): Value | null {
  const [callee, ...given] = positional;
  return callee ? caller.call(callee, given, named) : null;
}

/** `functools.partial`: what it is given, for when it is called. */
export function partial(args: Arguments): Value | null {
  const [callee, ...given] = args.positional;
  if (!callee) return null;
  if (given.length === 0 && args.named.size === 0) return callee;
  const named = dict();
  for (const [key, value] of args.named) named.entries.set(`s${key}`, { key: str(key), value });
  return { ...ref('functools.partial()'), bound: { self: list([callee, list(given), named]), method: '' } };
}

/** `itertools.groupby` with its key, as far as one item tells. */
export function grouped(args: Arguments, caller: Caller): Value | null {
  const [source, key] = [first(args), args.positional[1] ?? args.named.get('key')];
  if (!source || !key) return null;
  const entry = caller.element(source);
  return list([list([caller.call(key, [entry]), list([entry], 'list', false)], 'tuple')], 'list', false);
}

/** What `operator` makes for an attribute that is asked for later. */
export const ASKS_ATTRIBUTE = /^operator\.(?:attrgetter|methodcaller)\(\)$/;

/** What `operator.attrgetter` and `operator.methodcaller` do with an object: the attribute, or its call. */
export function askAttribute(
  name: string,
  self: Value | null,
  { positional }: Arguments,
  caller: Caller,
): Value | null {
  const [path, ...given] = madeWith(self ?? undefined);
  const [object] = positional;
  const text = textOf(path);
  if (!object || text === null) return null;
  const found = text.split('.').reduce((value, part) => caller.attribute(value, part), object);
  return name.includes('methodcaller') ? caller.call(found, given) : found;
}

/** Calls what `functools.partial` was given with its arguments and those of the call. */
export function applyPartial(self: Value | null, args: Arguments, caller: Caller): Value | null {
  const [callee, given, named] = madeWith(self ?? undefined);
  if (!callee || given?.kind !== 'list' || named?.kind !== 'dict') return null;
  const all = new Map([...named.entries.values()].map(({ key, value }) => [textOf(key) ?? '', value]));
  for (const [key, value] of args.named) all.set(key, value);
  return caller.call(callee, [...given.items, ...args.positional], all);
}
