import { byName } from '../by-name.ts';
import { LABEL } from '../js/labels.ts';
import { shownBy, textOfBuiltin } from './builtin-texts.ts';
import {
  type Caller,
  dedent,
  dictOf,
  extreme,
  filtered,
  first,
  type Model,
  mapped,
  range,
  reduced,
  reversed,
  sequence,
  shellWords,
  sorted,
  summed,
  toByteArray,
  toBytes,
  toInt,
  windowsLibrary,
  zipped,
} from './builtins.ts';
import { ASKS_ATTRIBUTE, applyPartial, askAttribute, callFirst, grouped, partial } from './callables.ts';
import { CONTAINER_MODELS } from './containers.ts';
import { isDecoder } from './decoders.ts';
import { codecsDecode, decoder, encoder, latin, maketrans, marshalLoads } from './encodings.ts';
import { progression } from './long-loops.ts';
import { type Arguments } from './methods.ts';
import { LISTS_CLASSES, listedClasses } from './object-classes.ts';
import { binary } from './operators.ts';
import { PATH_MODELS } from './paths.ts';
import { charText, item, iterate } from './sequences.ts';
import { isStoredMethod, storedMethod } from './stored.ts';
import { TEXT_MODELS } from './text-library.ts';
import {
  bool,
  displayOf,
  intOf,
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
import { VERSION_INFO, versionInfo } from './version.ts';

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
    const text = value.kind === 'ref' ? textOfBuiltin(value.name) : null;
    if (text !== null) return str(text);
    const shown = displayOf(value);
    return str(shown.text, labelsOf(value), value.layers, shown.partial);
  },
  repr: (args) => {
    const value = first(args);
    const builtin = value?.kind === 'ref' ? textOfBuiltin(value.name) : null;
    if (builtin !== null) return str(builtin);
    const text = textOf(value);
    return value && text !== null ? str(`'${text}'`, value.labels, value.layers) : null;
  },
  bytes: toBytes,
  bytearray: toByteArray,
  'bytearray.fromhex': (args, caller) => {
    const made = decoder('bytes.fromhex')(args, caller);
    return made?.kind === 'bytes' ? toByteArray({ ...args, positional: [made] }) : made;
  },
  memoryview: toBytes,
  ...CONTAINER_MODELS,
  list: sequence('list'),
  tuple: sequence('tuple'),
  set: sequence('set'),
  frozenset: sequence('set'),
  iter: (args, caller) => {
    const source = first(args);
    // `iter(read, b'')`: what a function gives, again and again.
    if (source && args.positional.length > 1) return list([caller.call(source, [])], 'list', false);
    // A loop over an iterator takes from it: a copy is what is left.
    return source?.kind === 'list' && source.endless ? source : sequence('list')(args, caller);
  },
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
    // Key exchanges and the like: their numbers say nothing.
    if (BigInt(m) > MODULUS_MAX || BigInt(y) > MODULUS_MAX) return null;
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
  next: (args, caller) => {
    const source = first(args);
    if (source?.kind !== 'list') return null;
    // Which of them comes first is not known.
    if (!source.whole) return source.items.length > 0 ? caller.element(source) : null;
    if (source.endless) {
      const found = source.items.shift();
      if (found) source.items.push(found);
      return found ?? null;
    }
    return source.items.shift() ?? args.positional[1] ?? null;
  },
  compile: (args) => first(args) ?? args.named.get('source') ?? null,
  'ast.literal_eval': (args) => first(args) ?? null,
  'functools.reduce': reduced,
  reduce: reduced,
  'operator.call': callFirst,
  'contextvars.copy_context().run': callFirst,
  'itertools.groupby': grouped,
  'functools.partialmethod': partial,
  'functools.partial': partial,

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
  'itertools.count': ({ positional, named }) => {
    const [start, step] = [positional[0] ?? named.get('start'), positional[1] ?? named.get('step')].map(
      (value, at) => (value === undefined ? at : smallIntOf(value)),
    );
    return start === null || start === undefined ? null : progression(start, step ?? 1);
  },
  'itertools.cycle': (args) => {
    const items = first(args) && iterate(first(args) as Value);
    return items && items.length > 0 ? { ...list(items), endless: true } : null;
  },
  'ctypes.WinDLL': windowsLibrary,
  'marshal.loads': marshalLoads,
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
      BigInt(`0x${Buffer.from(order === 'big' ? data : data.toReversed()).toString('hex') || '0'}`),
      value?.labels,
      value?.layers,
    );
  },
  'base64.b64encode': encoder((text) => latin(text).toString('base64')),
  'base64.standard_b64encode': encoder((text) => latin(text).toString('base64')),
  // Python keeps the padding that Node leaves out.
  'base64.urlsafe_b64encode': encoder((text) =>
    latin(text).toString('base64').replaceAll('+', '-').replaceAll('/', '_'),
  ),
  'base64.encodebytes': encoder((text) => latin(text).toString('base64')),
  'binascii.hexlify': encoder((text) => latin(text).toString('hex')),
  ...PATH_MODELS,
  'shlex.split': shellWords,
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

