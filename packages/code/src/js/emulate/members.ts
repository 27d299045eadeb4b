import { functionMember, opaqueMember, patternMember } from './function-members.ts';
import { objectMember } from './objects.ts';
import { createPattern, runnable } from './patterns.ts';
import {
  Bail,
  type Budget,
  type EmuArray,
  type EmuNative,
  type EmuPattern,
  earn,
  isArray,
  kindOf,
  list,
  native,
  noteDecoded,
  record,
  spend,
  toNumber,
  toText,
  type Value,
} from './values.ts';

/** What methods need of the machine that runs the program. */
export interface Machine {
  readonly budget: Budget;
  call(callee: Value, args: readonly Value[], self?: Value): Value;
  construct(callee: Value, args: readonly Value[]): Value;
  /** A constructor or namespace of the language, by name. */
  builtin(name: string): Value;
  /** Variables of the environment that the program has set, or that are known beforehand. */
  readonly env: Map<string, Value>;
}

const ITEMS_MAX = 200_000;

function int(value: Value, otherwise: number): number {
  return value === undefined ? otherwise : Math.trunc(toNumber(value)) || 0;
}

function optional(value: Value): number | undefined {
  return value === undefined ? undefined : int(value, 0);
}

type Method<T> = (machine: Machine, self: T, args: readonly Value[]) => Value;

/** Characters of a text that a method makes are paid for. */
function made(machine: Machine, text: string): string {
  spend(machine.budget, 1 + (text.length >> 6), text.length);
  return text;
}

function replaceText(machine: Machine, self: string, args: readonly Value[], all: boolean): Value {
  const [search, by] = args;
  const replacement = (match: string, ...groups: readonly (string | number)[]): string =>
    kindOf(by) === 'function' || kindOf(by) === 'native'
      ? toText(machine.call(by, [match, ...groups.filter((item) => typeof item !== 'object')]))
      : toText(by);
  const pattern = asPattern(search);
  if (pattern) {
    const run = runnable(pattern, self, machine.budget);
    return made(machine, typeof by === 'string' ? self.replace(run, by) : self.replace(run, replacement));
  }
  const text = toText(search);
  return made(
    machine,
    all ? self.replaceAll(text, (m) => replacement(m)) : self.replace(text, (m) => replacement(m)),
  );
}

function matchText(machine: Machine, self: string, [search]: readonly Value[]): Value {
  const run = runnable(asPattern(search) ?? createPattern(toText(search), ''), self, machine.budget);
  const found = self.match(run);
  return found ? list([...found].slice(0, ITEMS_MAX)) : null;
}

function asPattern(value: Value): EmuPattern | null {
  return kindOf(value) === 'pattern' ? (value as EmuPattern) : null;
}

