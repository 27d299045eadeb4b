import { createDecipheriv, createHash } from 'node:crypto';
import { inflate, isInflater } from '../../decode.ts';
import { encodingOf, type Machine } from './members.ts';
import { asObject, keyValue } from './objects.ts';
import { createPattern } from './patterns.ts';
import {
  Bail,
  type EmuNative,
  type EmuObject,
  earn,
  fromHost,
  isArray,
  isOpaque,
  kindOf,
  list,
  native,
  noteDecoded,
  opaque,
  record,
  spend,
  Thrown,
  toNumber,
  toText,
  type Value,
} from './values.ts';

const BYTES_MAX = 2_000_000;
/** Steps that a call of zlib or crypto costs whatever it is given: about their time in steps of the tree walker. */
const HOST_CALL_STEPS = 3_000;

/** Bytes that a value stands for, as `Buffer.from` and typed arrays take them; null for others. */
function bytesOf(value: Value, encoding?: Value): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return Buffer.from(value, encodingOf(encoding));
  if (value !== null && typeof value === 'object' && value.kind === 'array')
    return Uint8Array.from(value.items, (item) => toNumber(item));
  return null;
}

function withProps(fn: EmuNative, props: Readonly<Record<string, Value>>): EmuNative {
  for (const [key, value] of Object.entries(props)) fn.props.set(key, value);
  return fn;
}

function itemsOf(value: Value): Value[] {
  if (typeof value === 'string') return Array.from(value);
  if (value instanceof Uint8Array) return [...value];
  if (value === null || typeof value !== 'object') return [];
  if (value.kind === 'array') return value.items;
  const length = value.kind === 'object' ? value.props.get('length') : undefined;
  return typeof length === 'number' && length <= 100_000 ? Array.from({ length }, () => undefined) : [];
}

/** Wraps what may throw in the program as well: bad escapes, bad JSON. */
function throwing(run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    if (error instanceof Bail) throw error;
    throw new Thrown(record({ message: error instanceof Error ? error.message : '' }, 'Error'));
  }
}

function createBuffer(machine: Machine): EmuNative {
  const from = native('from', ([data, encoding]) => {
    const bytes = bytesOf(data, encoding);
    if (!bytes) return opaque('Buffer');
    spend(machine.budget, 1 + (bytes.length >> 6), bytes.length);
    return bytes;
  });
  const alloc = native('alloc', ([size, fill, encoding]) => {
    const count = toNumber(size);
    if (!(count >= 0 && count <= BYTES_MAX)) throw new Bail('alloc');
    spend(machine.budget, 1 + (count >> 6), count);
    if (typeof fill === 'number') return new Uint8Array(count).fill(fill);
    const bytes = bytesOf(fill, encoding);
    return bytes ? new Uint8Array(Buffer.alloc(count, bytes)) : new Uint8Array(count);
  });
  const concat = native('concat', ([parts]) => {
    const all = itemsOf(parts).map((item) => bytesOf(item));
    if (all.some((item) => item === null)) return opaque('Buffer');
    const joined = Buffer.concat(all.filter((item) => item !== null));
    spend(machine.budget, 1 + (joined.length >> 6), joined.length);
    return new Uint8Array(joined);
  });
  return withProps(
    native('Buffer', (args, self) => from.call(args, self, false)),
    {
      from,
      alloc,
      allocUnsafe: alloc,
      concat,
      isBuffer: native('isBuffer', ([value]) => value instanceof Uint8Array),
    },
  );
}

function createTypedArray(machine: Machine): EmuNative {
  const make = native('Uint8Array', ([data]) => {
    if (typeof data === 'number') {
      if (!(data >= 0 && data <= BYTES_MAX)) throw new Bail('alloc');
      spend(machine.budget, 1, data);
      return new Uint8Array(data);
    }
    return bytesOf(data) ?? opaque('Uint8Array');
  });
  return withProps(make, { from: make });
}

/** Modules of node whose pure parts are emulated; null for all others. */
export function moduleOf(machine: Machine, specifier: string): Value | null {
  const name = specifier.replace(/^node:/, '');
  if (name === 'events') return machine.builtin('events');
  if (name === 'buffer') return record({ Buffer: machine.builtin('Buffer') });
  if (name === 'zlib') {
    const methods = ['gunzipSync', 'unzipSync', 'inflateSync', 'inflateRawSync', 'brotliDecompressSync'];
    return record(
      Object.fromEntries(
        methods.map((method) => [
          method,
          native(method, ([data]) => {
            spend(machine.budget, HOST_CALL_STEPS);
            const bytes = bytesOf(data);
            const plain = bytes && isInflater(method) ? inflate(method, bytes) : null;
            if (!plain) throw new Thrown(record({ message: 'bad data' }, 'Error'));
            spend(machine.budget, plain.bytes.length >> 6, plain.bytes.length);
            return new Uint8Array(plain.bytes);
          }),
        ]),
      ),
    );
  }
  return name === 'crypto' ? createCrypto(machine) : null;
}

