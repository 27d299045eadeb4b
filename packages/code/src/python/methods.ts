import { FOLD_CHARS_MAX } from '../limits.ts';
import { decodeByCodec } from './decoders.ts';
import { dictMethod } from './dict-methods.ts';
import { formatMethod } from './format.ts';
import { partitioned } from './partitions.ts';
import { encodeText, item, iterate, join } from './sequences.ts';
import {
  addLayer,
  bool,
  bytes,
  bytesIn,
  keyOf,
  type ListValue,
  labelsOf,
  list,
  none,
  number,
  rawOf,
  smallIntOf,
  str,
  textOf,
  unknown,
  type Value,
} from './value.ts';

/** Arguments of one call, evaluated. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  /** False when `*args` or `**kwargs` of unknown content were given. */
  readonly whole: boolean;
}

const NO_NAMED: ReadonlyMap<string, Value> = new Map();

/** The arguments of a call that gives these, one after the other, and nothing by a name. */
export function byPosition(positional: readonly Value[] = []): Arguments {
  return { positional, named: NO_NAMED, whole: true };
}

type Text = Extract<Value, { kind: 'str' | 'bytes' }>;

/** The result of a method of a known value; null when the method or its arguments are not known. */
export function callMethod(self: Value, method: string, args: Arguments): Value | null {
  switch (self.kind) {
    case 'str':
    case 'bytes':
      return textMethod(self, method, args);
    case 'list': {
      const found = listMethod(self, method, args);
      const data = found ?? bytesIn(self);
      return found ?? (data?.kind === 'bytes' ? textMethod(data, method, args) : null);
    }
    case 'dict':
      return dictMethod(self, method, args);
    case 'number':
      return numberMethod(self, method, args);
    default:
      return null;
  }
}

