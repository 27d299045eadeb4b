import { SOME, someOf } from './any-entry.ts';
import { either } from './displays.ts';
import { madeWith } from './kept.ts';
import type { Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import type { Node, Scope } from './tree.ts';
import {
  type ClassValue,
  type FunctionValue,
  labelsOf,
  list,
  type RefValue,
  ref,
  UNKNOWN_PIECE,
  type Value,
} from './value.ts';

/** Methods that one name may mean. */
const METHODS_MAX = 24;
/** Classes between one and the base that has a method. */
const BASES_DEPTH_MAX = 8;
/** A part of a name that tells anything: not the underscores alone that many begin with. */
const TELLS = /^\w*[a-zA-Z]\w*$/;

/** Machines in which such a call runs: what walks a tree this way would call each method from each other one. */
const dispatching = new WeakSet<Machine>();

/**
 * `getattr(self, 'on_' + kind)`: whichever methods have such a name. Null where nothing is known of it, and where the
 * class has none that fits.
 */
export function methodsNamed(holder: Value, name: Value | undefined): Value | null {
  const type = holder.kind === 'object' ? holder.type : holder.kind === 'class' ? holder : null;
  const fits = type && partOf(name);
  if (!fits) return null;
  const found = functionsOf(type, fits);
  if (found.size === 0) return null;
  const bound = [...found.values()].map((method): FunctionValue => ({ ...method, self: holder }));
  return { ...ref(SOME, labelsOf(holder)), bound: { self: list(bound), method: '' } };
}

/**
 * `globals()['do_' + kind]`: whichever functions of a module have such a name. Null where nothing is known of it, and
 * where the module has none that fits.
 */
export function functionsNamed({ names }: Scope, name: Value | undefined): Value | null {
  const fits = partOf(name);
  if (!fits) return null;
  const found: Value[] = [];
  for (const [known, value] of names)
    if ((value.kind === 'function' || value.kind === 'class') && found.length < METHODS_MAX && fits(known))
      found.push(value);
  return someOf(found);
}

/** What tells the names of which a text may be one; null where it tells nothing. */
function partOf(name: Value | undefined): ((known: string) => boolean) | null {
  if (name?.kind !== 'str' || !name.partial) return null;
  const first = name.text.indexOf('$');
  const prefix = name.text.slice(0, Math.max(0, first));
  const last = name.text.lastIndexOf(UNKNOWN_PIECE);
  const suffix = last < 0 ? '' : name.text.slice(last + UNKNOWN_PIECE.length);
  if (!TELLS.test(prefix) && !TELLS.test(suffix)) return null;
  return (known) => known.startsWith(prefix) && known.endsWith(suffix);
}

function functionsOf(
  type: ClassValue,
  fits: (name: string) => boolean,
  found = new Map<string, FunctionValue>(),
  depth = 0,
): Map<string, FunctionValue> {
  for (const [name, value] of type.scope.names)
    if (value.kind === 'function' && found.size < METHODS_MAX && !found.has(name) && fits(name))
      found.set(name, value);
  for (const base of depth < BASES_DEPTH_MAX ? type.bases : [])
    if (base.kind === 'class') functionsOf(base, fits, found, depth + 1);
  return found;
}

/** True for a function that ran, and for a class whose constructor did. */
function hasRun({ ran }: Machine, thing: Value): boolean {
  const callee = thing.kind === 'class' ? thing.scope.names.get('__init__') : thing;
  return callee?.kind === 'function' && ran.has(callee.node);
}

/** Calls each of the things that may be meant, and gives what any of them gives. */
export function callAny(
  machine: Machine,
  callee: RefValue,
  args: Arguments,
  at: Node,
  scope: Scope,
): Value | null {
  const isInside = dispatching.has(machine);
  const things = madeWith(callee).filter((thing) => !(isInside && hasRun(machine, thing)));
  const { aside } = machine;
  dispatching.add(machine);
  // Of a function that only others call, nobody knows that it calls this one of several.
  if (!machine.live && things.length > 1) machine.aside = machine.stack.length;
  try {
    const given = things.map((thing) => machine.callValue(thing, args, at, scope));
    return given.length === 0 ? null : (someOf(given) ?? given.reduce(either));
  } finally {
    machine.aside = aside;
    if (!isInside) dispatching.delete(machine);
  }
}
