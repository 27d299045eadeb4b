import { layerOfEncoding } from '../decode.ts';
import { FOLD_CHARS_MAX, FOLD_ITEMS_MAX } from '../limits.ts';
import type { FoldContext } from './fold.ts';
import { foldFunction } from './fold-call.ts';
import { asText, type Folded, folded, layersOf, textOf } from './fold-value.ts';
import type { Node } from './parse.ts';

/** Elements of one array that a callback is folded over. */
const MAP_ITEMS_MAX = 20_000;

/** Text that parts and what stands between them yield, null when it would be too long: told before it is made. */
function joined(parts: readonly string[], separator: string): string | null {
  let chars = separator.length * Math.max(0, parts.length - 1);
  for (const part of parts) chars += part.length;
  return chars <= FOLD_CHARS_MAX ? parts.join(separator) : null;
}

/** Pieces of a text, null when there would be too many. */
function pieces(text: string, separator: string): string[] | null {
  // At most one piece for each letter: only that many can be too many.
  if (text.length <= FOLD_ITEMS_MAX) return text.split(separator);
  const found = separator === '' ? null : text.split(separator, FOLD_ITEMS_MAX + 1);
  return found === null || found.length > FOLD_ITEMS_MAX ? null : found;
}

function foldStringMethod(
  text: string,
  method: string,
  args: readonly (Folded | null)[],
  raw: readonly Node[],
): string | number | readonly string[] | null {
  const a = args[0]?.value;
  const b = args[1]?.value;
  const from = typeof a === 'number' ? a : undefined;
  const to = typeof b === 'number' ? b : undefined;
  switch (method) {
    case 'toString':
    case 'valueOf':
      return text;
    case 'trim':
      return text.trim();
    case 'toLowerCase':
      return text.toLowerCase();
    case 'toUpperCase':
      return text.toUpperCase();
    case 'charAt':
      return text.charAt(from ?? 0);
    case 'charCodeAt':
      return text.charCodeAt(from ?? 0);
    case 'codePointAt':
      return text.codePointAt(from ?? 0) ?? null;
    case 'slice':
      return text.slice(from, to);
    case 'substring':
      return text.substring(from ?? 0, to);
    case 'substr':
      return to === undefined ? text.slice(from) : text.slice(from ?? 0, (from ?? 0) + to);
    case 'indexOf':
      return typeof a === 'string' ? text.indexOf(a) : null;
    case 'repeat':
      return text.length * (from ?? 0) <= FOLD_CHARS_MAX ? text.repeat(Math.max(0, from ?? 0)) : null;
    case 'concat':
      return joined([text, ...args.map((item) => asText(item?.value ?? '') ?? '')], '');
    case 'split':
      return typeof a === 'string' ? pieces(text, a) : null;
    case 'replace':
    case 'replaceAll':
      return replace(text, method, args, raw);
    default:
      return null;
  }
}

/** String patterns, and regular expressions of one plain character or class: nothing that can backtrack. */
function replace(
  text: string,
  method: string,
  args: readonly (Folded | null)[],
  raw: readonly Node[],
): string | null {
  const replacement = textOf(args[1]);
  if (replacement === null) return null;
  const pattern = textOf(args[0]);
  if (pattern !== null) {
    if (method === 'replace') return text.replace(pattern, () => replacement);
    const parts = pieces(text, pattern);
    return parts && joined(parts, replacement);
  }
  const [first] = raw;
  if (first?.type !== 'Literal' || !first.regex) return null;
  const { pattern: source, flags } = first.regex;
  if (!/^(?:\\?[^\\()[\]{}*+?|^$]{1,16}|\[[^\]\\]{1,32}\]\+?)$/.test(source)) return null;
  // Each character may become the replacement.
  if (text.length * Math.max(1, replacement.length) > FOLD_CHARS_MAX && replacement.length > 1) return null;
  return text.replace(new RegExp(source, flags.replace(/[^gi]/g, '')), () => replacement);
}