const STRING: Readonly<Record<string, Method<string>>> = {
  charAt: (_m, s, [a]) => s.charAt(int(a, 0)),
  at: (_m, s, [a]) => s.at(int(a, 0)),
  charCodeAt: (m, s, [a]) => {
    earn(m.budget);
    return s.charCodeAt(int(a, 0));
  },
  codePointAt: (m, s, [a]) => {
    earn(m.budget);
    return s.codePointAt(int(a, 0));
  },
  indexOf: (_m, s, [a, b]) => s.indexOf(toText(a), int(b, 0)),
  lastIndexOf: (_m, s, [a]) => s.lastIndexOf(toText(a)),
  includes: (_m, s, [a]) => s.includes(toText(a)),
  startsWith: (_m, s, [a]) => s.startsWith(toText(a)),
  endsWith: (_m, s, [a]) => s.endsWith(toText(a)),
  slice: (m, s, [a, b]) => made(m, s.slice(int(a, 0), optional(b))),
  substring: (m, s, [a, b]) => made(m, s.substring(int(a, 0), optional(b))),
  substr: (m, s, [a, b]) => {
    const from = int(a, 0);
    const start = from < 0 ? Math.max(0, s.length + from) : from;
    return made(m, b === undefined ? s.slice(start) : s.slice(start, start + int(b, 0)));
  },
  split: (m, s, [a, b]) => {
    const pattern = asPattern(a);
    spend(m.budget, 1, s.length);
    if (pattern) return list(s.split(runnable(pattern, s, m.budget)).slice(0, ITEMS_MAX));
    return list(a === undefined ? [s] : s.split(toText(a), optional(b) ?? ITEMS_MAX).slice(0, ITEMS_MAX));
  },
  replace: (m, s, args) => replaceText(m, s, args, false),
  replaceAll: (m, s, args) => replaceText(m, s, args, true),
  match: matchText,
  repeat: (m, s, [a]) => {
    const count = int(a, 0);
    if (count < 0 || s.length * count > 5_000_000) throw new Bail('repeat');
    return made(m, s.repeat(count));
  },
  padStart: (m, s, [a, b]) =>
    made(m, s.padStart(Math.min(1e6, int(a, 0)), b === undefined ? ' ' : toText(b))),
  padEnd: (m, s, [a, b]) => made(m, s.padEnd(Math.min(1e6, int(a, 0)), b === undefined ? ' ' : toText(b))),
  concat: (m, s, args) => made(m, s + args.map((item) => toText(item)).join('')),
  toLowerCase: (m, s) => made(m, s.toLowerCase()),
  toUpperCase: (m, s) => made(m, s.toUpperCase()),
  trim: (m, s) => made(m, s.trim()),
  normalize: (m, s) => made(m, s.normalize()),
  italics: (m, s) => made(m, `<i>${s}</i>`),
  bold: (m, s) => made(m, `<b>${s}</b>`),
  link: (m, s, [a]) => made(m, `<a href="${toText(a)}">${s}</a>`),
  fontcolor: (m, s, [a]) => made(m, `<font color="${toText(a)}">${s}</font>`),
  $toString: (_m, s) => s,
  $valueOf: (_m, s) => s,
};

function truthy(value: Value): boolean {
  return typeof value === 'object' ? value !== null : Boolean(value);
}

/** One level of arrays in arrays taken apart. */
function flattened(machine: Machine, items: readonly Value[]): EmuArray {
  const count = items.reduce((sum: number, item) => sum + (isArray(item) ? item.items.length : 1), 0);
  if (count > ITEMS_MAX) throw new Bail('array');
  spend(machine.budget, count >> 2);
  return list(items.flatMap((item) => (isArray(item) ? item.items : [item])));
}

function sortItems(machine: Machine, items: Value[], by: Value): void {
  spend(machine.budget, 20 * items.length);
  items.sort((x, y) =>
    by === undefined ? (toText(x) < toText(y) ? -1 : 1) : toNumber(machine.call(by, [x, y])) || 0,
  );
}

