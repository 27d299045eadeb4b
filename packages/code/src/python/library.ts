import { LABEL } from '../js/labels.ts';
import { FOLD_CHARS_MAX } from '../limits.ts';
import { decodeByCodec, decodeByFunction, decryptAes, decryptFernet, isDecoder, rc4 } from './decoders.ts';
import type { Arguments } from './methods.ts';
import { binary, bytesOfNumbers, charText, compare, encodeText, item, iterate } from './operators.ts';
import {
  addLayer,
  bool,
  bytes,
  dict,
  displayOf,
  intOf,
  joinLayers,
  keyOf,
  labelsOf,
  list,
  number,
  rawOf,
  ref,
  smallIntOf,
  str,
  textOf,
  truthOf,
  unknown,
  type Value,
} from './value.ts';

/** What library functions need of the evaluator: to call what they are given. */
export interface Caller {
  call(callee: Value, positional: readonly Value[]): Value;
  attribute(value: Value, name: string): Value;
}

type Model = (args: Arguments, caller: Caller) => Value | null;

const RANGE_MAX = 400_000;

const first = (args: Arguments): Value | undefined => args.positional[0];

function sequence(type: 'list' | 'tuple' | 'set'): Model {
  return (args) => {
    const value = first(args);
    if (value === undefined) return list([], type);
    const items = iterate(value);
    if (items) return list([...items], type, true, value.kind === 'list' ? value.labels : 0);
    return value.kind === 'list'
      ? list([...value.items], type, false, value.labels)
      : list([value], type, false, value.labels);
  };
}

function toBytes(args: Arguments): Value | null {
  const value = first(args);
  if (value === undefined) return bytes('');
  if (value.kind === 'bytes') return value;
  const text = textOf(value);
  if (text !== null) return bytes(encodeText(text), value.labels, value.layers);
  const size = smallIntOf(value);
  if (size !== null) return size >= 0 && size <= FOLD_CHARS_MAX ? bytes('\0'.repeat(size)) : null;
  const items = iterate(value);
  return items && bytesOfNumbers(items);
}

function toInt(args: Arguments): Value | null {
  const value = first(args);
  if (value === undefined) return number(0);
  const whole = intOf(value);
  if (whole !== null) return number(whole, value.labels, value.layers);
  if (value.kind === 'number')
    return Number.isFinite(Number(value.value)) ? number(Math.trunc(Number(value.value))) : null;
  const text = rawOf(value)?.trim().replaceAll('_', '').toLowerCase();
  const base = smallIntOf(args.positional[1] ?? args.named.get('base')) ?? 10;
  if (text === undefined || text.length > 100_000) return null;
  const digits = text.replace(/^([+-]?)0[xbo]/, '$1');
  if (!/^[+-]?[0-9a-z]+$/.test(digits)) return null;
  const allowed = '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, base === 0 ? 16 : base);
  const unsigned = digits.replace(/^[+-]/, '');
  if ([...unsigned].some((char) => !allowed.includes(char))) return null;
  let made: bigint;
  if (base === 10) made = BigInt(unsigned);
  else if (base === 16 || (base === 0 && /0x/.test(text))) made = BigInt(`0x${unsigned}`);
  else if (base === 2) made = BigInt(`0b${unsigned}`);
  else if (base === 8) made = BigInt(`0o${unsigned}`);
  else {
    if (unsigned.length > 2000) return null;
    made = 0n;
    for (const char of unsigned) made = made * BigInt(base) + BigInt(allowed.indexOf(char));
  }
  return number(digits.startsWith('-') ? -made : made, value.labels, value.layers);
}

function range(args: Arguments): Value | null {
  const [a, b, c] = args.positional.map((value) => smallIntOf(value));
  if (a === null || b === null || c === null || a === undefined) return null;
  const [start, stop, step] = b === undefined ? [0, a, 1] : [a, b, c ?? 1];
  if (step === 0) return null;
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (count > RANGE_MAX) return null;
  return list(Array.from({ length: count }, (_, index) => number(start + index * step)));
}

