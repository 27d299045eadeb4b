import { ARRAY_MODELS } from './arrays.ts';
import { first, type Model } from './builtins.ts';
import { CIPHER_MODELS } from './ciphers.ts';
import { CONFIGURATION_MODELS } from './configurations.ts';
import { decodeByCodec } from './decoders.ts';
import { DOCUMENT_MODELS } from './documents.ts';
import { latin } from './encodings.ts';
import { HASHES } from './hashes.ts';
import { kept } from './kept.ts';
import { KEY_MODELS } from './key-derivation.ts';
import { MADE_MODELS } from './made-objects.ts';
import { binary } from './operators.ts';
import { PATTERN_MODELS, sameKind } from './pattern-models.ts';
import { iterate, join } from './sequences.ts';
import {
  addLayer,
  bool,
  bytes,
  intOf,
  list,
  none,
  number,
  rawOf,
  smallIntOf,
  str,
  textOf,
  type Value,
} from './value.ts';

const ITEMS_MAX = 200_000;

/** A text or bytes made of another one, with the layer that this takes off. */
function remade(value: Value | undefined, layer: string | null, run: (text: string) => string): Value | null {
  const text = rawOf(value);
  if (!value || text === null) return null;
  const made = run(text);
  const layers = layer === null || made === text ? value.layers : addLayer(value.layers, layer);
  return value.kind === 'bytes' ? bytes(made, value.labels, layers) : str(made, value.labels, layers);
}