const ARRAY: Readonly<Record<string, Method<EmuArray>>> = {
  push: (m, a, args) => {
    spend(m.budget, args.length);
    if (a.items.length + args.length > ITEMS_MAX) throw new Bail('array');
    return a.items.push(...args);
  },
  pop: (_m, a) => a.items.pop(),
  shift: (m, a) => {
    spend(m.budget, 1 + (a.items.length >> 8));
    return a.items.shift();
  },
  unshift: (m, a, args) => {
    spend(m.budget, args.length + (a.items.length >> 8));
    return a.items.unshift(...args);
  },
  slice: (m, a, [from, to]) => {
    spend(m.budget, 1 + (a.items.length >> 3));
    return list(a.items.slice(int(from, 0), optional(to)));
  },
  splice: (m, a, [from, count, ...more]) => {
    spend(m.budget, 1 + (a.items.length >> 3));
    return list(a.items.splice(int(from, 0), count === undefined ? a.items.length : int(count, 0), ...more));
  },
  concat: (m, a, args) => {
    const more = args.flatMap((item) => (isArray(item) ? item.items : [item]));
    spend(m.budget, 1 + ((a.items.length + more.length) >> 3));
    if (a.items.length + more.length > ITEMS_MAX) throw new Bail('array');
    return list([...a.items, ...more]);
  },
  join: (m, a, [glue]) => {
    const text = a.items.map((item) => (item === undefined || item === null ? '' : toText(item)));
    return made(m, text.join(glue === undefined ? ',' : toText(glue)));
  },
  reverse: (m, a) => {
    spend(m.budget, 1 + (a.items.length >> 3));
    a.items.reverse();
    return a;
  },
  indexOf: (m, a, [item]) => {
    spend(m.budget, 1 + (a.items.length >> 3));
    return a.items.indexOf(item);
  },
  includes: (m, a, [item]) => {
    spend(m.budget, 1 + (a.items.length >> 3));
    return a.items.includes(item);
  },
  map: (m, a, [fn]) => list(a.items.map((item, index) => m.call(fn, [item, index, a]))),
  flatMap: (m, a, [fn]) =>
    flattened(
      m,
      a.items.map((item, index) => m.call(fn, [item, index, a])),
    ),
  forEach: (m, a, [fn]) => {
    for (const [index, item] of a.items.entries()) m.call(fn, [item, index, a]);
    return undefined;
  },
  filter: (m, a, [fn]) => list(a.items.filter((item, index) => truthy(m.call(fn, [item, index, a])))),
  findIndex: (m, a, [fn]) => a.items.findIndex((item, index) => truthy(m.call(fn, [item, index, a]))),
  findLast: (m, a, [fn]) => a.items.findLast((item, index) => truthy(m.call(fn, [item, index, a]))),
  find: (m, a, [fn]) => a.items.find((item, index) => truthy(m.call(fn, [item, index, a]))),
  some: (m, a, [fn]) => a.items.some((item, index) => truthy(m.call(fn, [item, index, a]))),
  every: (m, a, [fn]) => a.items.every((item, index) => truthy(m.call(fn, [item, index, a]))),
  reduce: (m, a, args) => {
    const [fn] = args;
    let sum: Value = args.length > 1 ? args[1] : a.items[0];
    for (const [index, item] of a.items.entries()) {
      if (index > 0 || args.length > 1) sum = m.call(fn, [sum, item, index, a]);
    }
    return sum;
  },
  fill: (m, a, [item]) => {
    spend(m.budget, a.items.length);
    a.items.fill(item);
    return a;
  },
  flat: (m, a) => flattened(m, a.items),
  at: (_m, a, [index]) => a.items.at(int(index, 0)),
  reduceRight: (m, a, [fn, first]) => a.items.reduceRight((sum, item) => m.call(fn, [sum, item]), first),
  sort: (m, a, [fn]) => {
    sortItems(m, a.items, fn);
    return a;
  },
  toSorted: (m, a, [fn]) => {
    const items = [...a.items];
    sortItems(m, items, fn);
    return list(items);
  },
  toReversed: (m, a) => {
    spend(m.budget, 1 + (a.items.length >> 3));
    return list(a.items.toReversed());
  },
  next: (_m, a, [sent]) => {
    a.resume?.(sent);
    return record({ done: a.items.length === 0, value: a.items.shift() });
  },
  keys: (_m, a) => list([...a.items.keys()]),
  values: (_m, a) => a,
  entries: (m, a) => {
    spend(m.budget, a.items.length);
    return list(a.items.map((item, index) => list([index, item])));
  },
  $toString: (_m, a) => toText(a),
};

const ENCODINGS = new Set([
  'utf8',
  'utf-8',
  'latin1',
  'binary',
  'ascii',
  'hex',
  'base64',
  'base64url',
  'utf16le',
  'ucs2',
]);

/** Encodings that texts are put into, where others are what they come out of. */
const ENCODES: ReadonlySet<string> = new Set(['base64', 'base64url', 'hex']);

/** A Buffer encoding that is known, `utf8` for others. */
export function encodingOf(value: Value): BufferEncoding {
  const name = typeof value === 'string' ? value.toLowerCase() : 'utf8';
  return (ENCODINGS.has(name) ? name : 'utf8') as BufferEncoding;
}