/** Deciphers and digests over constants; key derivation is left out, for it is made to be slow. */
function createCrypto(machine: Machine): EmuObject {
  return record({
    createDecipheriv: native('createDecipheriv', ([algorithm, key, iv]) => {
      const keyBytes = bytesOf(key);
      const ivBytes = iv === null ? null : bytesOf(iv);
      if (
        typeof algorithm !== 'string' ||
        !/^(?:aes|des|rc4|chacha20|camellia|bf)[\w-]{0,30}$/i.test(algorithm) ||
        !keyBytes
      )
        return opaque('crypto.createDecipheriv()');
      spend(machine.budget, HOST_CALL_STEPS);
      return throwing(() => {
        const decipher = createDecipheriv(algorithm, keyBytes, ivBytes);
        const out = (bytes: Buffer, encoding: Value): Value =>
          encoding === undefined
            ? new Uint8Array(bytes)
            : noteDecoded(machine.budget, bytes.toString(encodingOf(encoding)));
        return record({
          update: native('update', ([data, from, to]) =>
            throwing(() => {
              const bytes = bytesOf(data, from);
              if (!bytes) return opaque('crypto.createDecipheriv().update()');
              spend(machine.budget, 1 + (bytes.length >> 4), bytes.length);
              return out(decipher.update(bytes), to);
            }),
          ),
          final: native('final', ([to]) => throwing(() => out(decipher.final(), to))),
          setAutoPadding: native('setAutoPadding', () => undefined),
          setAuthTag: native('setAuthTag', () => undefined),
        });
      });
    }),
    createHash: native('createHash', ([algorithm]) => {
      if (typeof algorithm !== 'string' || !/^(?:md5|sha1|sha224|sha256|sha384|sha512)$/i.test(algorithm))
        return opaque('crypto.createHash()');
      spend(machine.budget, HOST_CALL_STEPS);
      const hash = createHash(algorithm);
      let isKnown = true;
      const self: EmuObject = record({
        update: native('update', ([data, encoding]) => {
          const bytes = bytesOf(data, encoding);
          isKnown &&= bytes !== null;
          if (bytes) {
            spend(machine.budget, 1 + (bytes.length >> 4));
            hash.update(bytes);
          }
          return self;
        }),
        digest: native('digest', ([encoding]) =>
          throwing(() =>
            !isKnown
              ? opaque('crypto.createHash().digest()')
              : encoding === undefined
                ? new Uint8Array(hash.digest())
                : hash.digest().toString(encodingOf(encoding)),
          ),
        ),
      });
      return self;
    }),
  });
}

function toHost(value: Value, left: { items: number }, depth = 0): unknown {
  if (--left.items < 0 || depth > 20) throw new Bail('text');
  if (value === undefined) return undefined;
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return [...value];
  // What is not known stays so in the text.
  if (value.kind === 'opaque') return toText(value);
  if (value.kind === 'array') return value.items.map((item) => toHost(item, left, depth + 1));
  return value.kind === 'object'
    ? Object.fromEntries(
        [...value.props].map(([key, item]) => [toText(keyValue(key)), toHost(item, left, depth + 1)]),
      )
    : undefined;
}

/** What `JSON.parse` gives with a function that looks at every value, inner ones first. */
function revived(machine: Machine, key: string, value: Value, reviver: Value): Value {
  if (isArray(value))
    value.items = value.items.map((item, index) => revived(machine, String(index), item, reviver));
  const object = asObject(value);
  if (object)
    for (const [name, item] of object.props) object.props.set(name, revived(machine, name, item, reviver));
  return machine.call(reviver, [key, value]);
}

const MATH = [
  'floor',
  'ceil',
  'round',
  'abs',
  'max',
  'min',
  'pow',
  'sqrt',
  'trunc',
  'log',
  'sin',
  'cos',
  'imul',
] as const;

/** `Function`, and what of its prototype programs call by name. */
function createFunctionBuiltin(machine: Machine, compile: (args: readonly Value[]) => Value): Value {
  const made = native('Function', (args) => compile(args));
  const prototype = record({
    constructor: made,
    call: native('call', ([self, ...args], fn) => machine.call(fn, args, self)),
    apply: native('apply', ([self, args], fn) => machine.call(fn, itemsOf(args), self)),
    bind: native('bind', ([self, ...first], fn) =>
      native('bound', (args) => machine.call(fn, [...first, ...args], self)),
    ),
    toString: native('toString', (_args, fn) => toText(fn)),
  });
  return withProps(made, { prototype });
}