function percentDecoded(text: string): string {
  const raw = text.replace(/%([0-9a-fA-F]{2})/g, (_whole, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return raw === text ? text : Buffer.from(raw, 'latin1').toString('utf8');
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

function withoutEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(\w+));?/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** Bytes of each format character of `struct` for whole numbers. */
const WIDTHS: Readonly<Record<string, number>> = {
  b: 1,
  B: 1,
  c: 1,
  h: 2,
  H: 2,
  i: 4,
  I: 4,
  l: 4,
  L: 4,
  q: 8,
  Q: 8,
};

const pack: Model = ({ positional }) => {
  const [pattern, ...values] = positional;
  const format = rawOf(pattern);
  if (format === null || format === undefined || format.length > 100_000) return null;
  const big = /^[>!]/.test(format);
  const out: string[] = [];
  let next = 0;
  let layers: readonly string[] = [];
  for (const [, count = '', type = ''] of format.matchAll(/(\d*)([a-zA-Z?])/g)) {
    const width = WIDTHS[type];
    if (type === 's') {
      const text = rawOf(values[next++]);
      if (text === null) return null;
      out.push(text.slice(0, Number(count || 1)).padEnd(Math.min(Number(count || 1), 100_000), '\0'));
      continue;
    }
    if (width === undefined) return null;
    for (let left = Math.min(Number(count || 1), ITEMS_MAX); left > 0; left--) {
      const value = values[next++];
      const code = intOf(value);
      if (code === null) return null;
      layers = value?.layers ?? layers;
      const data = Buffer.from(
        BigInt.asUintN(width * 8, BigInt(code))
          .toString(16)
          .padStart(width * 2, '0'),
        'hex',
      );
      out.push(Buffer.from(big ? data : data.toReversed()).toString('latin1'));
    }
  }
  return bytes(out.join(''), 0, addLayer(layers, 'charcode'));
};

const arrayOf: Model = ({ positional }) => {
  const [type, source] = positional;
  const items = source && iterate(source);
  if (!items) return null;
  // Characters that stand as numbers are what `chr` would be given.
  const numbers = items.map((entry) => ({ ...entry, layers: addLayer(entry.layers, 'charcode') }));
  return list(numbers, /^[bB]$/.test(textOf(type) ?? '') ? 'bytearray' : 'list');
};

const wrap: Model = ({ positional, named }) => {
  const [value, second] = positional;
  const width = smallIntOf(second ?? named.get('width')) ?? 70;
  const text = textOf(value);
  // Words keep together; text without blanks is cut into pieces.
  if (!value || text === null || width < 1 || /\s/.test(text)) return null;
  const parts = text.match(new RegExp(`.{1,${Math.min(width, 10_000)}}`, 'gs')) ?? [];
  return list(parts.map((part) => sameKind(value, part)));
};

/** A function of one number that gives a whole number or, with digits, another one. */
function numeric(run: (value: number, digits: number | null) => number): Model {
  return ({ positional }) => {
    const [value, digits] = positional;
    const whole = intOf(value);
    const given = value?.kind === 'number' ? Number(value.value) : whole === null ? null : Number(whole);
    if (given === null) return null;
    const made = run(given, smallIntOf(digits));
    return Number.isFinite(made) ? number(made, value?.labels, value?.layers) : null;
  };
}

/** Python rounds halves to the even neighbour. */
function rounded(value: number, digits: number | null): number {
  if (digits !== null) return Number(value.toFixed(Math.max(0, Math.min(20, digits))));
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

const accumulate: Model = ({ positional, named }, caller) => {
  const [source, second] = positional;
  const run = second ?? named.get('func');
  const items = source && iterate(source);
  if (!items || items.length > ITEMS_MAX) return null;
  const found: Value[] = [];
  for (const entry of items) {
    const before = found.at(-1);
    found.push(!before ? entry : run ? caller.call(run, [before, entry]) : binary('Add', before, entry));
  }
  return list(found);
};

const flattened: Model = (args) => {
  const source = first(args);
  const parts = source && iterate(source)?.map(iterate);
  return !parts || parts.includes(null) ? null : list(parts.flatMap((part) => part ?? []));
};

const sliced: Model = ({ positional }) => {
  const [source, ...bounds] = positional;
  const items =
    source && (source.kind === 'list' && source.endless ? repeatedly(source.items) : iterate(source));
  const [a, b, c] = bounds.map((bound) =>
    bound.kind === 'none' ? undefined : (smallIntOf(bound) ?? Number.NaN),
  );
  const [start, stop, step] = bounds.length === 1 ? [0, a, 1] : [a ?? 0, b, c ?? 1];
  if (!items || [start, stop ?? 0, step].some(Number.isNaN) || step < 1) return null;
  return list(items.slice(start, stop).filter((_entry, index) => index % step === 0));
};

const repeatedly = (items: readonly Value[]): Value[] =>
  items.length === 0
    ? []
    : Array.from({ length: 10_000 }, (_, index) => items[index % items.length] ?? none());

const truths =
  (isAll: boolean): Model =>
  (args) => {
    const items = first(args) && iterate(first(args) as Value);
    if (!items) return null;
    const known = items.map((entry) =>
      entry.kind === 'true' ? true : entry.kind === 'false' ? false : null,
    );
    if (known.includes(!isAll)) return bool(!isAll);
    return known.includes(null) ? null : bool(isAll);
  };

/** Encoding and decoding by codec: text codecs go both ways, the others are undone where they are constant. */
const codecsEncode: Model = ({ positional }) => {
  const [value, codec] = positional;
  const text = rawOf(value);
  const name = (textOf(codec) ?? 'utf-8').toLowerCase().replaceAll('-', '_');
  if (!value || text === null) return null;
  if (/^rot_?13$/.test(name)) {
    const found = decodeByCodec(name, text);
    return found && str(found.text, value.labels, addLayer(value.layers, 'rot13'));
  }
  if (name.startsWith('hex')) return bytes(latin(text).toString('hex'), value.labels, value.layers);
  if (/^base_?64/.test(name)) return bytes(`${latin(text).toString('base64')}\n`, value.labels, value.layers);
  return null;
};

/** Functions of the standard library that work on texts, numbers and sequences, by canonical name. */
export const TEXT_MODELS: Readonly<Record<string, Model>> = {
  'urllib.parse.unquote': (args) => remade(first(args), 'percent', percentDecoded),
  'urllib.unquote': (args) => remade(first(args), 'percent', percentDecoded),
  'urllib.parse.unquote_plus': (args) =>
    remade(first(args), 'percent', (text) => percentDecoded(text.replaceAll('+', ' '))),
  'urllib.parse.unquote_to_bytes': (args) => {
    const found = remade(first(args), 'percent', percentDecoded);
    const text = rawOf(found ?? undefined);
    return found && text !== null
      ? bytes(Buffer.from(text).toString('latin1'), found.labels, found.layers)
      : null;
  },
  'html.unescape': (args) => remade(first(args), 'entities', withoutEntities),
  'html.parser.HTMLParser().unescape': (args) => remade(first(args), 'entities', withoutEntities),
  'xml.sax.saxutils.unescape': (args) => remade(first(args), 'entities', withoutEntities),
  'codecs.encode': codecsEncode,
  ...DOCUMENT_MODELS,
  'struct.pack': pack,
  'array.array': arrayOf,
  ...PATTERN_MODELS,
  're.compile': kept('re.compile'),
  'textwrap.wrap': wrap,
  'string.Template': kept('string.Template'),
  'io.BytesIO': kept('io.BytesIO'),
  'io.StringIO': kept('io.StringIO'),
  'zlib.decompressobj': (args, caller) => {
    const dictionary = args.named.get('zdict');
    return kept('zlib.decompressobj')({ ...args, positional: dictionary ? [dictionary] : [] }, caller);
  },
  'bz2.BZ2Decompressor': kept('bz2.BZ2Decompressor'),
  'lzma.LZMADecompressor': kept('lzma.LZMADecompressor'),
  ...HASHES,
  ...CIPHER_MODELS,
  ...KEY_MODELS,
  ...ARRAY_MODELS,
  ...CONFIGURATION_MODELS,
  ...MADE_MODELS,
  'operator.itemgetter': kept('operator.itemgetter'),
  'itertools.accumulate': accumulate,
  'shlex.join': (args) => {
    const items = first(args) && iterate(first(args) as Value);
    return items ? join(str(' '), items, true) : null;
  },
  'itertools.chain.from_iterable': flattened,
  'itertools.islice': sliced,
  'itertools.repeat': ({ positional }) => {
    const [value, times] = positional;
    if (!value) return null;
    const count = smallIntOf(times);
    if (times === undefined) return { ...list([value]), endless: true };
    return count === null || count > ITEMS_MAX ? null : list(Array.from({ length: count }, () => value));
  },
  all: truths(true),
  any: truths(false),
  round: numeric(rounded),
  oct: (args) => {
    const value = intOf(first(args));
    return value === null ? null : str(`${value < 0 ? '-' : ''}0o${value.toString(8).replace('-', '')}`);
  },
  'math.floor': numeric(Math.floor),
  'math.ceil': numeric(Math.ceil),
  'math.trunc': numeric(Math.trunc),
  'math.sqrt': numeric(Math.sqrt),
};