function mapped(args: Arguments, caller: Caller): Value | null {
  const [callee, ...sources] = args.positional;
  if (!callee || sources.length === 0) return null;
  const lists = sources.map(iterate);
  if (lists.some((items) => items === null)) return list([caller.call(callee, sources)], 'list', false);
  const length = Math.min(...lists.map((items) => items?.length ?? 0));
  return list(
    Array.from({ length }, (_, index) =>
      caller.call(
        callee,
        lists.map((items) => items?.[index] ?? unknown()),
      ),
    ),
  );
}

function filtered(args: Arguments, caller: Caller): Value | null {
  const [callee, source] = args.positional;
  const items = source && iterate(source);
  if (!callee || !items) return source ? list([source], 'list', false, labelsOf(source)) : null;
  const kept: Value[] = [];
  let whole = true;
  for (const value of items) {
    const truth = truthOf(callee.kind === 'none' ? value : caller.call(callee, [value]));
    if (truth === null) whole = false;
    if (truth !== false) kept.push(value);
  }
  return list(kept, 'list', whole);
}

function zipped(args: Arguments): Value | null {
  const lists = args.positional.map((value) =>
    value.kind === 'list' && value.endless ? value : iterate(value),
  );
  if (lists.length === 0 || lists.some((items) => items === null)) return null;
  const ends = lists.flatMap((items) => (Array.isArray(items) ? [items.length] : []));
  if (ends.length === 0) return null;
  return list(
    Array.from({ length: Math.min(...ends) }, (_, index) =>
      list(
        lists.map((items) => {
          if (Array.isArray(items)) return items[index] ?? unknown();
          return items?.items[index % items.items.length] ?? unknown();
        }),
        'tuple',
      ),
    ),
  );
}

function reversed(args: Arguments): Value | null {
  const value = first(args);
  const items = value && iterate(value);
  if (!value || !items) return null;
  const back = items.toReversed();
  // Letters that are turned round and joined again are a layer; so are bytes.
  if (value.kind === 'str' || value.kind === 'bytes')
    return list(back.map((entry) => ({ ...entry, layers: addLayer(entry.layers, 'reverse') })));
  return list(back);
}

function sorted(args: Arguments, caller: Caller): Value | null {
  const value = first(args);
  const items = value && iterate(value);
  if (!items) return null;
  const key = args.named.get('key');
  const keyed = items.map((entry) => ({ entry, by: key ? caller.call(key, [entry]) : entry }));
  if (keyed.some(({ by }) => intOf(by) === null && rawOf(by) === null)) return null;
  keyed.sort((a, b) => (compare('Lt', a.by, b.by) ? -1 : compare('Lt', b.by, a.by) ? 1 : 0));
  const back = truthOf(args.named.get('reverse') ?? bool(false)) === true;
  const ordered = keyed.map(({ entry }) => entry);
  return list(back ? ordered.reverse() : ordered);
}

function reduced(args: Arguments, caller: Caller): Value | null {
  const [callee, source, initial] = args.positional;
  const items = source && iterate(source);
  if (!callee || !items) return null;
  const all = initial ? [initial, ...items] : items;
  const [head, ...rest] = all;
  if (!head || rest.length > 100_000) return null;
  return rest.reduce<Value>((sum, value) => caller.call(callee, [sum, value]), head);
}

function summed(args: Arguments): Value | null {
  const value = first(args);
  const items = value && iterate(value);
  if (!items) return null;
  return items.reduce<Value>((sum, entry) => binary('Add', sum, entry), args.positional[1] ?? number(0));
}

function extreme(op: 'Lt' | 'Gt'): Model {
  return (args) => {
    const items =
      args.positional.length === 1 ? first(args) && iterate(first(args) as Value) : args.positional;
    if (!items || items.length === 0 || items.some((value) => intOf(value) === null)) return null;
    return items.reduce((best, value) => (compare(op, value, best) ? value : best));
  };
}

function decoder(name: string): Model {
  return (args) => {
    const value = first(args) ?? args.named.get('data') ?? args.named.get('s');
    if (!value) return null;
    const text = rawOf(value);
    const found = text === null ? null : decodeByFunction(name, text);
    if (!found) return unknown(labelsOf(value) | (text === null ? LABEL.decoded : LABEL.decodedConst));
    return bytes(found.text, value.labels, addLayer(value.layers, found.layer));
  };
}