const BYTES: Readonly<Record<string, Method<Uint8Array>>> = {
  $toString: (m, b, [encoding, from, to]) => {
    const name = encodingOf(encoding);
    const text = Buffer.from(b.buffer, b.byteOffset, b.length).toString(name, optional(from), optional(to));
    return made(m, ENCODES.has(name) ? text : noteDecoded(m.budget, text));
  },
  slice: (m, b, [from, to]) => {
    spend(m.budget, 1 + (b.length >> 6));
    return b.slice(int(from, 0), optional(to));
  },
  subarray: (_m, b, [from, to]) => b.subarray(int(from, 0), optional(to)),
  reverse: (m, b) => {
    spend(m.budget, 1 + (b.length >> 6));
    b.reverse();
    return b;
  },
  map: (m, b, [fn]) => Uint8Array.from(b, (byte, index) => toNumber(m.call(fn, [byte, index, b]))),
  forEach: (m, b, [fn]) => {
    for (const [index, byte] of b.entries()) m.call(fn, [byte, index, b]);
    return undefined;
  },
  join: (m, b, [glue]) => made(m, [...b].join(glue === undefined ? ',' : toText(glue))),
  readUInt8: (_m, b, [at]) => b[int(at, 0)],
  indexOf: (_m, b, [item]) =>
    typeof item === 'number' ? b.indexOf(item) : Buffer.from(b).indexOf(toText(item)),
  equals: () => false,
};

const NUMBER: Readonly<Record<string, Method<number>>> = {
  $toString: (m, n, [radix]) => made(m, n.toString(Math.min(36, Math.max(2, int(radix, 10) || 10)))),
  toFixed: (m, n, [digits]) => made(m, n.toFixed(Math.min(100, Math.max(0, int(digits, 0))))),
  $valueOf: (_m, n) => n,
};

/** Methods whose work does not grow with what they are called on. */
const QUICK = new Set([
  'charAt',
  'at',
  'charCodeAt',
  'codePointAt',
  'push',
  'pop',
  'readUInt8',
  'subarray',
  'substr',
  'substring',
  'slice',
]);

/** Size of what a method looks through, for its price. */
function sizeOf(value: Value): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return value.length;
  return isArray(value) ? 8 * value.items.length : 0;
}

/** Methods made once per machine: programs compare and call them by identity. */
interface Equipped extends Machine {
  $methods?: Map<string, EmuNative>;
}

function method<T>(
  machine: Machine,
  type: string,
  table: Readonly<Record<string, Method<T>>>,
  name: string,
): Value {
  // Every object has these two: the tables keep them under other names.
  const key = name === 'toString' || name === 'valueOf' ? `$${name}` : name;
  const own = Object.hasOwn(table, key) ? table[key] : undefined;
  if (!own) return undefined;
  const known = ((machine as Equipped).$methods ??= new Map<string, EmuNative>());
  const id = `${type}.${name}`;
  let found = known.get(id);
  if (!found) {
    const quick = QUICK.has(name);
    found = native(name, (args, self) => {
      if (!quick) spend(machine.budget, 1 + (sizeOf(self) >> 4));
      return own(machine, self as T, args);
    });
    known.set(id, found);
  }
  return found;
}

/** The member of a value, `undefined` when it has none. */
export function memberOf(machine: Machine, object: Value, key: string): Value {
  if (typeof object === 'string') {
    if (key === 'length') return object.length;
    if (/^\d+$/.test(key)) return object[Number(key)];
    return key === 'constructor' ? machine.builtin('String') : method(machine, 'string', STRING, key);
  }
  if (typeof object === 'number')
    return key === 'constructor' ? machine.builtin('Number') : method(machine, 'number', NUMBER, key);
  if (typeof object === 'boolean')
    return key === 'constructor' ? machine.builtin('Boolean') : native(key, () => toText(object));
  if (object === null || typeof object !== 'object') return undefined;
  if (object instanceof Uint8Array) {
    if (key === 'length' || key === 'byteLength') return object.length;
    return /^\d+$/.test(key) ? object[Number(key)] : method(machine, 'bytes', BYTES, key);
  }
  switch (object.kind) {
    case 'array':
      if (key === 'length') return object.items.length;
      if (/^\d+$/.test(key)) return object.items[Number(key)];
      // Pieces of a template's text: as they are spelled, for whoever asks.
      if (key === 'raw') return object;
      return key === 'constructor' ? machine.builtin('Array') : method(machine, 'array', ARRAY, key);
    case 'object':
      return objectMember(machine, object, key);
    case 'function':
    case 'native':
      return functionMember(machine, object, key);
    case 'pattern':
      return patternMember(machine, object, key);
    case 'accessor':
      return undefined;
    default:
      return opaqueMember(machine, object, key);
  }
}
