import { FOLD_CHARS_MAX } from '../limits.ts';
import { firstOf, progression } from './long-loops.ts';
import { type Arguments } from './methods.ts';
import { binary, compare } from './operators.ts';
import { bytesOfNumbers, encodeText, item, iterate } from './sequences.ts';
import {
  addLayer,
  bool,
  bytes,
  dict,
  fillFrom,
  intOf,
  keyOf,
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

/** What library functions need of the evaluator: to call what they are given. */
export interface Caller {
  call(callee: Value, positional: readonly Value[], named?: ReadonlyMap<string, Value>): Value;
  attribute(value: Value, name: string): Value;
  /** The source runs as a program, as a setup script does. */
  readonly script: boolean;
  /** Takes steps from what the evaluation has left; false where it has less. */
  afford(steps: number): boolean;
  /** What a file of the distribution holds, a character a byte; null where it is not at hand. */
  shipped(path: string): string | null;
  /** What a loop over something that is not known hands out. */
  element(source: Value): Value;
}

export type Model = (args: Arguments, caller: Caller) => Value | null;

/** Longer ranges are no lists: a loop goes through so many items. */
const RANGE_MAX = 200_000;

export const first = (args: Arguments): Value | undefined => args.positional[0];

export function sequence(type: 'list' | 'tuple' | 'set'): Model {
  return (args) => {
    const value = first(args);
    if (value === undefined) return list([], type);
    const items = iterate(value);
    if (items) return list([...items], type, true, value.kind === 'list' ? value.labels : 0);
    return value.kind === 'list'
      ? list([...value.items], type, false, value.labels)
      : list([value], type, false, value.labels);
  };
}

export function toBytes(args: Arguments): Value | null {
  const value = first(args);
  if (value === undefined) return bytes('');
  if (value.kind === 'bytes') return value;
  const text = textOf(value);
  if (text !== null) return bytes(encodeText(text), value.labels, value.layers);
  const size = smallIntOf(value);
  if (size !== null) return size >= 0 && size <= FOLD_CHARS_MAX ? bytes('\0'.repeat(size)) : null;
  const items = iterate(value);
  return items && bytesOfNumbers(items);
}

/** `bytearray(…)`: a list of numbers, as it changes in place. */
export function toByteArray(args: Arguments): Value | null {
  const made = toBytes(args);
  const items = made && iterate(made);
  return items && list(items, 'bytearray', true, made.labels);
}

export function toInt(args: Arguments): Value | null {
  const value = first(args);
  if (value === undefined) return number(0);
  const whole = intOf(value);
  if (whole !== null) return number(whole, value.labels, value.layers);
  if (value.kind === 'number')
    return Number.isFinite(Number(value.value)) ? number(Math.trunc(Number(value.value))) : null;
  const text = rawOf(value)?.trim().replaceAll('_', '').toLowerCase();
  const base = smallIntOf(args.positional[1] ?? args.named.get('base')) ?? 10;
  if (text === undefined || text.length > 100_000) return null;
  const digits = text.replace(/^([+-]?)0[xbo]/, '$1');
  if (!/^[+-]?[0-9a-z]+$/.test(digits)) return null;
  const allowed = '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, base === 0 ? 16 : base);
  const unsigned = digits.replace(/^[+-]/, '');
  if (Array.from(unsigned).some((char) => !allowed.includes(char))) return null;
  let made: bigint;
  if (base === 10) made = BigInt(unsigned);
  else if (base === 16 || (base === 0 && /0x/.test(text))) made = BigInt(`0x${unsigned}`);
  else if (base === 2) made = BigInt(`0b${unsigned}`);
  else if (base === 8) made = BigInt(`0o${unsigned}`);
  else {
    if (unsigned.length > 2000) return null;
    made = 0n;
    for (const char of unsigned) made = made * BigInt(base) + BigInt(allowed.indexOf(char));
  }
  return number(digits.startsWith('-') ? -made : made, value.labels, value.layers);
}

export function range(args: Arguments): Value | null {
  const [a, b, c] = args.positional.map((value) => smallIntOf(value));
  if (a === null || b === null || c === null || a === undefined) return null;
  const [start, stop, step] = b === undefined ? [0, a, 1] : [a, b, c ?? 1];
  if (step === 0) return null;
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (count > RANGE_MAX) return progression(start, step);
  return list(Array.from({ length: count }, (_, index) => number(start + index * step)));
}

export function mapped(args: Arguments, caller: Caller): Value | null {
  const [callee, ...sources] = args.positional;
  if (!callee || sources.length === 0) return null;
  const lists = sources.map(iterate);
  if (lists.some((items) => items === null)) {
    const any = sources.map((source) => caller.element(source));
    return list([caller.call(callee, any)], 'list', false);
  }
  const length = Math.min(...lists.map((items) => items?.length ?? 0));
  return list(
    Array.from({ length }, (_, index) =>
      caller.call(
        callee,
        lists.map((items) => items?.[index] ?? unknown()),
      ),
    ),
  );
}

export function filtered(args: Arguments, caller: Caller): Value | null {
  const [callee, source] = args.positional;
  const items = source && iterate(source);
  if (!callee || !source) return null;
  if (!items) {
    const any = caller.element(source);
    if (callee.kind !== 'none') caller.call(callee, [any]);
    return list([any], 'list', false, labelsOf(source));
  }
  const kept: Value[] = [];
  let whole = true;
  for (const value of items) {
    const truth = truthOf(callee.kind === 'none' ? value : caller.call(callee, [value]));
    if (truth === null) whole = false;
    if (truth !== false) kept.push(value);
  }
  return list(kept, 'list', whole);
}

export function zipped(args: Arguments): Value | null {
  const known = args.positional.map((value) =>
    value.kind === 'list' && value.endless ? value : iterate(value),
  );
  const shortest = Math.min(...known.flatMap((items) => (Array.isArray(items) ? [items.length] : [])));
  const lists = known.map((items, at) => {
    const value = args.positional[at];
    return items ?? (value && Number.isFinite(shortest) ? firstOf(value, shortest) : null);
  });
  if (lists.length === 0 || lists.some((items) => items === null)) return null;
  const ends = lists.flatMap((items) => (Array.isArray(items) ? [items.length] : []));
  if (ends.length === 0) return null;
  return list(
    Array.from({ length: Math.min(...ends) }, (_, index) =>
      list(
        lists.map((items) => {
          if (Array.isArray(items)) return items[index] ?? unknown();
          return items?.items[index % items.items.length] ?? unknown();
        }),
        'tuple',
      ),
    ),
  );
}

export function reversed(args: Arguments): Value | null {
  const value = first(args);
  const items = value && iterate(value);
  if (!value || !items) return null;
  const back = items.toReversed();
  // Letters that are turned round and joined again are a layer; so are bytes.
  if (value.kind === 'str' || value.kind === 'bytes')
    return list(back.map((entry) => ({ ...entry, layers: addLayer(entry.layers, 'reverse') })));
  return list(back);
}

export function sorted(args: Arguments, caller: Caller): Value | null {
  const value = first(args);
  const items = value && iterate(value);
  if (!items) return null;
  const key = args.named.get('key');
  const keyed = items.map((entry) => ({ entry, by: key ? caller.call(key, [entry]) : entry }));
  if (keyed.some(({ by }) => !isOrdered(by, 0))) return null;
  keyed.sort((a, b) => (compare('Lt', a.by, b.by) ? -1 : compare('Lt', b.by, a.by) ? 1 : 0));
  const back = truthOf(args.named.get('reverse') ?? bool(false)) === true;
  const ordered = keyed.map(({ entry }) => entry);
  return list(back ? ordered.toReversed() : ordered);
}

/** True for what is put in order here: numbers, texts, and sequences of them. */
function isOrdered(value: Value, depth: number): boolean {
  if (value.kind === 'list')
    return value.whole && depth < 3 && value.items.slice(0, 8).every((entry) => isOrdered(entry, depth + 1));
  return value.kind === 'number' || intOf(value) !== null || rawOf(value) !== null;
}

export function reduced(args: Arguments, caller: Caller): Value | null {
  const [callee, source, initial] = args.positional;
  const items = source && iterate(source);
  if (!callee || !source) return null;
  if (!items) {
    const any = caller.element(source);
    return caller.call(callee, [initial ?? any, any]);
  }
  const all = initial ? [initial, ...items] : items;
  const [head, ...rest] = all;
  if (!head || rest.length > 100_000) return null;
  return rest.reduce<Value>((sum, value) => caller.call(callee, [sum, value]), head);
}

export function summed(args: Arguments): Value | null {
  const value = first(args);
  const items = value && iterate(value);
  if (!items) return null;
  return items.reduce<Value>((sum, entry) => binary('Add', sum, entry), args.positional[1] ?? number(0));
}

/** Items of which a key is asked for. */
const KEYED_MAX = 1_000;

/** The least or greatest of numbers. */
export function extreme(op: 'Lt' | 'Gt'): Model {
  return (args, caller) => {
    const items =
      args.positional.length === 1 ? first(args) && iterate(first(args) as Value) : args.positional;
    const key = args.named.get('key');
    if (key && items) {
      for (const value of items.slice(0, KEYED_MAX)) caller.call(key, [value]);
      return null;
    }
    if (!items || items.length === 0 || items.some((value) => intOf(value) === null)) return null;
    return items.reduce((best, value) => (compare(op, value, best) ? value : best));
  };
}

export function dictOf(args: Arguments): Value | null {
  const made = dict();
  const source = first(args);
  if (source?.kind === 'dict') fillFrom(made, source);
  else if (source) {
    const items = iterate(source);
    if (!items) {
      made.whole = false;
      made.labels = labelsOf(source);
    } else
      for (const pair of items) {
        const key = item(pair, number(0));
        const value = item(pair, number(1));
        const text = key && keyOf(key);
        if (key && value && text !== null && text !== undefined) made.entries.set(text, { key, value });
        else {
          made.whole = false;
          made.labels |= labelsOf(pair);
        }
      }
  }
  for (const [name, value] of args.named) made.entries.set(`s${name}`, { key: str(name), value });
  return made;
}

/** `ctypes.WinDLL(name)`: a library of Windows by its name is the one that `ctypes.windll` has. */
export function windowsLibrary(args: Arguments): Value | null {
  const name = textOf(first(args))
    ?.replace(/\.dll$/i, '')
    .toLowerCase();
  return name !== undefined && /^\w+$/.test(name) ? ref(`ctypes.windll.${name}`) : null;
}

/** `textwrap.dedent`: the text without the blanks that all of its lines begin with. */
export function dedent(text: string): string {
  const lines = text.split('\n');
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const least = indents.length === 0 ? 0 : indents.reduce((a, b) => Math.min(a, b));
  return lines.map((line) => line.slice(Math.min(least, line.length))).join('\n');
}

/** The words of a shell's line, as `shlex.split` gives them. */
export const shellWords: Model = (args) => {
  const line = first(args);
  const text = textOf(line);
  if (!line || text === null) return null;
  const words = text.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs) ?? [];
  return list(
    words.slice(0, 1_000).map((word) =>
      str(
        word.replace(
          /"((?:[^"\\]|\\.)*)"|'([^']*)'/gs,
          (_whole, double?: string, single?: string) => double ?? single ?? '',
        ),
        line.labels,
        line.layers,
      ),
    ),
  );
};