function codecsDecode(args: Arguments): Value | null {
  const [value, codec] = args.positional;
  const text = rawOf(value);
  const name = textOf(codec) ?? textOf(args.named.get('encoding')) ?? 'utf-8';
  const found = text === null ? null : decodeByCodec(name, text);
  if (!value || !found) return value ? unknown(labelsOf(value) | LABEL.decoded) : null;
  const layers = found.layer === null ? value.layers : addLayer(value.layers, found.layer);
  const binaryOut = found.layer !== null && !/^(?:rot13|escape)$/.test(found.layer);
  return binaryOut ? bytes(found.text, value.labels, layers) : str(found.text, value.labels, layers);
}

function maketrans(args: Arguments): Value | null {
  const table = dict();
  const [from, to, gone] = args.positional;
  if (from?.kind === 'dict') {
    for (const { key, value } of from.entries.values()) {
      const text = textOf(key);
      const code = text === null ? key : number(text.codePointAt(0) ?? 0);
      table.entries.set(keyOf(code) ?? '', { key: code, value });
    }
    return table;
  }
  const [a, b] = [rawOf(from), rawOf(to)];
  if (a === null || b === null || a.length !== b.length) return null;
  if (from?.kind === 'bytes') {
    const all = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
    for (const [index, char] of [...a].entries()) all[char.charCodeAt(0)] = b[index] ?? '';
    return bytes(all.join(''));
  }
  const target = [...b];
  for (const [index, char] of [...a].entries()) {
    const code = number(char.codePointAt(0) ?? 0);
    table.entries.set(keyOf(code) ?? '', { key: code, value: number(target[index]?.codePointAt(0) ?? 0) });
  }
  for (const char of rawOf(gone) ?? '') {
    const code = number(char.codePointAt(0) ?? 0);
    table.entries.set(keyOf(code) ?? '', { key: code, value: { kind: 'none', labels: 0, layers: [] } });
  }
  return table;
}

/** `os.path.join`: unknown pieces stay marked, so that the same path written twice reads the same. */
function pathJoin(args: Arguments): Value | null {
  let text = '';
  let partial = false;
  let labels = 0;
  for (const value of args.positional) {
    const shown = displayOf(value);
    labels |= labelsOf(value);
    partial ||= shown.partial;
    text = shown.text.startsWith('/')
      ? shown.text
      : text === ''
        ? shown.text
        : `${text.replace(/\/$/, '')}/${shown.text}`;
  }
  return str(text, labels, joinLayers(...args.positional.map((value) => value.layers)), partial);
}

function dictOf(args: Arguments): Value | null {
  const made = dict();
  const source = first(args);
  if (source?.kind === 'dict') for (const [key, entry] of source.entries) made.entries.set(key, { ...entry });
  else if (source) {
    const items = iterate(source);
    if (!items) {
      made.whole = false;
      made.labels = labelsOf(source);
    } else
      for (const pair of items) {
        const key = item(pair, number(0));
        const value = item(pair, number(1));
        const text = key && keyOf(key);
        if (key && value && text !== null && text !== undefined) made.entries.set(text, { key, value });
        else made.whole = false;
      }
  }
  for (const [name, value] of args.named) made.entries.set(`s${name}`, { key: str(name), value });
  return made;
}

/** Encoders: the other way round, for sources that encode before they decode, and for what is sent. */
function encoder(run: (text: string) => string): Model {
  return (args) => {
    const value = first(args);
    const text = rawOf(value);
    return value && text !== null ? bytes(run(text), value.labels, value.layers) : null;
  };
}

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

