import type { Machine } from './members.ts';
import { memberOf } from './members.ts';
import {
  type EmuObject,
  isAccessor,
  isOpaque,
  kindOf,
  list,
  native,
  opaque,
  toText,
  type Value,
} from './values.ts';

/** Objects that an object has its members from, one behind the other. */
const BASES_MAX = 30;
/** Members of modules that programs go through instead of naming them. */
const MODULE_KEYS: Readonly<Record<string, readonly string[]>> = {
  child_process: ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'],
};

/** How the name of a member begins that is not known: as no name in a source does. */
export const UNKNOWN_KEY = '\0?';

/** The object behind a value, null for values that are none. */
export function asObject(value: Value): EmuObject | null {
  return kindOf(value) === 'object' ? (value as EmuObject) : null;
}

/** The member of an object, accessors run, and looked for in what the object is based on; `undefined` for none. */
export function objectMember(machine: Machine, object: EmuObject, key: string): Value {
  let at: EmuObject = object;
  for (let depth = 0; depth < BASES_MAX; depth++) {
    if (at.proxy) return proxied(machine, at, key, object);
    const own = at.props.get(key);
    if (own !== undefined || at.props.has(key)) return valueIn(machine, own, object);
    const base = asObject(at.base);
    if (base) at = base;
    else if (at.base !== undefined && at.base !== null) return memberOf(machine, at.base, key);
    else break;
  }
  // One of several, as the machine that it runs on decides: they are alike, or the first is as good as any.
  if (key.startsWith(UNKNOWN_KEY)) return valueIn(machine, object.props.values().next().value, object);
  if (key === 'constructor') return machine.builtin('Object');
  if (key === 'toString') return native('toString', () => object.label);
  return key === 'hasOwnProperty' ? native(key, ([name]) => object.props.has(toText(name))) : undefined;
}

/** What a member holds, as who reads it gets it. */
export function valueIn(machine: Machine, held: Value, self: Value): Value {
  if (!isAccessor(held)) return held;
  return held.get === undefined ? undefined : machine.call(held.get, [], self);
}

function trapOf(machine: Machine, handler: Value, name: string): Value {
  const object = asObject(handler);
  return object ? objectMember(machine, object, name) : undefined;
}

function proxied(machine: Machine, proxy: EmuObject, key: string, self: Value): Value {
  const { target, handler } = proxy.proxy ?? {};
  const trap = trapOf(machine, handler, 'get');
  return trap === undefined ? memberOf(machine, target, key) : machine.call(trap, [target, key, self]);
}

/** Calls what a proxy stands for. */
export function callProxy(machine: Machine, proxy: EmuObject, args: readonly Value[], self: Value): Value {
  const { target, handler } = proxy.proxy ?? {};
  const trap = trapOf(machine, handler, 'apply') ?? trapOf(machine, handler, 'construct');
  return trap === undefined
    ? machine.call(target, args, self)
    : machine.call(trap, [target, self, list([...args])]);
}

/** Gives a member of an object its value: what takes it there, if anything does, else the object itself. */
export function setObjectMember(machine: Machine, object: EmuObject, key: string, value: Value): void {
  if (object.proxy) {
    const { target, handler } = object.proxy;
    const trap = trapOf(machine, handler, 'set');
    if (trap !== undefined) machine.call(trap, [target, key, value, object]);
    else if (asObject(target)) setObjectMember(machine, asObject(target) ?? object, key, value);
    return;
  }
  let at: EmuObject | null = object;
  for (let depth = 0; at && depth < BASES_MAX; depth++) {
    const held = at.props.get(key);
    if (isAccessor(held)) {
      if (held.set !== undefined) machine.call(held.set, [value], object);
      return;
    }
    at = asObject(at.base);
  }
  object.props.set(key, value);
}

/** Names of the members of a value, and of what is known of a module. */
export function keysOf(value: Value): string[] {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return [];
  switch (value.kind) {
    case 'array':
      return [...value.items.keys()].map(String);
    case 'object':
      return value.proxy
        ? keysOf(value.proxy.target)
        : [...value.props.keys(), ...(isOpaque(value.base) ? keysOf(value.base) : [])];
    case 'function':
      return [...value.props.keys()];
    case 'opaque':
      return [...(MODULE_KEYS[value.name] ?? [])];
    default:
      return [];
  }
}

/** The name of a member as a program gets it: one that is not known is what it was named by. */
export function keyValue(key: string): Value {
  return key.startsWith(UNKNOWN_KEY) ? opaque(key.slice(UNKNOWN_KEY.length)) : key;
}

/** The members of a value, with their names. */
export function entriesOf(machine: Machine, value: Value): [string, Value][] {
  return keysOf(value).map((key) => [key, memberOf(machine, value, key)]);
}

/** Copies what a value holds into an object: a spread, `Object.assign`. What is not known becomes what it is based on. */
export function copyInto(machine: Machine, object: EmuObject, source: Value): void {
  if (isOpaque(source)) {
    object.base = source;
    return;
  }
  for (const [key, value] of entriesOf(machine, source)) object.props.set(key, value);
  const base = asObject(source)?.base;
  if (isOpaque(base)) object.base = base;
}

/** An object that names what it does not hold like members of the outside world. */
export function based(base: string, entries: Readonly<Record<string, Value>> = {}): EmuObject {
  return {
    kind: 'object',
    props: new Map(Object.entries(entries)),
    label: '[object Object]',
    base: opaque(base),
  };
}

/** What an object of the program gives to whoever goes through it; `undefined` when it does not say. */
export function iteratorOf(machine: Machine, value: Value): Value {
  const object = asObject(value);
  if (!object || object.proxy) return undefined;
  const own =
    objectMember(machine, object, 'Symbol.iterator') ?? objectMember(machine, object, 'Symbol.asyncIterator');
  const kind = kindOf(own);
  return kind === 'function' || kind === 'native' ? machine.call(own, [], object) : undefined;
}
