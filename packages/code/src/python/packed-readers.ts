import { byName } from '../by-name.ts';
import { decodeByFunction } from './decoders.ts';
import type { Arguments } from './methods.ts';
import { handleOf, restOf } from './shipped.ts';
import { addLayer, bytes, labelsOf, rawOf, ref, str, textOf, type Value } from './value.ts';

/** Readers that unpack a file or a stream, to the function that unpacks its content. */
const UNPACKERS: Readonly<Record<string, string>> = {
  'gzip.open': 'gzip.decompress',
  'bz2.open': 'bz2.decompress',
  'lzma.open': 'lzma.decompress',
};

/** The function that unpacks what a reader of packed files gives; null for the names of others. */
export const unpackerOf = byName((name) => UNPACKERS[name] ?? null);

const modeOf = ({ positional, named }: Arguments): string => textOf(positional[1] ?? named.get('mode')) ?? '';

/** What a reader of packed files is to open: a path, or something that is open. */
const sourceOf = ({ positional, named }: Arguments): Value | undefined =>
  named.get('fileobj') ?? positional[3] ?? positional[0] ?? named.get('filename');

/**
 * A file that one of {@link unpackerOf} opens, `open` being what opens the packed one: where its content is at hand, it
 * is unpacked; otherwise it is a file like others.
 */
export function openPacked(unpacker: string, args: Arguments, open: (args: Arguments) => Value): Value {
  const source = sourceOf(args);
  const mode = modeOf(args);
  const raw = str(`${mode.replace(/[bt]/g, '') || 'r'}b`);
  const isStream = source?.kind === 'ref' && /^(?:open|io\.BytesIO)\(\)$/.test(source.name);
  const opened = isStream
    ? source
    : open({ ...args, positional: source ? [source, raw] : [], named: new Map() });
  const content = restOf(opened);
  const text = rawOf(content ?? undefined);
  const found = text === null ? null : decodeByFunction(unpacker, text);
  const targets = opened.kind === 'ref' ? opened.targets : undefined;
  if (!content || !found) return ref('open()', labelsOf(opened), targets);
  // A file that is packed is a file still, as a member of an archive is: bytes of the source are hidden in it.
  const isHeld = opened.kind === 'ref' && opened.name === 'io.BytesIO()';
  const layers = isHeld ? addLayer(content.layers, found.layer) : content.layers;
  const plain = mode.includes('t')
    ? str(Buffer.from(found.text, 'latin1').toString('utf8'), content.labels, layers)
    : bytes(found.text, content.labels, layers);
  return handleOf(plain, targets?.[0] ?? '');
}
