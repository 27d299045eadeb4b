import { parse as parseToml } from 'smol-toml';
import { byName } from '../by-name.ts';
import { LABEL } from '../js/labels.ts';
import { type Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import { bytes, rawOf, ref, str, type Value } from './value.ts';

/** What reads an open file, to what reads the same from a text. */
const OF_HANDLE: Readonly<Record<string, string>> = {
  'json.load': 'json.loads',
  'tomllib.load': 'tomllib.loads',
  'tomli.load': 'tomllib.loads',
  'toml.load': 'tomllib.loads',
  'pickle.load': 'pickle.loads',
  'marshal.load': 'marshal.loads',
};
const GIVES_BYTES =
  /\.read_bytes$|^(?:pkgutil\.get_data|importlib\.resources\.read_binary|pkg_resources\.resource_string)$/;

/** True for a function that reads from an open file. */
export const readsHandle = byName((name) => Object.hasOwn(OF_HANDLE, name));

/** The content of a file of the package that a path leads to, where it was read for this source; null for others. */
export function ownContent(machine: Machine, path: string, asBytes: boolean): Value | null {
  const raw = machine.links?.data?.(path) ?? null;
  if (raw === null) return null;
  const text = Buffer.from(raw, 'latin1').toString('utf8');
  machine.links?.wholes.add(text);
  if (asBytes) return bytes(raw, LABEL.file);
  return text.includes('\ufffd') ? bytes(raw, LABEL.file) : str(text, LABEL.file);
}

/** What a call that reads a file of the package gives; null where its content is not at hand. */
export function ownRead(machine: Machine, name: string, path: string): Value | null {
  return /(?:^|\.)open(?:_text|_binary)?$/.test(name)
    ? null
    : ownContent(machine, path, GIVES_BYTES.test(name));
}

/** The same reading from the content itself: `json.load(open(…))` as `json.loads`; null where that is not at hand. */
export function fromContent(
  machine: Machine,
  name: string,
  args: Arguments,
): { readonly callee: Extract<Value, { kind: 'ref' }>; readonly args: Arguments } | null {
  const [handle, ...rest] = args.positional;
  const path = handle?.kind === 'ref' ? handle.targets?.[0] : undefined;
  const content = path === undefined ? null : ownContent(machine, path, !/^(?:json|toml)/.test(name));
  const as = OF_HANDLE[name];
  return content && as !== undefined
    ? { callee: ref(as), args: { ...args, positional: [content, ...rest] } }
    : null;
}

/** A text in TOML as what `JSON.parse` would give; null for what is none. */
export function tomlOf(value: Value | undefined): unknown {
  const text = rawOf(value);
  try {
    return text === null ? null : parseToml(text);
  } catch {
    // No TOML: the call fails, and its value with it.
    return null;
  }
}
