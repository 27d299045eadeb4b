import type { Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import { type DictValue, type FunctionValue, labelsOf, type ListValue, type ObjectValue, type Value } from './value.ts';

/** A text up to this length tells one call from another. */
const TOLD_CHARS = 200;
/** What is told of one call at most: things in things, and levels of them. */
const THINGS_MAX = 200;
const LEVELS_MAX = 4;

/**
 * A text that equal calls share; null when an argument holds more than a short text can say. Trees of calls with
 * nothing known in them would be walked again and again. Where nobody knows what code is called with, what lists and
 * objects hold is told as well: methods of an object call each other with the same object.
 */
export function signatureOf(machine: Machine, callee: FunctionValue, args: Arguments): string | null {
  let key = `${machine.live ? 'live' : ''}\0${machine.muted > 0 ? 'muted' : ''}\0${args.whole ? '' : 'open'}`;
  const teller: Teller = { left: THINGS_MAX, seen: null };
  const levels = machine.live ? 0 : LEVELS_MAX;
  function tell(name: string, value: Value): boolean {
    const told = toldOf(value, levels, teller);
    if (told !== null) key += `\0${name}=${value.labels}:${told}`;
    return told !== null;
  }
  if (callee.self && !tell('', callee.self)) return null;
  for (const value of args.positional) if (!tell('', value)) return null;
  for (const [name, value] of args.named) if (!tell(name, value)) return null;
  return key;
}

/** What is left to be told of one call, and what was told of it already. */
interface Teller {
  left: number;
  seen: Map<Value, number> | null;
}

/** True for a call with an argument that may change in place and is told by what it holds. */
export function holdsMore({ self }: FunctionValue, { positional, named }: Arguments): boolean {
  if (self && isHolder(self)) return true;
  for (const value of positional) if (isHolder(value)) return true;
  for (const value of named.values()) if (isHolder(value)) return true;
  return false;
}

function isHolder(value: Value): boolean {
  return value.kind === 'list' || value.kind === 'dict' || (value.kind === 'object' && !isBlank(value));
}

/** What an object holds can decide; one that holds nothing known is like any other of its class. */
function isBlank({ attributes }: ObjectValue): boolean {
  for (const { kind } of attributes.values())
    if (kind !== 'unknown' && kind !== 'none' && kind !== 'ref') return false;
  return true;
}

/** Numbers of things that are told by what they are and not by what they hold. */
const NUMBERS = new WeakMap<object, number>();
let numbered = 0;

function numberOf(thing: object): number {
  const known = NUMBERS.get(thing);
  if (known !== undefined) return known;
  NUMBERS.set(thing, ++numbered);
  return numbered;
}

function toldOf(value: Value, levels: number, teller: Teller): string | null {
  switch (value.kind) {
    case 'str':
      return value.text.length <= TOLD_CHARS && value.layers.length === 0 ? `s${value.text}` : null;
    case 'number':
      return `n${value.value}`;
    case 'ref':
      return value.bound ? null : `r${value.name}`;
    case 'class':
      return `c${value.name}`;
    case 'none':
    case 'true':
    case 'false':
    case 'unknown':
      return value.kind;
    case 'object':
      return isBlank(value) ? `o${value.type.name} ${labelsOf(value)}` : toldOfHolder(value, levels, teller);
    case 'list':
    case 'dict':
      return toldOfHolder(value, levels, teller);
    case 'function': {
      if (levels === 0) return null;
      const self = value.self === null ? '' : toldOf(value.self, levels - 1, teller);
      return self === null ? null : `f${numberOf(value.node)} ${numberOf(value.scope)} ${self}`;
    }
    default:
      return null;
  }
}

/** What a list, a dict or an object holds, with where each piece ends. */
function toldOfHolder(value: ListValue | DictValue | ObjectValue, levels: number, teller: Teller): string | null {
  if (levels === 0) return null;
  teller.seen ??= new Map();
  const before = teller.seen.get(value);
  if (before !== undefined) return `#${before}`;
  teller.seen.set(value, teller.seen.size);
  let told = '';
  function add(name: string, held: Value): boolean {
    const piece = --teller.left < 0 ? null : toldOf(held, levels - 1, teller);
    if (piece !== null) told += `${name.length} ${name}${held.labels} ${piece.length} ${piece}`;
    return piece !== null;
  }
  if (value.kind === 'list') {
    if (value.endless || value.items.length > teller.left) return null;
    for (const held of value.items) if (!add('', held)) return null;
    return `[${value.type}${value.whole ? '' : '?'} ${told}]`;
  }
  const isDict = value.kind === 'dict';
  if ((isDict ? value.entries : value.attributes).size > teller.left) return null;
  if (isDict) for (const [name, entry] of value.entries) if (!add(name, entry.value)) return null;
  if (isDict) return `{${value.whole ? '' : '?'}${told}}`;
  for (const [name, held] of value.attributes) if (!add(name, held)) return null;
  return `O${numberOf(value.type.scope)} ${told}`;
}