/** Constructors, namespaces and functions of the language that compute without effects. */
export function createBuiltins(
  machine: Machine,
  compile: (args: readonly Value[]) => Value,
): Map<string, Value> {
  const text = (value: Value): string => toText(value);
  const code = (name: string, one: (code: number) => string): EmuNative =>
    native(name, (args) => {
      spend(machine.budget, args.length, args.length);
      earn(machine.budget, args.length);
      return args.some((item) => isOpaque(item))
        ? opaque(name)
        : noteDecoded(machine.budget, args.map((item) => one(toNumber(item))).join(''));
    });
  const codePoint = (point: number): string =>
    point >= 0 && point <= 0x10ffff ? String.fromCodePoint(Math.trunc(point)) : '';
  const array = withProps(
    native('Array', (args) => {
      const [only] = args;
      if (args.length !== 1 || typeof only !== 'number') return list([...args]);
      if (!(only >= 0 && only <= 200_000)) throw new Bail('array');
      return list(Array.from({ length: only }, () => undefined));
    }),
    {
      isArray: native('isArray', ([value]) => kindOf(value) === 'array'),
      from: native('from', ([value, fn]) => {
        const items = itemsOf(value);
        spend(machine.budget, items.length);
        return list(
          fn === undefined ? [...items] : items.map((item, index) => machine.call(fn, [item, index])),
        );
      }),
      of: native('of', (args) => list([...args])),
    },
  );
  const math = record(
    Object.fromEntries(
      MATH.map((name) => [
        name,
        native(name, (args) => Math[name](...(args.map((item) => toNumber(item)) as [number, number]))),
      ]),
    ),
  );
  math.props.set(
    'random',
    native('random', () => 0.5),
  );
  math.props.set('PI', Math.PI);
  const uri = (name: string, run: (value: string) => string): EmuNative =>
    native(name, ([value]) => {
      const given = text(value);
      spend(machine.budget, 1 + (given.length >> 4), given.length);
      return throwing(() => run(given));
    });
  const entries: Record<string, Value> = {
    String: withProps(
      native('String', ([value]) => (value === undefined ? '' : text(value))),
      {
        fromCharCode: code('fromCharCode', (unit) => String.fromCharCode(unit)),
        fromCodePoint: code('fromCodePoint', codePoint),
        raw: native('raw', ([pieces, ...values]) =>
          itemsOf(pieces)
            .map((piece, index) => text(piece) + (index < values.length ? text(values[index]) : ''))
            .join(''),
        ),
      },
    ),
    Number: native('Number', ([value]) => (value === undefined ? 0 : toNumber(value))),
    Boolean: native('Boolean', ([value]) => (typeof value === 'object' ? value !== null : Boolean(value))),
    Array: array,
    Function: createFunctionBuiltin(machine, compile),
    RegExp: native('RegExp', ([source, flags]) =>
      createPattern(
        source !== null &&
          typeof source === 'object' &&
          !(source instanceof Uint8Array) &&
          source.kind === 'pattern'
          ? source.source
          : text(source),
        flags === undefined ? '' : text(flags),
      ),
    ),
    TypeError: native('TypeError', ([message]) =>
      record({ message: message === undefined ? '' : text(message) }, 'Error'),
    ),
    Error: native('Error', ([message]) =>
      record({ message: message === undefined ? '' : text(message) }, 'Error'),
    ),
    Math: math,
    JSON: record({
      parse: native('parse', ([value, reviver]) => {
        const made = throwing(() => fromHost(JSON.parse(text(value))));
        return reviver === undefined ? made : revived(machine, '', made, reviver);
      }),
      stringify: native('stringify', ([value]) =>
        isOpaque(value) ? value : JSON.stringify(toHost(value, { items: 50_000 })),
      ),
    }),
    parseInt: native('parseInt', ([value, radix]) => {
      earn(machine.budget);
      return Number.parseInt(text(value), radix === undefined ? undefined : toNumber(radix));
    }),
    parseFloat: native('parseFloat', ([value]) => Number.parseFloat(text(value))),
    isNaN: native('isNaN', ([value]) => Number.isNaN(toNumber(value))),
    atob: uri('atob', (value) =>
      noteDecoded(machine.budget, Buffer.from(value, 'base64').toString('latin1')),
    ),
    btoa: uri('btoa', (value) => Buffer.from(value, 'latin1').toString('base64')),
    // oxlint-disable-next-line typescript/no-deprecated -- what programs call is emulated, deprecated or not
    escape: uri('escape', (value) => escape(value)),
    // oxlint-disable-next-line typescript/no-deprecated -- as above
    unescape: uri('unescape', (value) => noteDecoded(machine.budget, unescape(value))),
    encodeURIComponent: uri('encodeURIComponent', encodeURIComponent),
    decodeURIComponent: uri('decodeURIComponent', decodeURIComponent),
    encodeURI: uri('encodeURI', encodeURI),
    decodeURI: uri('decodeURI', decodeURI),
    Buffer: createBuffer(machine),
    Uint8Array: createTypedArray(machine),
    TextDecoder: native('TextDecoder', () =>
      record({
        decode: native('decode', ([value]) =>
          noteDecoded(machine.budget, Buffer.from(bytesOf(value) ?? []).toString('utf8')),
        ),
      }),
    ),
    TextEncoder: native('TextEncoder', () =>
      record({ encode: native('encode', ([value]) => new Uint8Array(Buffer.from(text(value)))) }),
    ),
    undefined,
    NaN: Number.NaN,
    Infinity: Number.POSITIVE_INFINITY,
  };
  return new Map(Object.entries(entries));
}