/** Moduli and exponents up to 128 bits are computed. */
const MODULUS_MAX = 2n ** 128n;

function modularPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, factor, left] = [1n, base % modulus, exponent];
  while (left > 0n) {
    if (left & 1n) result = (result * factor) % modulus;
    factor = (factor * factor) % modulus;
    left >>= 1n;
  }
  return result;
}

/** Characters of the `string` module, and other constants of the library. */
const CONSTANTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'string.ascii_letters': 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
    'string.ascii_lowercase': 'abcdefghijklmnopqrstuvwxyz',
    'string.ascii_uppercase': 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    'string.digits': '0123456789',
    'string.hexdigits': '0123456789abcdefABCDEF',
    'string.punctuation': '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    'string.printable':
      '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r\v\f',
    // Wherever it lies: words of a command, in which it stands for the interpreter.
    'sys.executable': 'python',
    'os.sep': '/',
    'os.path.sep': '/',
    'os.linesep': '\n',
  }),
);

/** The value of a constant of the standard library; null for other names. */
export function constantOf(name: string): Value | null {
  if (name === VERSION_INFO) return versionInfo();
  const text = CONSTANTS.get(name);
  return text === undefined ? null : str(text);
}

const GIVEN_DECODER = /^codecs\.getdecoder\(([\w-]+)\)$/;
const METHOD_OF_TYPE = /^(?:str|bytes|list|dict)\.(\w+)$/;
/** Whether a name has one of the forms below; hardly any has. */
const isShaped = byName((name) => isDecoder(name) || GIVEN_DECODER.test(name) || METHOD_OF_TYPE.test(name));

/** True for a name of which {@link callLibrary} may know the result. */
export const isLibrary = (name: string): boolean =>
  name === 'functools.partial()' ||
  ASKS_ATTRIBUTE.test(name) ||
  isStoredMethod(name) ||
  name === 'marshal.load' ||
  LISTS_CLASSES.test(name) ||
  shownBy(name) !== null ||
  isModelled(name) ||
  isShaped(name);

/**
 * The result of a function of the builtins or the standard library by its canonical name, computed as far as its
 * arguments are known; null for functions that are not modelled and arguments that are not known.
 */
export function callLibrary(name: string, self: Value | null, args: Arguments, caller: Caller): Value | null {
  const shown = shownBy(name);
  if (shown !== null) return str(shown);
  if (self && LISTS_CLASSES.test(name)) return listedClasses(self);
  if (name === 'functools.partial()') return applyPartial(self, args, caller);
  if (ASKS_ATTRIBUTE.test(name)) return askAttribute(name, self, args, caller);
  if (Object.hasOwn(TEXT_MODELS, name)) return TEXT_MODELS[name]?.(args, caller) ?? null;
  const stored = storedMethod(name, self, args, caller);
  if (stored) return stored;
  if (Object.hasOwn(MODELS, name)) return MODELS[name]?.(args, caller) ?? null;
  // A file whose content is not known: code that nobody has decoded yet.
  if (name === 'marshal.load')
    return unknown(labelsOf(first(args) ?? unknown()) | LABEL.file | LABEL.decoded);
  if (!isShaped(name)) return null;
  if (isDecoder(name)) return decoder(name)(args, caller);
  const codec = GIVEN_DECODER.exec(name)?.[1];
  if (codec !== undefined) {
    const decoded = codecsDecode({ ...args, positional: [...args.positional.slice(0, 1), str(codec)] });
    return decoded && list([decoded, number(0)], 'tuple');
  }
  const method = METHOD_OF_TYPE.exec(name)?.[1];
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
  return Object.hasOwn(MODELS, name) || Object.hasOwn(TEXT_MODELS, name) || isDecoder(name);
}