function foldArrayMethod(
  context: FoldContext,
  object: Folded,
  items: readonly Folded[],
  method: string,
  args: readonly (Folded | null)[],
  raw: readonly Node[],
): Folded | null {
  const layers = layersOf(object, ...items.slice(0, 1));
  switch (method) {
    case 'join': {
      const parts = items.map((item) => asText(item.value));
      if (parts.some((part) => part === null)) return null;
      const separator = args.length > 0 ? (textOf(args[0]) ?? ',') : ',';
      const text = joined(
        parts.filter((part) => part !== null),
        separator,
      );
      return text === null ? null : folded(text, layers);
    }
    case 'reverse':
    case 'toReversed':
      return folded(items.toReversed(), addLayer(layers, items.length >= 8 ? 'reverse' : null));
    case 'slice':
      return folded(
        items.slice(Number(args[0]?.value ?? 0), args[1] ? Number(args[1].value) : undefined),
        layers,
      );
    case 'concat': {
      const more = args.flatMap((item) =>
        Array.isArray(item?.value) ? (item.value as Folded[]) : item ? [item] : [],
      );
      if (items.length + more.length > FOLD_ITEMS_MAX) return null;
      return folded([...items, ...more], layersOf(object, ...more));
    }
    case 'at':
      return items.at(Number(args[0]?.value ?? 0)) ?? null;
    case 'map': {
      const callback = raw[0] && context.ev.functions.get(raw[0]);
      if (raw[0] && context.ev.nameOf(raw[0], context.scope) === 'String.fromCharCode') {
        return folded(
          items.map((item) => ({ value: String.fromCharCode(Number(asText(item.value))), layers: [] })),
          addLayer(layers, 'charcode'),
        );
      }
      if (!callback || items.length > MAP_ITEMS_MAX) return null;
      const mapped: Folded[] = [];
      for (const [index, item] of items.entries()) {
        const value = foldFunction(context, callback, [item, { value: index, layers: [] }]);
        if (!value) return null;
        mapped.push(value);
      }
      return folded(mapped, addLayer(layers, items.length >= 8 ? 'map' : null));
    }
    default:
      return null;
  }
}

function addLayer(layers: readonly string[], layer: string | null): readonly string[] {
  return layer === null || layers.includes(layer) ? layers : [...layers, layer];
}

/** Folds a method call on a constant; null for methods that are not known to be pure. */
export function foldMethod(
  context: FoldContext,
  object: Folded,
  method: string,
  args: readonly (Folded | null)[],
  raw: readonly Node[],
): Folded | null {
  const { value, layers } = object;
  if (value instanceof Uint8Array) {
    if (method !== 'toString') return method === 'slice' || method === 'subarray' ? object : null;
    const encoding = (textOf(args[0]) ?? 'utf8').toLowerCase();
    if (layerOfEncoding(encoding))
      return folded(Buffer.from(value).toString(encoding as BufferEncoding), layers);
    const wide = encoding === 'utf16le' || encoding === 'ucs2';
    return folded(
      Buffer.from(value).toString(
        wide ? 'utf16le' : encoding === 'latin1' || encoding === 'binary' ? 'latin1' : 'utf8',
      ),
      layers,
    );
  }
  if (Array.isArray(value))
    return foldArrayMethod(context, object, value as readonly Folded[], method, args, raw);
  if (typeof value === 'string') {
    const result = foldStringMethod(value, method, args, raw);
    if (result === null) return null;
    if (typeof result === 'object')
      return folded(
        result.map((part) => ({ value: part, layers: [] })),
        layers,
      );
    return folded(result, layers);
  }
  return method === 'toString' && typeof value === 'number'
    ? folded(value.toString(Math.min(36, Math.max(2, Number(args[0]?.value ?? 10) || 10))), layers)
    : null;
}
