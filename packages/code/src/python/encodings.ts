import { LABEL } from '../js/labels.ts';
import { first, type Model } from './builtins.ts';
import type { MarshalValue } from './bytecode/marshal.ts';
import { loadMarshal } from './bytecode/pyc.ts';
import { decodeByCodec, decodeByFunction } from './decoders.ts';

import { type Arguments } from './methods.ts';
import {
  addLayer,
  bytes,
  dict,
  keyOf,
  labelsOf,
  list,
  number,
  rawOf,
  str,
  textOf,
  unknown,
  type Value,
} from './value.ts';

export function decoder(name: string): Model {
  return (args) => {
    const value = first(args) ?? args.named.get('data') ?? args.named.get('s');
    if (!value) return null;
    const text = rawOf(value);
    const found = text === null ? null : decodeByFunction(name, text);
    if (!found) return unknown(labelsOf(value) | (text === null ? LABEL.decoded : LABEL.decodedConst));
    return bytes(found.text, value.labels, addLayer(value.layers, found.layer));
  };
}

/** What `marshal.loads` gives: code is the text of a source that does the same, so that its layer is text like others. */
export const marshalLoads: Model = (args) => {
  const value = first(args);
  // Text that is a character a byte is the `str` of Python 2.
  if (value?.kind !== 'bytes' && !(value?.kind === 'str' && /^[\0-\xff]*$/.test(value.text)))
    return value ? unknown(labelsOf(value) | LABEL.decoded) : null;
  const loaded = loadMarshal(Buffer.from(value.text, 'latin1'));
  const layers = addLayer(value.layers, 'marshal');
  if (loaded?.kind === 'code') return str(loaded.text, value.labels, layers);
  return loaded ? plainOf(loaded.value, layers, 0) : unknown(value.labels | LABEL.decodedConst);
};

/** A marshalled constant as a value. */
function plainOf(constant: MarshalValue, layers: readonly string[], depth: number): Value {
  switch (constant.type) {
    case 'str':
      return str(constant.value, 0, layers);
    case 'bytes':
      return bytes(constant.value, 0, layers);
    case 'int':
    case 'float':
      return number(constant.value, 0, layers);
    case 'tuple':
    case 'list':
      return depth > 8
        ? unknown()
        : list(
            constant.items.slice(0, 100_000).map((item) => plainOf(item, layers, depth + 1)),
            constant.type,
          );
    default:
      return unknown();
  }
}

export function codecsDecode(args: Arguments): Value | null {
  const [value, codec] = args.positional;
  const text = rawOf(value);
  const name = textOf(codec) ?? textOf(args.named.get('encoding')) ?? 'utf-8';
  const found = text === null ? null : decodeByCodec(name, text);
  if (!value || !found) return value ? unknown(labelsOf(value) | LABEL.decoded) : null;
  const layers = found.layer === null ? value.layers : addLayer(value.layers, found.layer);
  const binaryOut = found.layer !== null && !/^(?:rot13|escape)$/.test(found.layer);
  return binaryOut ? bytes(found.text, value.labels, layers) : str(found.text, value.labels, layers);
}

export function maketrans(args: Arguments): Value | null {
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
    for (const [index, char] of Array.from(a).entries()) all[char.charCodeAt(0)] = b[index] ?? '';
    return bytes(all.join(''));
  }
  const target = Array.from(b);
  for (const [index, char] of Array.from(a).entries()) {
    const code = number(char.codePointAt(0) ?? 0);
    table.entries.set(keyOf(code) ?? '', { key: code, value: number(target[index]?.codePointAt(0) ?? 0) });
  }
  for (const char of rawOf(gone) ?? '') {
    const code = number(char.codePointAt(0) ?? 0);
    table.entries.set(keyOf(code) ?? '', { key: code, value: { kind: 'none', labels: 0, layers: [] } });
  }
  return table;
}

/** Encoders: the other way round, for sources that encode before they decode, and for what is sent. */
export function encoder(run: (text: string) => string): Model {
  return (args) => {
    const value = first(args);
    const text = rawOf(value);
    return value && text !== null ? bytes(run(text), value.labels, value.layers) : null;
  };
}

export const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
