import { madeWith } from './kept.ts';
import type { Machine } from './machine.ts';
import { type Arguments, byPosition } from './methods.ts';
import type { Node, Scope } from './tree.ts';
import { labelsOf, type RefValue, str, textOf, unknown, type Value } from './value.ts';

const SEARCHES_MAX = 8;
/** Codecs that Python has itself are found before those of anybody else. */
const OF_PYTHON =
  /^(?:utf[-_]?\d+(?:[-_]?(?:sig|[lb]e))?|u[78]|(?:us[-_]?)?ascii|646|(?:iso|latin|cp|windows|koi8|iso8859|big5|gb|euc|shift|johab)[-_]?\w{0,12}|l1|mac[-_]?(?:roman|latin2|greek|cyrillic|turkish|iceland|intosh)|mbcs|oem|idna|punycode|(?:raw[-_]?)?unicode[-_]?escape|base64|bz2|hex|quopri|rot[-_]?13|uu|zlib|zip)(?:[-_]?codec)?$/i;
const WAYS = ['encode', 'decode'] as const;

/** Notes a function that finds codecs by their names. */
export function registerCodec(machine: Machine, { positional: [search] }: Arguments): void {
  if (search && machine.codecs.length < SEARCHES_MAX) machine.codecs.push(search);
}

/** The codec that functions of the source find under a name; null where none does. */
function codecNamed(machine: Machine, name: string, at: Node, scope: Scope): readonly Value[] | null {
  for (const search of machine.codecs) {
    const found = machine.callValue(search, byPosition([str(name.toLowerCase())]), at, scope);
    const parts = found.kind === 'list' ? found.items : madeWith(found);
    if (parts.length > 1) return parts;
  }
  return null;
}

/** What is converted, the way, and the name of the codec, of `data.decode("own")` and of `codecs.decode(data, "own")`. */
function asked(
  { name, bound, labels }: RefValue,
  { positional, named }: Arguments,
): { readonly way: (typeof WAYS)[number]; readonly data: Value; readonly codec: string | null } | null {
  const way = WAYS.find((one) =>
    bound && bound.method !== '' ? bound.method === one : name.endsWith(`.${one}`),
  );
  if (way === undefined) return null;
  const isFunction = name === `codecs.${way}`;
  const data = isFunction ? positional[0] : bound ? bound.self : unknown(labels);
  const codec = textOf(positional[isFunction ? 1 : 0] ?? named.get('encoding'));
  return data ? { way, data, codec } : null;
}

/** What a conversion gives by a codec that the source registered: its function runs. Null for all others. */
export function byOwnCodec(
  machine: Machine,
  callee: RefValue,
  args: Arguments,
  at: Node,
  scope: Scope,
): Value | null {
  const found = asked(callee, args);
  if (!found || found.codec === null || OF_PYTHON.test(found.codec)) return null;
  const parts = codecNamed(machine, found.codec, at, scope);
  const convert = parts?.[WAYS.indexOf(found.way)];
  if (!convert) return null;
  const given = machine.callValue(convert, byPosition([found.data, str('strict')]), at, scope);
  // The function gives how much it took as well.
  return (given.kind === 'list' ? given.items[0] : null) ?? unknown(labelsOf(given));
}
