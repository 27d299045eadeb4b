import { LAYER_CHARS_MAX } from '../limits.ts';
import { ARCHIVE_ATTRIBUTES, ARCHIVE_METHODS, ARCHIVE_MODELS } from './archive-objects.ts';
import { first, type Model } from './builtins.ts';
import { decodeByFunction } from './decoders.ts';
import { kept, keptAs, told } from './kept.ts';
import type { Arguments } from './methods.ts';
import {
  addLayer,
  bytes,
  dict,
  intOf,
  list,
  number,
  rawOf,
  smallIntOf,
  str,
  textOf,
  type Value,
} from './value.ts';

type Made = readonly Value[];

const hidden = (source: Value | undefined, text: string, layer: string): Value =>
  bytes(text, source?.labels, addLayer(source?.layers ?? [], layer));

const latin = (hex: string): string => Buffer.from(hex, 'hex').toString('latin1');

/** The digits of an identifier; null for what is none. */
function uuidDigits([source]: Made): string | null {
  const digits = textOf(source)?.replace(/^urn:|uuid:|[{}-]/g, '') ?? '';
  return /^[0-9a-fA-F]{32}$/.test(digits) ? digits.toLowerCase() : null;
}

/** The bytes of an address of version 4; null for others. */
function addressBytes([source]: Made): string | null {
  const number4 = smallIntOf(source);
  const parts = textOf(source)?.split('.').map(Number);
  if (number4 !== null && number4 >= 0 && number4 <= 0xffffffff)
    return latin(number4.toString(16).padStart(8, '0'));
  const isAddress =
    parts?.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
  return isAddress ? Buffer.from(parts).toString('latin1') : null;
}

function packed(values: Made): Value | null {
  const text = addressBytes(values);
  return text === null ? null : hidden(values[0], text, 'address');
}

/** Numerator and denominator without what they share; null for what is not known. */
function reducedFraction([a, b]: Made): readonly [bigint, bigint] | null {
  const [x, y] = [intOf(a), b === undefined ? 1 : intOf(b)];
  if (x === null || y === null || Number(y) === 0) return null;
  let [p, q] = [BigInt(x), BigInt(y)];
  while (q !== 0n) [p, q] = [q, p % q];
  const by = (p < 0n ? -p : p) * (Number(y) < 0 ? -1n : 1n);
  return [BigInt(x) / by, BigInt(y) / by];
}