const MODELS: Readonly<Record<string, Model>> = {
  chr: (args) => charText(args.positional.slice(0, 1)),
  unichr: (args) => charText(args.positional.slice(0, 1)),
  ord: (args) => {
    const value = first(args);
    const code = rawOf(value)?.codePointAt(0);
    return value && code !== undefined ? number(code, value.labels, value.layers) : null;
  },
  int: toInt,
  float: (args) => (first(args)?.kind === 'number' ? (first(args) ?? null) : null),
  str: (args) => {
    const value = first(args);
    if (value === undefined) return str('');
    if (value.kind === 'bytes' && (args.positional.length > 1 || args.named.has('encoding')))
      return str(Buffer.from(value.text, 'latin1').toString('utf8'), value.labels, value.layers);
    const shown = displayOf(value);
    return str(shown.text, labelsOf(value), value.layers, shown.partial);
  },
  repr: (args) => {
    const value = first(args);
    const text = textOf(value);
    return value && text !== null ? str(`'${text}'`, value.labels, value.layers) : null;
  },
  bytes: toBytes,
  bytearray: toBytes,
  memoryview: toBytes,
  list: sequence('list'),
  tuple: sequence('tuple'),
  set: sequence('set'),
  frozenset: sequence('set'),
  iter: sequence('list'),
  dict: dictOf,
  len: (args) => {
    const value = first(args);
    if (value?.kind === 'str' && !value.partial) return number(Array.from(value.text).length);
    if (value?.kind === 'bytes') return number(value.text.length);
    const items = value && iterate(value);
    return items ? number(items.length) : null;
  },
  range,
  xrange: range,
  map: mapped,
  'itertools.starmap': (args, caller) => {
    const items = args.positional[1] && iterate(args.positional[1]);
    const callee = first(args);
    return callee && items
      ? list(items.map((entry) => caller.call(callee, iterate(entry) ?? [entry])))
      : null;
  },
  filter: filtered,
  zip: zipped,
  enumerate: (args) => {
    const items = first(args) && iterate(first(args) as Value);
    const start = smallIntOf(args.positional[1] ?? args.named.get('start')) ?? 0;
    return items ? list(items.map((entry, index) => list([number(index + start), entry], 'tuple'))) : null;
  },
  reversed,
  sorted,
  sum: summed,
  min: extreme('Lt'),
  max: extreme('Gt'),
  abs: (args) => {
    const value = intOf(first(args));
    return value === null ? null : number(value < 0 ? -BigInt(value) : value);
  },
  pow: (args) => {
    const [a, b, c] = args.positional;
    if (!a || !b) return null;
    const [x, y, m] = [intOf(a), intOf(b), intOf(c)];
    if (c === undefined) return binary('Pow', a, b);
    if (x === null || y === null || m === null || BigInt(m) === 0n || y < 0) return null;
    return number(modularPower(BigInt(x), BigInt(y), BigInt(m)));
  },
  divmod: (args) => {
    const [a, b] = args.positional;
    return a && b ? list([binary('FloorDiv', a, b), binary('Mod', a, b)], 'tuple') : null;
  },
  hex: (args) => {
    const value = intOf(first(args));
    return value === null
      ? null
      : str(value < 0 ? `-0x${(-BigInt(value)).toString(16)}` : `0x${value.toString(16)}`);
  },
  bin: (args) => {
    const value = intOf(first(args));
    return value === null ? null : str(`0b${value.toString(2)}`);
  },
  bool: (args) => {
    const truth = first(args) ? truthOf(first(args) as Value) : false;
    return truth === null ? null : bool(truth);
  },
  next: (args) => {
    const items = first(args) && iterate(first(args) as Value);
    return items?.[0] ?? null;
  },
  compile: (args) => first(args) ?? args.named.get('source') ?? null,
  'ast.literal_eval': (args) => first(args) ?? null,
  'functools.reduce': reduced,
  reduce: reduced,
  'functools.partial': (args) => {
    const [callee] = args.positional;
    return callee && args.positional.length === 1 ? callee : null;
  },
  'operator.add': (args) => binaryOf('Add', args),
  'operator.concat': (args) => binaryOf('Add', args),
  'operator.xor': (args) => binaryOf('BitXor', args),
  'operator.sub': (args) => binaryOf('Sub', args),
  'operator.mul': (args) => binaryOf('Mult', args),
  'operator.getitem': (args) => {
    const [value, index] = args.positional;
    return value && index ? item(value, index) : null;
  },
  'itertools.chain': (args) => {
    const lists = args.positional.map(iterate);
    return lists.includes(null) ? null : list(lists.flatMap((items) => items ?? []));
  },
  'itertools.cycle': (args) => {
    const items = first(args) && iterate(first(args) as Value);
    return items && items.length > 0 ? { ...list(items), endless: true } : null;
  },
  'codecs.decode': codecsDecode,
  'codecs.getdecoder': (args) =>
    textOf(first(args)) === null ? null : ref(`codecs.getdecoder(${textOf(first(args))})`),
  'str.maketrans': maketrans,
  'bytes.maketrans': maketrans,
  'string.maketrans': maketrans,
  'str.join': (args) => {
    const [glue, items] = args.positional;
    const all = items && iterate(items);
    return glue && all ? binaryJoin(glue, all) : null;
  },
  'int.from_bytes': (args) => {
    const value = first(args);
    const raw = rawOf(value) ?? (value ? rawOf(toBytes(args) ?? undefined) : null);
    if (raw === null || raw.length > 100_000) return null;
    const order = textOf(args.positional[1] ?? args.named.get('byteorder')) ?? 'big';
    const data = latin(raw);
    return number(
      BigInt(`0x${(order === 'big' ? data : data.reverse()).toString('hex') || '0'}`),
      value?.labels,
      value?.layers,
    );
  },
  'base64.b64encode': encoder((text) => latin(text).toString('base64')),
  'base64.encodebytes': encoder((text) => latin(text).toString('base64')),
  'binascii.hexlify': encoder((text) => latin(text).toString('hex')),
  'Crypto.Util.Padding.unpad': (args) => unpad(first(args)),
  'Crypto.Cipher.ARC4.new().decrypt': () => null,
  'os.path.join': pathJoin,
  'os.path.expanduser': (args) => first(args) ?? null,
  'os.path.expandvars': (args) => first(args) ?? null,
  'os.path.abspath': (args) => first(args) ?? null,
  'os.path.normpath': (args) => first(args) ?? null,
  'os.fsencode': (args) => first(args) ?? null,
  'os.fspath': (args) => first(args) ?? null,
  'shlex.split': (args) => {
    const text = textOf(first(args));
    return text === null
      ? null
      : list(text.split(/\s+/).map((word) => str(word.replace(/^["']|["']$/g, ''))));
  },
  'textwrap.dedent': (args) => {
    const text = textOf(first(args));
    return text === null
      ? (first(args) ?? null)
      : str(dedent(text), first(args)?.labels, first(args)?.layers);
  },
  'inspect.cleandoc': (args) => {
    const text = textOf(first(args));
    return text === null ? null : str(dedent(text), first(args)?.labels, first(args)?.layers);
  },
};

function binaryOf(op: string, args: Arguments): Value | null {
  const [a, b] = args.positional;
  return a && b ? binary(op, a, b) : null;
}

function binaryJoin(glue: Value, items: readonly Value[]): Value {
  return items
    .slice(1)
    .reduce((sum, entry) => binary('Add', binary('Add', sum, glue), entry), items[0] ?? str(''));
}

function modularPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, factor, left] = [1n, base % modulus, exponent];
  while (left > 0n) {
    if (left & 1n) result = (result * factor) % modulus;
    factor = (factor * factor) % modulus;
    left >>= 1n;
  }
  return result;
}

function dedent(text: string): string {
  const lines = text.split('\n');
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const least = indents.length === 0 ? 0 : indents.reduce((a, b) => Math.min(a, b));
  return lines.map((line) => line.slice(Math.min(least, line.length))).join('\n');
}

function unpad(value: Value | undefined): Value | null {
  if (value?.kind !== 'bytes') return value ?? null;
  const count = value.text.charCodeAt(value.text.length - 1);
  return count >= 1 && count <= 16 ? bytes(value.text.slice(0, -count), value.labels, value.layers) : value;
}

/** Characters of the `string` module, and other constants of the library. */
const CONSTANTS: Readonly<Record<string, string>> = {
  'string.ascii_letters': 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
  'string.ascii_lowercase': 'abcdefghijklmnopqrstuvwxyz',
  'string.ascii_uppercase': 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  'string.digits': '0123456789',
  'string.hexdigits': '0123456789abcdefABCDEF',
  'string.punctuation': '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  'string.printable':
    '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r\v\f',
  'os.sep': '/',
  'os.path.sep': '/',
  'os.linesep': '\n',
};

/** The value of a constant of the standard library; null for other names. */
export function constantOf(name: string): Value | null {
  const text = CONSTANTS[name];
  return text === undefined ? null : str(text);
}

/** Bounds what `callLibrary` may be asked with: keys and data of ciphers. */
function cipher(name: string, self: Value | null, method: string, args: Arguments): Value | null {
  const data = rawOf(first(args));
  const made = self?.kind === 'ref' ? self.bound : undefined;
  const setup = made?.self.kind === 'list' ? made.self.items : [];
  const key = rawOf(setup[0]);
  if (key === null || data === null || !/^decrypt$|^extract_from_token$/.test(method)) return null;
  const layers = joinLayers(first(args)?.layers ?? []);
  if (name === 'cryptography.fernet.Fernet') {
    const text = decryptFernet(key, data);
    return text === null ? null : bytes(text, 0, addLayer(layers, 'fernet'));
  }
  if (name === 'Crypto.Cipher.AES.new' || name === 'pyaes.AESModeOfOperationCBC') {
    const mode = setup[1]?.kind === 'ref' ? (setup[1].name.split('.').at(-1) ?? '') : 'MODE_CBC';
    const text = decryptAes(key, mode, rawOf(setup[2]), data);
    return text === null ? null : bytes(text, 0, addLayer(layers, 'aes'));
  }
  if (name === 'Crypto.Cipher.ARC4.new' && key !== '')
    return bytes(rc4(key, data), 0, addLayer(layers, 'rc4'));
  return null;
}

/** Constructors of ciphers: what they were given is kept for `decrypt`. */
const CIPHERS =
  /^(?:cryptography\.fernet\.Fernet|Crypto\.Cipher\.(?:AES|ARC4)\.new|pyaes\.AESModeOfOperationCBC)$/;

/**
 * The result of a function of the builtins or the standard library by its canonical name, computed as far as its
 * arguments are known; null for functions that are not modelled and arguments that are not known.
 */
export function callLibrary(name: string, self: Value | null, args: Arguments, caller: Caller): Value | null {
  if (Object.hasOwn(MODELS, name)) return MODELS[name]?.(args, caller) ?? null;
  if (isDecoder(name)) return decoder(name)(args, caller);
  if (CIPHERS.test(name)) {
    const named = [...args.named];
    const iv = named.find(([key]) => key === 'iv' || key === 'IV' || key === 'nonce')?.[1];
    const setup = [...args.positional, ...(iv && args.positional.length === 2 ? [iv] : [])];
    return { ...ref(`${name}()`), bound: { self: list(setup), method: '' } };
  }
  const call = /^(.+)\(\)\.(\w+)$/.exec(name);
  if (call?.[1] !== undefined && call[2] !== undefined && CIPHERS.test(call[1]))
    return cipher(call[1], self, call[2], args);
  const codec = /^codecs\.getdecoder\(([\w-]+)\)$/.exec(name)?.[1];
  if (codec !== undefined) {
    const decoded = codecsDecode({ ...args, positional: [...args.positional.slice(0, 1), str(codec)] });
    return decoded && list([decoded, number(0)], 'tuple');
  }
  const method = /^(?:str|bytes|list|dict)\.(\w+)$/.exec(name)?.[1];
  const [receiver, ...rest] = args.positional;
  if (
    method !== undefined &&
    receiver !== undefined &&
    receiver.kind !== 'ref' &&
    receiver.kind !== 'unknown'
  )
    return caller.call(caller.attribute(receiver, method), rest);
  return null;
}

/** True when a builtin or library function is computed here. */
export function isModelled(name: string): boolean {
  return Object.hasOwn(MODELS, name) || isDecoder(name);
}