function textMethod(self: Text, method: string, { positional, named }: Arguments): Value | null {
  const [first, second, third] = positional;
  const same = (text: string, layers = self.layers): Value =>
    self.kind === 'bytes' ? bytes(text, self.labels, layers) : str(text, self.labels, layers);
  if (method === 'join') {
    if (first === undefined) return null;
    const items = iterate(first);
    if (items) return join(self, items, true);
    return first.kind === 'list' ? join(self, first.items, false) : null;
  }
  if (method === 'format' && self.kind === 'str') return formatMethod(self, positional, named);
  if (method === 'format_map' && self.kind === 'str' && first?.kind === 'dict')
    return formatMethod(
      self,
      [],
      new Map([...first.entries.values()].map((entry) => [textOf(entry.key) ?? '', entry.value])),
    );
  if (method === 'encode' && self.kind === 'str') {
    if (self.partial) return null;
    const codec = textOf(first) ?? textOf(named.get('encoding')) ?? 'utf-8';
    if (/^(?:latin-?1|iso-?8859-?1)$/i.test(codec)) return bytes(self.text, self.labels, self.layers);
    if (/^utf-?16/i.test(codec))
      return bytes(Buffer.from(self.text, 'utf16le').toString('latin1'), self.labels, self.layers);
    const hidden = /^(?:hex|base64|rot|zlib|bz2|uu)/i.test(codec) ? null : encodeText(self.text);
    return hidden === null ? null : bytes(hidden, self.labels, self.layers);
  }
  if (method === 'decode') {
    const codec = textOf(first) ?? textOf(named.get('encoding')) ?? 'utf-8';
    const found = decodeByCodec(codec, self.text);
    if (!found) return null;
    return str(
      found.text,
      self.labels,
      found.layer === null ? self.layers : addLayer(self.layers, found.layer),
    );
  }
  const halves = partitioned(self, method, first);
  if (halves) return halves;
  if (self.kind === 'str' && self.partial) return null;
  const { text } = self;
  const a = rawOf(first);
  switch (method) {
    case 'replace': {
      const b = rawOf(second);
      if (a === null || b === null) return null;
      const count = third === undefined ? -1 : smallIntOf(third);
      if (count === null) return null;
      const made = replace(text, a, b, count);
      if (made.length > FOLD_CHARS_MAX) return null;
      // Text that is only text once its filling is taken out was hidden by it.
      return same(
        made,
        b === '' && made.length < text.length ? addLayer(self.layers, 'filler') : self.layers,
      );
    }
    case 'split':
    case 'rsplit': {
      const limit = smallIntOf(second ?? named.get('maxsplit')) ?? -1;
      const by = first === undefined || first.kind === 'none' ? null : a;
      if (first !== undefined && first.kind !== 'none' && a === null) return null;
      if (by === '') return null;
      const parts =
        by === null
          ? text
              .trim()
              .split(/\s+/)
              .filter((part) => part !== '')
          : text.split(by);
      const kept =
        limit < 0 || by === null
          ? parts
          : method === 'split'
            ? [...parts.slice(0, limit), ...(parts.length > limit ? [parts.slice(limit).join(by)] : [])]
            : parts;
      return list(kept.slice(0, 200_000).map((part) => same(part)));
    }
    case 'splitlines':
      return list(text.split(/\r\n?|\n/).map((part) => same(part)));
    case 'strip':
    case 'lstrip':
    case 'rstrip':
      return first !== undefined && a === null && first.kind !== 'none' ? null : same(strip(text, a, method));
    case 'removeprefix':
      return a === null ? null : same(text.startsWith(a) ? text.slice(a.length) : text);
    case 'removesuffix':
      return a === null ? null : same(a !== '' && text.endsWith(a) ? text.slice(0, -a.length) : text);
    case 'lower':
    case 'casefold':
      return same(text.toLowerCase());
    case 'upper':
      return same(text.toUpperCase());
    case 'swapcase':
      return same(
        text.replace(/[a-zA-Z]/g, (char) => (char < 'a' ? char.toLowerCase() : char.toUpperCase())),
      );
    case 'title':
    case 'capitalize':
      return same(text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase());
    case 'zfill': {
      const width = smallIntOf(first);
      return width === null || width > 100_000 ? null : same(text.padStart(width, '0'));
    }
    case 'startswith':
      return a === null ? null : bool(text.startsWith(a));
    case 'endswith':
      return a === null ? null : bool(text.endsWith(a));
    case 'find':
    case 'index':
      return a === null ? null : number(text.indexOf(a, smallIntOf(second) ?? 0));
    case 'rfind':
      return a === null ? null : number(text.lastIndexOf(a));
    case 'count':
      return a === null || a === '' ? null : number(text.split(a).length - 1);
    case 'hex':
      return self.kind === 'bytes'
        ? str(Buffer.from(text, 'latin1').toString('hex'), self.labels, self.layers)
        : null;
    case 'translate':
      return translate(self, first);
    case '__add__':
      return first && rawOf(first) !== null ? same(text + (rawOf(first) ?? '')) : null;
    case '__getitem__':
      return first ? item(self, first) : null;
    case '__len__':
      return number(text.length);
    case '__str__':
    case 'tobytes':
    case 'getvalue':
      return self;
    case 'isdigit':
    case 'isnumeric':
      return bool(/^\d+$/.test(text));
    case 'isalpha':
      return bool(/^\p{L}+$/u.test(text));
    case 'isupper':
      return bool(text !== text.toLowerCase() && text === text.toUpperCase());
    case 'islower':
      return bool(text !== text.toUpperCase() && text === text.toLowerCase());
    case 'isspace':
      return bool(/^\s+$/.test(text));
    default:
      return null;
  }
}

function replace(text: string, a: string, b: string, count: number): string {
  if (a === '') return text;
  if (count < 0) return text.replaceAll(a, () => b);
  const parts = text.split(a);
  const head = parts.slice(0, count + 1).join(b);
  return parts.length > count + 1 ? head + a + parts.slice(count + 1).join(a) : head;
}

function strip(text: string, chars: string | null, method: string): string {
  const gone = (char: string): boolean => (chars === null ? /\s/.test(char) : chars.includes(char));
  let start = 0;
  let end = text.length;
  if (method !== 'rstrip') while (start < end && gone(text[start] ?? '')) start++;
  if (method !== 'lstrip') while (end > start && gone(text[end - 1] ?? '')) end--;
  return text.slice(start, end);
}