/** One part of an address of the web; null for what is not known, or is none. */
function partOf(name: 'query' | 'fragment' | 'path' | 'netloc' | 'scheme'): (values: Made) => Value | null {
  return ([source]) => {
    const text = rawOf(source);
    const parts =
      text === null
        ? null
        : /^(?:([a-z][\w+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#([^]*))?$/i.exec(text);
    if (!parts) return null;
    const [, scheme, netloc, path, query, fragment] = parts;
    return str({ scheme, netloc, path, query, fragment }[name] ?? '', source?.labels, source?.layers);
  };
}

/** Attributes of objects that {@link MADE_MODELS} made, by name. */
const ATTRIBUTES: Readonly<Record<string, (values: Made) => Value | null>> = {
  'uuid.UUID().bytes': (values) => {
    const digits = uuidDigits(values);
    return digits === null ? null : hidden(values[0], latin(digits), 'uuid');
  },
  'uuid.UUID().hex': (values) => {
    const digits = uuidDigits(values);
    return digits === null ? null : str(digits, values[0]?.labels, values[0]?.layers);
  },
  'uuid.UUID().int': (values) => {
    const digits = uuidDigits(values);
    return digits === null ? null : number(BigInt(`0x${digits}`), values[0]?.labels, values[0]?.layers);
  },
  'ipaddress.ip_address().packed': packed,
  'ipaddress.IPv4Address().packed': packed,
  'fractions.Fraction().numerator': (values) => {
    const found = reducedFraction(values);
    return found && number(found[0], values[0]?.labels, values[0]?.layers);
  },
  'fractions.Fraction().denominator': (values) => {
    const found = reducedFraction(values);
    return found && number(found[1], values[0]?.labels, values[0]?.layers);
  },
  'importlib.util.spec_from_loader().name': ([name]) => name ?? null,
  'importlib.util.spec_from_loader().loader': ([, loader]) => loader ?? null,
  'importlib.machinery.ModuleSpec().name': ([name]) => name ?? null,
  'importlib.machinery.ModuleSpec().loader': ([, loader]) => loader ?? null,
  'codecs.CodecInfo().encode': ([encode]) => encode ?? null,
  'codecs.CodecInfo().decode': ([, decode]) => decode ?? null,
  ...ARCHIVE_ATTRIBUTES,
  ...Object.fromEntries(
    (['query', 'fragment', 'path', 'netloc', 'scheme'] as const).flatMap((name) => [
      [`urllib.parse.urlsplit().${name}`, partOf(name)],
      [`urllib.parse.urlparse().${name}`, partOf(name)],
    ]),
  ),
};

/** The attribute of an object that was made of what is known; null for others. */
export function madeAttribute(name: string, setup: Value): Value | null {
  return setup.kind === 'list' && Object.hasOwn(ATTRIBUTES, name)
    ? (ATTRIBUTES[name]?.(setup.items) ?? null)
    : null;
}

/** The values of a query by their names, as lists or as pairs. */
function queryValues(isPairs: boolean): Model {
  return (args) => {
    const source = first(args);
    const text = rawOf(source);
    if (!source || text === null || text.length > LAYER_CHARS_MAX) return null;
    const piece = (value: string): Value => str(value, source.labels, addLayer(source.layers, 'percent'));
    const pairs = [...new URLSearchParams(text)].filter(([, value]) => value !== '');
    if (isPairs) return list(pairs.map(([key, value]) => list([piece(key), piece(value)], 'tuple')));
    const found = dict();
    for (const [key, all] of Map.groupBy(pairs, ([name]) => name))
      found.entries.set(`s${key}`, { key: str(key), value: list(all.map(([, value]) => piece(value))) });
    return found;
  };
}

const TRANSFER: Readonly<Record<string, string>> = {
  base64: 'base64.b64decode',
  'quoted-printable': 'quopri.decodestring',
};

/** The body of a message, decoded where that is asked for. */
function payloadOf([source]: Made, { positional, named }: Arguments): Value | null {
  const text = rawOf(source);
  const end = text === null ? null : /\r?\n\r?\n/.exec(text);
  if (!source || text === null || !end) return null;
  const head = text.slice(0, end.index);
  const body = text.slice(end.index + end[0].length);
  if ((named.get('decode') ?? positional[1])?.kind !== 'true') return str(body, source.labels, source.layers);
  const encoding = /^content-transfer-encoding:[ \t]*([\w-]+)/im.exec(head)?.[1]?.toLowerCase() ?? '';
  const decoded = decodeByFunction(TRANSFER[encoding] ?? '', body);
  return decoded
    ? hidden(source, decoded.text, decoded.layer)
    : bytes(Buffer.from(body).toString('latin1'), source.labels, source.layers);
}

const PLIST_DEPTH_MAX = 30;
const PLIST_TAG = /<(\/?)(plist|dict|array|key|string|data|integer|real|true|false|date)\b[^>]*?(\/?)>/g;

/** The values of a property list in XML: what stands between its tags, as its tags say. */
const propertyList: Model = (args) => {
  const source = first(args);
  const text = rawOf(source);
  if (!source || text === null || text.length > LAYER_CHARS_MAX) return null;
  const tags = [...text.matchAll(PLIST_TAG)];
  let next = 0;
  function value(depth: number): Value | null {
    const tag = tags[next++];
    if (!tag || tag[1] !== '' || depth > PLIST_DEPTH_MAX) return null;
    const [whole, , name] = tag;
    if (tag[3] !== '') return name === 'dict' ? dict() : name === 'array' ? list([]) : null;
    if (name === 'plist') return value(depth + 1);
    if (name === 'array' || name === 'dict') return holder(name, depth);
    const close = tags[next++];
    const inner = text?.slice(tag.index + whole.length, close?.index) ?? '';
    if (name === 'data') return hidden(source, Buffer.from(inner, 'base64').toString('latin1'), 'base64');
    return name === 'integer' || name === 'real'
      ? number(Number(inner))
      : str(inner, source?.labels, source?.layers);
  }
  function holder(name: string, depth: number): Value | null {
    const items: Value[] = [];
    while (tags[next] && tags[next]?.[1] === '') {
      const found = value(depth + 1);
      if (!found) return null;
      items.push(found);
    }
    next++;
    if (name === 'array') return list(items);
    const found = dict();
    for (let at = 0; at + 1 < items.length; at += 2) {
      const [key, held] = [items[at], items[at + 1]];
      if (key && held) found.entries.set(`s${textOf(key) ?? ''}`, { key, value: held });
    }
    return found;
  }
  return value(0);
};

/** Constructors and readers of the standard library whose objects tell what they were made of, by canonical name. */
export const MADE_MODELS: Readonly<Record<string, Model>> = {
  'codecs.CodecInfo': keptAs('codecs.CodecInfo', ['encode', 'decode']),
  'uuid.UUID': told('uuid.UUID'),
  'ipaddress.ip_address': told('ipaddress.ip_address'),
  'ipaddress.IPv4Address': told('ipaddress.IPv4Address'),
  'fractions.Fraction': told('fractions.Fraction'),
  'datetime.date.fromordinal': told('datetime.date.fromordinal'),
  'datetime.datetime.fromordinal': told('datetime.datetime.fromordinal'),
  'urllib.parse.urlsplit': told('urllib.parse.urlsplit'),
  'urllib.parse.urlparse': told('urllib.parse.urlparse'),
  'urllib.parse.parse_qs': queryValues(false),
  'urllib.parse.parse_qsl': queryValues(true),
  'email.message_from_string': told('email.message_from_string'),
  'email.message_from_bytes': told('email.message_from_bytes'),
  'plistlib.loads': propertyList,
  'importlib.util.spec_from_loader': keptAs('importlib.util.spec_from_loader', ['name', 'loader']),
  'importlib.machinery.ModuleSpec': keptAs('importlib.machinery.ModuleSpec', ['name', 'loader']),
  'importlib.util.module_from_spec': kept('importlib.util.module_from_spec'),
  ...ARCHIVE_MODELS,
};

const ordinal = ([source]: Made): Value | null => (source && intOf(source) !== null ? source : null);

/** What is called on objects that {@link MADE_MODELS} made, by name. */
export const MADE_METHODS: Readonly<Record<string, (values: Value[], args: Arguments) => Value | null>> = {
  'datetime.date.fromordinal().toordinal': ordinal,
  'datetime.datetime.fromordinal().toordinal': ordinal,
  'email.message_from_string().get_payload': payloadOf,
  'email.message_from_bytes().get_payload': payloadOf,
  ...ARCHIVE_METHODS,
};
