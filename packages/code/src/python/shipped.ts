import { byName } from '../by-name.ts';
import { LABEL } from '../js/labels.ts';
import type { Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import { bytes, list, number, type RefValue, ref, smallIntOf, str, textOf, type Value } from './value.ts';

/** Files of the distribution that a source reads. */
export interface ShippedFiles {
  /** What a path leads to that the source puts together, a character a byte; null for files that are not at hand. */
  readonly read: (path: string) => string | null;
  /** Characters of all of them. */
  readonly chars: number;
}

function textOrBytes(raw: string, isText: boolean, encoding: string | null, labels: number): Value {
  if (!isText) return bytes(raw, labels);
  const isPlain = encoding !== null && /^(?:latin|iso-?8859|ascii|cp125)/i.test(encoding);
  return str(isPlain ? raw : Buffer.from(raw, 'latin1').toString('utf8'), labels);
}

/** A file that is open: what is in it, and where reading goes on. */
export function handleOf(content: Value, path: string): RefValue {
  const bound = { self: list([content, number(0)]), method: '' };
  return { ...ref('open()', content.labels, [path]), bound };
}

/** A file of the distribution that is opened to be read; null for others. */
export function openShipped(
  { files, wholes }: Machine,
  path: string,
  labels: number,
  { positional, named }: Arguments,
): Value | null {
  if (!files) return null;
  const mode = textOf(positional[1] ?? named.get('mode')) ?? 'r';
  const raw = /[wax+]/.test(mode) ? null : files.read(path);
  if (raw === null) return null;
  const encoding = textOf(named.get('encoding'));
  wholes.add(raw);
  return handleOf(textOrBytes(raw, !mode.includes('b'), encoding, labels | LABEL.file), path);
}

/** What a call gives that reads a file of the distribution as a whole; null for others. */
export function readShipped(
  { files, wholes }: Machine,
  name: string,
  path: string,
  labels: number,
  { named }: Arguments,
): Value | null {
  const raw = files?.read(path) ?? null;
  if (raw === null) return null;
  const encoding = textOf(named.get('encoding'));
  wholes.add(raw);
  const content = textOrBytes(raw, name.endsWith('_text'), encoding, labels | LABEL.file);
  if (/(?:^|\.)(?:open|open_text|open_binary|resource_stream)$/.test(name)) return handleOf(content, path);
  return /\.(?:read_\w+|get_data|resource_string)$/.test(name) ? content : null;
}

type Text = Extract<Value, { kind: 'str' | 'bytes' }>;

const isText = (value: Value | undefined): value is Text => value?.kind === 'str' || value?.kind === 'bytes';

/** What is left to be read of a file, and moves on behind the first characters of it. */
function take(made: Value[], count: (left: string) => number): Value | null {
  const [content] = made;
  if (!isText(content)) return null;
  const at = smallIntOf(made[1]) ?? 0;
  const left = content.text.slice(at);
  const size = Math.min(Math.max(0, count(left)), left.length);
  made[1] = number(at + size);
  return { ...content, text: left.slice(0, size) };
}

const lineEnd = (left: string): number => left.indexOf('\n') + 1 || left.length;

/** The lines of a file that are left, each with its end; null for what is no file whose content is known. */
export function linesLeft(value: Value): Value[] | null {
  const made = contentIn(value);
  const rest = made && take(made, (left) => left.length);
  return isText(rest ?? undefined)
    ? ((rest as Text).text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((text) => ({ ...(rest as Text), text }))
    : null;
}

const IS_STREAM = /^(?:open|io\.(?:BytesIO|StringIO))\(\)$/;

/** What a file that is open holds, and where it stands; null for other values. */
function contentIn(value: Value | undefined): Value[] | null {
  return value?.kind === 'ref' && value.bound?.self.kind === 'list' && IS_STREAM.test(value.name)
    ? value.bound.self.items
    : null;
}

/** All that is left of a file that is open and whose content is known; null for other values. */
export function restOf(value: Value | undefined): Value | null {
  const made = contentIn(value);
  return made && take(made, (left) => left.length);
}

type Method = (made: Value[], args: Arguments) => Value | null;

const read: Method = (made, { positional }) => {
  const size = smallIntOf(positional[0]);
  return take(made, (left) => (size === null || size < 0 ? left.length : size));
};

const readLines: Method = (made) => {
  const rest = take(made, (left) => left.length);
  return rest && list(linesLeft({ ...ref('open()'), bound: { self: list([rest]), method: '' } }) ?? []);
};

const seek: Method = (made, { positional: [offset, whence] }) => {
  const [content] = made;
  const [by, from] = [smallIntOf(offset), smallIntOf(whence) ?? 0];
  if (!isText(content) || by === null) return null;
  const base = from === 2 ? content.text.length : from === 1 ? (smallIntOf(made[1]) ?? 0) : 0;
  made[1] = number(Math.max(0, base + by));
  return made[1];
};

/** What is called on a file that is open and whose content is known. */
export const STREAM_METHODS: Readonly<Record<string, Method>> = Object.fromEntries(
  ['open()', 'io.BytesIO()', 'io.StringIO()'].flatMap((name): [string, Method][] => [
    [`${name}.read`, read],
    [`${name}.read1`, read],
    [`${name}.readline`, (made) => take(made, lineEnd)],
    [`${name}.readlines`, readLines],
    [`${name}.seek`, seek],
    [`${name}.tell`, (made) => (isText(made[0]) ? (made[1] ?? number(0)) : null)],
  ]),
);

/** Readers of a file that is open, to those of its content. */
const STREAM_READERS: Readonly<Record<string, string>> = {
  'json.load': 'json.loads',
  'tomllib.load': 'tomllib.loads',
  'tomli.load': 'tomllib.loads',
  'toml.load': 'tomllib.loads',
  'pickle.load': 'pickle.loads',
  'marshal.load': 'marshal.loads',
};

/** The function that reads the same from the content of a file that another reads from the file; null for others. */
export const readerOfContent = byName((name) =>
  Object.hasOwn(STREAM_READERS, name) ? (STREAM_READERS[name] ?? null) : null,
);
