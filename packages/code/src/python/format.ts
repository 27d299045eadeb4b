import { FOLD_CHARS_MAX } from '../limits.ts';
import { item } from './sequences.ts';
import {
  bytes,
  displayOf,
  intOf,
  joinLayers,
  labelsOf,
  number,
  str,
  UNKNOWN_PIECE,
  unknown,
  type Value,
} from './value.ts';

/** The text of a value under a format such as `02x`; unknown pieces marked. */
export function formatted(value: Value, format: string): { text: string; partial: boolean } {
  const n = intOf(value);
  const spec = /^(?:(.)?([<>^=]))?[+ -]?#?(0)?(\d+)?[,_]?(?:\.(\d+))?([a-zA-Z%])?$/.exec(format);
  if (format === '' || !spec) return displayOf(value);
  const [, fill, align, zero, width, , type] = spec;
  let { text, partial } = displayOf(value);
  if (n !== null && type !== undefined) {
    if (type === 'x') text = n.toString(16);
    else if (type === 'X') text = n.toString(16).toUpperCase();
    else if (type === 'b') text = n.toString(2);
    else if (type === 'o') text = n.toString(8);
    else if (type === 'c' && n >= 0 && n <= 0x10ffff) text = String.fromCodePoint(Number(n));
    partial = false;
  }
  const size = Math.min(Number(width ?? 0), 10_000);
  if (text.length < size && !partial) {
    const pad = zero !== undefined && fill === undefined ? '0' : (fill ?? ' ');
    const left = align === '<' || (align === undefined && n === null && zero === undefined);
    if (align === '^') text = text.padStart((size + text.length) >> 1, pad).padEnd(size, pad);
    else text = left ? text.padEnd(size, pad) : text.padStart(size, pad);
  }
  return { text, partial };
}

/** A text as Python writes it. */
const quoted = (text: string): string =>
  `'${text.replace(/[\\']/g, (char) => `\\${char}`).replaceAll('\n', '\\n')}'`;

export function percent(
  pattern: Extract<Value, { kind: 'str' | 'bytes' }>,
  argument: Value,
  labels: number,
): Value {
  const values = argument.kind === 'list' && argument.type === 'tuple' ? argument.items : [argument];
  const partialPattern = pattern.kind === 'str' && pattern.partial;
  let next = 0;
  let partial = partialPattern;
  const layers = joinLayers(pattern.layers, ...values.slice(0, 64).map((value) => value.layers));
  const text = pattern.text.replace(
    /%(?:\(([^)]*)\))?[#0\- +]*(\d+|\*)?(?:\.(?:\d+|\*))?[hlL]?([a-zA-Z%])/g,
    (_whole, key: string | undefined, width: string | undefined, type: string) => {
      if (type === '%') return '%';
      const value = key === undefined ? values[next++] : (item(argument, str(key)) ?? undefined);
      if (value === undefined) {
        partial = true;
        return UNKNOWN_PIECE;
      }
      const shown = formatted(
        value,
        /[xXob]/.test(type)
          ? `${_whole.includes('0') ? '0' : ''}${width ?? ''}${type}`
          : type === 'c' && value.kind === 'number'
            ? 'c'
            : '',
      );
      partial ||= shown.partial;
      return type === 'r' && value.kind === 'str' ? quoted(shown.text) : shown.text;
    },
  );
  if (text.length > FOLD_CHARS_MAX) return unknown(labels);
  return pattern.kind === 'bytes' && !partial
    ? bytes(text, labels, layers)
    : str(text, labels, layers, partial);
}

/** `pattern.format(…)`: fields by place and by name, with simple format specs. */
export function formatMethod(
  pattern: Value,
  args: readonly Value[],
  named: ReadonlyMap<string, Value>,
): Value {
  const labels = [...args, ...named.values()].reduce((all, value) => all | labelsOf(value), pattern.labels);
  if (pattern.kind !== 'str') return unknown(labels);
  const layers = joinLayers(
    pattern.layers,
    ...args.slice(0, 64).map((value) => value.layers),
    ...[...named.values()].slice(0, 64).map((value) => value.layers),
  );
  let next = 0;
  let partial = pattern.partial;
  const text = pattern.text.replace(
    /\{\{|\}\}|\{([^{}!:]*)(?:![rsa])?(?::([^{}]*))?\}/g,
    (whole, field: string | undefined, spec: string | undefined) => {
      if (whole === '{{') return '{';
      if (whole === '}}') return '}';
      const [name = '', ...path] = (field ?? '')
        .split(/[.[\]]+/)
        .filter((part, index) => index === 0 || part !== '');
      let value = name === '' ? args[next++] : /^\d+$/.test(name) ? args[Number(name)] : named.get(name);
      for (const part of path)
        value = value && (item(value, /^\d+$/.test(part) ? number(Number(part)) : str(part)) ?? undefined);
      if (value === undefined) {
        partial = true;
        return UNKNOWN_PIECE;
      }
      const shown = formatted(value, spec ?? '');
      partial ||= shown.partial;
      return shown.text;
    },
  );
  return text.length > FOLD_CHARS_MAX ? unknown(labels) : str(text, labels, layers, partial);
}