/** `translate` with a table of `maketrans` (numbers to numbers or text) or, for bytes, of 256 bytes. */
function translate(self: Text, table: Value | undefined): Value | null {
  if (table?.kind === 'bytes' && self.kind === 'bytes' && table.text.length === 256) {
    const out = Array.from(self.text, (char) => table.text[char.charCodeAt(0)] ?? '').join('');
    return bytes(out, self.labels, addLayer(self.layers, 'substitution'));
  }
  if (table?.kind !== 'dict' || self.kind !== 'str') return null;
  const out: string[] = [];
  for (const char of self.text) {
    const to = table.entries.get(`n${char.codePointAt(0)}`)?.value;
    if (to === undefined) out.push(char);
    else if (to.kind === 'none') continue;
    else {
      const code = smallIntOf(to);
      const text = code === null ? textOf(to) : String.fromCodePoint(Math.min(0x10ffff, Math.max(0, code)));
      if (text === null) return null;
      out.push(text);
    }
  }
  return str(out.join(''), self.labels, addLayer(self.layers, 'substitution'));
}

function listMethod(self: ListValue, method: string, { positional }: Arguments): Value | null {
  const [first, second] = positional;
  switch (method) {
    case 'send':
      if (first) self.resume?.(first);
      return self.resume && self.whole ? (self.items.shift() ?? null) : null;
    case 'popleft':
      return self.whole ? (self.items.shift() ?? null) : null;
    case 'appendleft':
      if (first) self.items.unshift(first);
      return none();
    case 'append':
    case 'add':
      if (!first) return null;
      if (self.items.length < 400_000) self.items.push(first);
      return none();
    case 'extend':
    case 'update': {
      if (!first) return null;
      const items = iterate(first);
      if (items && self.items.length + items.length < 400_000) self.items.push(...items.slice(0, 100_000));
      else self.whole = false;
      self.labels |= labelsOf(first);
      return none();
    }
    case 'insert': {
      const at = smallIntOf(first);
      if (at === null || !second) self.whole = false;
      else self.items.splice(at, 0, second);
      return none();
    }
    case 'pop': {
      if (!self.whole || self.items.length === 0) return null;
      const at = first === undefined ? -1 : smallIntOf(first);
      return at === null ? null : (self.items.splice(at, 1)[0] ?? null);
    }
    case 'remove': {
      const key = first && keyOf(first);
      const at = self.items.findIndex((entry) => keyOf(entry) === key);
      if (key === null || at < 0) self.whole = false;
      else self.items.splice(at, 1);
      return none();
    }
    case 'reverse':
      self.items.reverse();
      return none();
    case 'rotate': {
      const by = first === undefined ? 1 : smallIntOf(first);
      const { length } = self.items;
      if (by === null) self.whole = false;
      else if (length > 0)
        self.items.unshift(...self.items.splice(length - (((by % length) + length) % length)));
      return none();
    }
    case 'copy':
      return list([...self.items], self.type, self.whole, self.labels);
    case 'clear':
      self.items = [];
      return none();
    case 'index': {
      const key = first && keyOf(first);
      const at = self.items.findIndex((entry) => keyOf(entry) === key);
      return key === null || at < 0 ? null : number(at);
    }
    case 'count':
      return null;
    case '__getitem__':
      return first ? item(self, first) : null;
    case '__len__':
      return self.whole ? number(self.items.length) : null;
    default:
      return null;
  }
}

function numberMethod(
  self: Extract<Value, { kind: 'number' }>,
  method: string,
  { positional, named }: Arguments,
): Value | null {
  if (method === 'to_bytes') {
    const length = smallIntOf(positional[0] ?? named.get('length'));
    const order = textOf(positional[1] ?? named.get('byteorder')) ?? 'big';
    if (
      length === null ||
      length > FOLD_CHARS_MAX ||
      !(typeof self.value === 'bigint' || Number.isInteger(self.value))
    )
      return null;
    const hex = BigInt(self.value).toString(16);
    if (hex.startsWith('-') || hex.length > length * 2) return null;
    const out = Buffer.from(hex.padStart(length * 2, '0'), 'hex');
    return bytes(
      Buffer.from(order === 'big' ? out : out.toReversed()).toString('latin1'),
      self.labels,
      addLayer(self.layers, 'number'),
    );
  }
  if (method === 'bit_length' && (typeof self.value === 'bigint' || Number.isInteger(self.value)))
    return number(BigInt(self.value).toString(2).replace('-', '').length);
  if (method.startsWith('__')) return null;
  return unknown(self.labels);
}
