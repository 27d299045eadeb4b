import { inflateSync } from 'node:zlib';
import { LAYER_CHARS_MAX } from '../limits.ts';
import { ARRAY_METHODS } from './arrays.ts';
import type { Caller } from './builtins.ts';
import { CIPHER_METHODS } from './ciphers.ts';
import { CONFIGURATION_METHODS } from './configurations.ts';
import { decodeByFunction } from './decoders.ts';
import { HASH_METHODS } from './hashes.ts';
import { KEY_METHODS } from './key-derivation.ts';
import { MADE_METHODS } from './made-objects.ts';
import type { Arguments } from './methods.ts';
import { binary } from './operators.ts';
import { item } from './sequences.ts';
import { STREAM_METHODS } from './shipped.ts';
import { TEXT_MODELS } from './text-library.ts';
import { addLayer, bytes, list, none, rawOf, str, textOf, type Value } from './value.ts';

/** What an object of {@link TEXT_MODELS} was made with, by what is called on it. */
const STORED: Readonly<Record<string, (made: Value[], args: Arguments, caller: Caller) => Value | null>> = {
  ...CIPHER_METHODS,
  ...KEY_METHODS,
  ...STREAM_METHODS,
  ...ARRAY_METHODS,
  ...CONFIGURATION_METHODS,
  'contextvars.ContextVar().get': ([value], { positional }) => value ?? positional[0] ?? null,
  'contextvars.ContextVar().set': (made, { positional: [value] }) => {
    if (value) made[0] = value;
    return none();
  },
  'string.Template().substitute': fillIn,
  'string.Template().safe_substitute': fillIn,
  'io.BytesIO().getvalue': ([value]) => value ?? null,
  'io.StringIO().getvalue': ([value]) => value ?? null,
  'io.StringIO().write': writeTo,
  'io.BytesIO().write': writeTo,
  'zlib.decompressobj().decompress': ([dictionary], args) =>
    dictionary ? inflateWith(dictionary, args) : inflate('zlib.decompress', args),
  're.Match().group': groupOf,
  're.Match().__getitem__': groupOf,
  're.Match().groups': (made) => list(made.slice(1), 'tuple'),
  'bz2.BZ2Decompressor().decompress': (_made, args) => inflate('bz2.decompress', args),
  'lzma.LZMADecompressor().decompress': (_made, args) => inflate('lzma.decompress', args),
  ...HASH_METHODS,
  ...MADE_METHODS,
  'operator.itemgetter()': (indexes, { positional: [holder] }) => {
    const found = holder ? indexes.map((index) => item(holder, index)) : [];
    const known = found.flatMap((value) => value ?? []);
    if (known.length === 0 || known.length < found.length) return null;
    return known.length === 1 ? (known[0] ?? null) : list(known, 'tuple');
  },
};

/** One group of a match, or several of them. */
function groupOf(made: Value[], { positional }: Arguments): Value | null {
  const found = positional.map((index) => item(list(made), index));
  if (positional.length === 0) return made[0] ?? null;
  return found.length === 1 || found.includes(null)
    ? (found[0] ?? null)
    : list(
        found.flatMap((group) => group ?? []),
        'tuple',
      );
}

/** Inflates with a dictionary that both sides know. */
function inflateWith(dictionary: Value, { positional }: Arguments): Value | null {
  const [value] = positional;
  const [text, known] = [rawOf(value), rawOf(dictionary)];
  if (!value || text === null || known === null) return null;
  try {
    const plain = inflateSync(Buffer.from(text, 'latin1'), {
      dictionary: Buffer.from(known, 'latin1'),
      maxOutputLength: LAYER_CHARS_MAX,
    });
    return bytes(plain.toString('latin1'), value.labels, addLayer(value.layers, 'zlib'));
  } catch {
    // Not that format or dictionary, cut short, or a bomb: unknown.
    return null;
  }
}

/** Puts text behind what an object in memory holds. */
function writeTo(made: Value[], { positional }: Arguments): Value | null {
  const [more] = positional;
  const [held] = made;
  if (more) made[0] = held ? binary('Add', held, more) : more;
  return none();
}

function inflate(name: string, { positional }: Arguments): Value | null {
  const [value] = positional;
  const text = rawOf(value);
  const found = text === null ? null : decodeByFunction(name, text);
  return value && found ? bytes(found.text, value.labels, addLayer(value.layers, found.layer)) : null;
}

function fillIn([template]: readonly Value[], { positional, named }: Arguments): Value | null {
  const [mapping] = positional;
  const text = textOf(template);
  if (!template || text === null) return null;
  let partial = false;
  const made = text.replace(
    /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g,
    (whole, dollar?: string, a?: string, b?: string) => {
      if (dollar !== undefined) return '$';
      const key = a ?? b ?? '';
      const found = textOf(named.get(key) ?? (mapping && (item(mapping, str(key)) ?? undefined)));
      if (found === null) partial = true;
      return found ?? whole;
    },
  );
  return str(made, template.labels, template.layers, partial);
}

const PATTERN_METHOD = /^re\.compile\(\)\.(sub|findall|split|search|match|fullmatch)$/;

/** True for a method of what an earlier call stored. */
export const isStoredMethod = (name: string): boolean =>
  PATTERN_METHOD.test(name) || Object.hasOwn(STORED, name);

/** The result of a method of an object that keeps what it was made with; null for other names. */
export function storedMethod(
  name: string,
  self: Value | null,
  args: Arguments,
  caller: Caller,
): Value | null {
  const made = self?.kind === 'ref' && self.bound?.self.kind === 'list' ? self.bound.self.items : null;
  if (made === null) return null;
  const method = PATTERN_METHOD.exec(name)?.[1];
  const [pattern] = made;
  if (method !== undefined && pattern && made.length === 1)
    return (
      TEXT_MODELS[`re.${method}`]?.({ ...args, positional: [pattern, ...args.positional] }, caller) ?? null
    );
  return Object.hasOwn(STORED, name) ? (STORED[name]?.(made, args, caller) ?? null) : null;
}
