import { type Machine, memberOf } from './members.ts';
import { asObject, copyInto, entriesOf, keysOf, keyValue, setObjectMember } from './objects.ts';
import {
  type EmuNative,
  isAccessor,
  isArray,
  isOpaque,
  kindOf,
  list,
  native,
  opaque,
  record,
  spend,
  toText,
  type Value,
} from './values.ts';

const SYMBOLS = [
  'iterator',
  'asyncIterator',
  'toPrimitive',
  'dispose',
  'asyncDispose',
  'hasInstance',
  'replace',
];

function withProps(fn: EmuNative, props: Readonly<Record<string, Value>>): EmuNative {
  for (const [key, value] of Object.entries(props)) fn.props.set(key, value);
  return fn;
}

/** Where a value keeps members that are given to it; null for what has none. */
function holderOf(value: Value): Map<string, Value> | null {
  return value !== null && typeof value === 'object' && 'props' in value ? value.props : null;
}

/** Names of what {@link createObjectBuiltins} makes. */
export const OBJECT_BUILTINS: ReadonlySet<string> = new Set([
  'Object',
  'Reflect',
  'Proxy',
  'Promise',
  'Symbol',
]);

/** What of the language makes objects, looks into them, and stands between them and who uses them. */
export function createObjectBuiltins(machine: Machine): Readonly<Record<string, Value>> {
  const counted = (items: Value[]): Value => {
    spend(machine.budget, items.length);
    return list(items);
  };

  function define(target: Value, key: string, descriptor: Value): void {
    const given = asObject(descriptor);
    const holder = holderOf(target);
    if (!given || !holder) return;
    const { props } = given;
    if (props.has('get') || props.has('set'))
      holder.set(key, { kind: 'accessor', get: props.get('get'), set: props.get('set') });
    else holder.set(key, memberOf(machine, given, 'value'));
  }

  function described(value: Value, key: string): Value {
    const held = holderOf(value)?.get(key);
    if (held === undefined) return undefined;
    return isAccessor(held) ? record({ get: held.get, set: held.set }) : record({ value: held });
  }

  function prototypeOf(value: Value): Value {
    const kind = kindOf(value);
    if (kind === 'function' || kind === 'native') return record({ constructor: machine.builtin('Function') });
    return kind === 'object'
      ? asObject(value)?.base
      : isOpaque(value)
        ? opaque(`${value.name}.__proto__`)
        : record();
  }

  const defineProperty = native('defineProperty', ([target, key, descriptor]) => {
    define(target, toText(key), descriptor);
    return target;
  });
  const getPrototypeOf = native('getPrototypeOf', ([value]) => prototypeOf(value));
  const keys = native('keys', ([value]) => counted(keysOf(value).map(keyValue)));
  const getOwnPropertyDescriptor = native('getOwnPropertyDescriptor', ([value, key]) =>
    described(value, toText(key)),
  );
  const setPrototypeOf = native('setPrototypeOf', ([value, base]) => {
    const object = asObject(value);
    if (object) object.base = base;
    return value;
  });
  const object = withProps(
    native('Object', ([value]) => value ?? record()),
    {
      keys,
      getOwnPropertyNames: keys,
      values: native('values', ([value]) => counted(entriesOf(machine, value).map(([, item]) => item))),
      entries: native('entries', ([value]) =>
        counted(entriesOf(machine, value).map(([key, item]) => list([keyValue(key), item]))),
      ),
      fromEntries: native('fromEntries', ([value]) => {
        const made = record();
        for (const item of isArray(value) ? value.items : [])
          if (isArray(item)) made.props.set(toText(item.items[0]), item.items[1]);
        return made;
      }),
      freeze: native('freeze', ([value]) => value),
      seal: native('seal', ([value]) => value),
      preventExtensions: native('preventExtensions', ([value]) => value),
      create: native('create', ([base]) => ({ ...record(), base })),
      assign: native('assign', ([target, ...sources]) => {
        const into = asObject(target);
        if (into) for (const source of sources) copyInto(machine, into, source);
        else if (isOpaque(target) && target.name === 'process.env')
          for (const source of sources)
            for (const [key, value] of entriesOf(machine, source)) machine.env.set(key, value);
        return target;
      }),
      defineProperty,
      defineProperties: native('defineProperties', ([target, descriptors]) => {
        for (const [key, item] of entriesOf(machine, descriptors)) define(target, key, item);
        return target;
      }),
      getOwnPropertyDescriptor,
      getOwnPropertyDescriptors: native('getOwnPropertyDescriptors', ([value]) => {
        const made = record();
        for (const key of keysOf(value)) made.props.set(key, described(value, key));
        return made;
      }),
      getPrototypeOf,
      setPrototypeOf,
    },
  );
  const apply = native('apply', ([fn, self, args]) =>
    machine.call(fn, isArray(args) ? args.items : args instanceof Uint8Array ? [...args] : [], self),
  );
  const reflect = record({
    apply,
    construct: native('construct', ([fn, args]) => machine.construct(fn, isArray(args) ? args.items : [])),
    get: native('get', ([target, key]) => memberOf(machine, target, toText(key))),
    set: native('set', ([target, key, value]) => {
      const into = asObject(target);
      if (into) setObjectMember(machine, into, toText(key), value);
      return true;
    }),
    has: native('has', ([target, key]) => memberOf(machine, target, toText(key)) !== undefined),
    ownKeys: keys,
    defineProperty,
    getOwnPropertyDescriptor,
    getPrototypeOf,
    setPrototypeOf,
  });
  const proxy = native('Proxy', ([target, handler]) => ({ ...record(), proxy: { target, handler } }));
  const promise = withProps(
    native('Promise', ([run]) => {
      let result: Value = opaque('?promise');
      const resolve = native('resolve', ([value]) => {
        result = value;
        return undefined;
      });
      machine.call(run, [resolve, native('reject', () => undefined)]);
      return result;
    }),
    {
      resolve: native('resolve', ([value]) => value),
      reject: native('reject', () => opaque('?rejected')),
      all: native('all', ([value]) => value),
      allSettled: native('allSettled', ([value]) =>
        list((isArray(value) ? value.items : []).map((item) => record({ status: 'fulfilled', value: item }))),
      ),
      race: native('race', ([value]) => (isArray(value) ? value.items[0] : value)),
      any: native('any', ([value]) => (isArray(value) ? value.items[0] : value)),
    },
  );
  const symbol = withProps(
    native('Symbol', ([name]) => `Symbol(${name === undefined ? '' : toText(name)})`),
    {
      ...Object.fromEntries(SYMBOLS.map((name) => [name, `Symbol.${name}`])),
      for: native('for', ([name]) => `Symbol.for(${toText(name)})`),
    },
  );
  return { Object: object, Reflect: reflect, Proxy: proxy, Promise: promise, Symbol: symbol };
}
