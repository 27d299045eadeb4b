import { posix } from 'node:path';
import type { CallExpression, NewExpression } from 'acorn';
import { decodeBase64, decodeHex, inflate, isInflater, layerOfEncoding } from '../decode.ts';
import { FOLD_CHARS_MAX } from '../limits.ts';
import { type FoldContext, foldIn } from './fold.ts';
import { foldMethod } from './fold-method.ts';
import { asText, type Folded, folded, layersOf, layersOfAll, textOf } from './fold-value.ts';
import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import type { Binding, FunctionInfo } from './scope.ts';
import { soleOf } from './sole.ts';
import { parametersOf } from './written-members.ts';

function bytesOf(item: Folded | null | undefined): Uint8Array | null {
  if (!item) return null;
  if (item.value instanceof Uint8Array) return item.value;
  if (typeof item.value === 'string') return Buffer.from(item.value, 'utf8');
  return numbersOf(item)?.bytes ?? null;
}

function numbersOf(item: Folded): { bytes: Uint8Array; codes: number[] } | null {
  if (item.value instanceof Uint8Array) return { bytes: item.value, codes: [...item.value] };
  if (!Array.isArray(item.value)) return null;
  const codes = (item.value as readonly Folded[]).map((part) => Number(asText(part.value)));
  return codes.some((code) => Number.isNaN(code)) ? null : { bytes: Uint8Array.from(codes), codes };
}

function fromCodes(codes: readonly number[], source: readonly Folded[]): Folded | null {
  if (codes.length > FOLD_CHARS_MAX || codes.some((code) => Number.isNaN(code))) return null;
  let text = '';
  for (const code of codes) text += String.fromCharCode(code);
  // A few codes are punctuation and line ends; many are a hidden text.
  const layers = layersOfAll(source);
  return folded(text, codes.length >= 8 && !layers.includes('charcode') ? [...layers, 'charcode'] : layers);
}

/** How an encoding that hides nothing writes text. */
function plainEncoding(encoding: string): BufferEncoding {
  if (/^(?:utf-?16le|ucs-?2)$/i.test(encoding)) return 'utf16le';
  return /^(?:latin1|binary|ascii)$/i.test(encoding) ? 'latin1' : 'utf8';
}

function bufferFrom(data: Folded, encoding: string): Folded | null {
  const layer = layerOfEncoding(encoding);
  if (typeof data.value === 'string') {
    if (layer === 'base64') return folded(decodeBase64(data.value), [...data.layers, 'base64']);
    if (layer === 'hex') return folded(decodeHex(data.value), [...data.layers, 'hex']);
    return folded(Buffer.from(data.value, plainEncoding(encoding)), data.layers);
  }
  const bytes = bytesOf(data);
  return bytes ? folded(bytes, Array.isArray(data.value) ? [...data.layers, 'charcode'] : data.layers) : null;
}

function unescapeUrl(name: string, item: Folded): Folded | null {
  const text = textOf(item);
  if (text === null) return null;
  const layers = text.includes('%') ? [...item.layers, 'url-escape'] : item.layers;
  if (name === 'unescape') {
    return folded(
      text.replace(
        /%(?:u(?<wide>[0-9a-fA-F]{4})|(?<byte>[0-9a-fA-F]{2}))/g,
        (_all, wide?: string, byte?: string) =>
          String.fromCharCode(Number.parseInt(wide ?? byte ?? '20', 16)),
      ),
      layers,
    );
  }
  try {
    return folded(decodeURIComponent(text), layers);
  } catch {
    // Malformed escapes: the program would throw here, so there is no value.
    return null;
  }
}

function foldNamed(context: FoldContext, name: string, args: readonly (Folded | null)[]): Folded | null {
  const first = args[0];
  const known = args.every((item) => item !== null) ? args : null;
  if (name.startsWith('zlib.')) {
    const inflater = name.slice(5);
    const bytes = bytesOf(first);
    const result = bytes && isInflater(inflater) ? inflate(inflater, bytes) : null;
    return result ? folded(result.bytes, [...layersOf(first), result.layer]) : null;
  }
  if (name === 'path.join' || name === 'path.resolve') {
    const parts = known?.map((item) => textOf(item) ?? '');
    if (!parts) return null;
    const joined = posix.join(...parts.map((part) => part.replaceAll('\\', '/')));
    // What begins at this file's folder stays told apart from a package name.
    return folded(parts[0]?.startsWith('.') && !joined.startsWith('.') ? `./${joined}` : joined);
  }
  if (!first) return null;
  switch (name) {
    case 'atob': {
      const text = textOf(first);
      return text === null
        ? null
        : folded(Buffer.from(text, 'base64').toString('latin1'), [...first.layers, 'base64']);
    }
    case 'btoa': {
      const text = textOf(first);
      return text === null ? null : folded(Buffer.from(text, 'latin1').toString('base64'), first.layers);
    }
    case 'Buffer.from':
    case 'Buffer':
    case 'buffer.Buffer.from':
      return bufferFrom(first, textOf(args[1]) ?? 'utf8');
    case 'Uint8Array':
    case 'Uint8Array.from': {
      const bytes = bytesOf(first);
      return bytes ? folded(bytes, [...first.layers, 'charcode']) : null;
    }
    case 'String.fromCharCode':
    case 'String.fromCodePoint':
      return known
        ? fromCodes(
            known.map((item) => Number(asText(item.value))),
            known,
          )
        : null;
    case 'String':
    case 'String.raw': {
      const text = asText(first.value);
      return text === null ? null : folded(text, first.layers);
    }
    case 'Number':
    case 'parseFloat':
      return folded(Number(asText(first.value)), first.layers);
    case 'parseInt':
      return folded(
        Number.parseInt(asText(first.value) ?? '', Number(asText(args[1]?.value ?? 10))),
        first.layers,
      );
    case 'unescape':
    case 'decodeURIComponent':
    case 'decodeURI':
      return unescapeUrl(name, first);
    case 'encodeURIComponent':
    case 'encodeURI': {
      const text = textOf(first);
      // A lone half of a letter has no code: the program would throw here.
      if (text === null || !text.isWellFormed()) return null;
      return folded(name === 'encodeURI' ? encodeURI(text) : encodeURIComponent(text), first.layers);
    }
    case 'TextDecoder().decode': {
      const bytes = bytesOf(first);
      return bytes ? folded(new TextDecoder().decode(bytes), first.layers) : null;
    }
    case 'url.fileURLToPath':
      return typeof first.value === 'string' ? first : null;
    case 'JSON.stringify':
      return typeof first.value === 'string' ? folded(JSON.stringify(first.value), first.layers) : null;
    default:
      return null;
  }
}

/** What a parameter takes that takes all that is left; null when not all of it is known. */
function restOf(values: readonly (Folded | null)[], from: number): Folded | null {
  const rest = values.slice(from).filter((value) => value !== null);
  return rest.length === Math.max(0, values.length - from) ? folded(rest, layersOf(...rest)) : null;
}

/** Folds a call of a function with one return value, with its parameters bound to constants. */
export function foldFunction(
  context: FoldContext,
  fn: FunctionInfo,
  values: readonly (Folded | null)[],
): Folded | null {
  const result = soleOf(fn.returns);
  if (!result) return null;
  const args = new Map<Binding, Folded>(context.args);
  const patterns = parametersOf(fn);
  fn.params.forEach((bindings, index) => {
    const binding = soleOf(bindings);
    const value = patterns[index]?.type === 'RestElement' ? restOf(values, index) : values[index];
    // A parameter that is written to is no constant by the time it is returned.
    if (binding && value && binding.writes.length === 0) args.set(binding, value);
  });
  return context.ev.fold(result.value, result.scope, context.depth + 1, args);
}

/** Folds a call or `new`: known pure functions, methods of constants, small functions of the file. */
export function foldCall(context: FoldContext, node: CallExpression | NewExpression): Folded | null {
  const callee = node.callee as Node;
  const args = node.arguments.map((argument) =>
    argument.type === 'SpreadElement' ? null : foldIn(context, argument as Node),
  );
  const only = node.arguments[0];
  const name = context.ev.nameOf(callee, context.scope, context.depth + 1);
  if (name !== null) {
    const spread = only?.type === 'SpreadElement' ? foldIn(context, only.argument) : null;
    const applied = name.endsWith('.apply') ? args[1] : spread;
    if (applied && /^String\.from(?:CharCode|CodePoint)(?:\.apply)?$/.test(name)) {
      const codes = numbersOf(applied)?.codes;
      return codes ? fromCodes(codes, [applied]) : null;
    }
    const value = foldNamed(context, name, args);
    if (value) return value;
  }
  if (
    node.type === 'CallExpression' &&
    callee.type === 'MemberExpression' &&
    callee.object.type !== 'Super'
  ) {
    const object = foldIn(context, callee.object);
    const method = keyName(callee.property, callee.computed) ?? textOf(foldIn(context, callee.property));
    if (object && method !== null) return foldMethod(context, object, method, args, node.arguments);
  }
  const fn = soleOf(context.ev.calleesOf(callee, context.scope));
  if (!fn) return null;
  return foldFunction(context, fn, args) ?? context.ev.emulator?.call(fn.node as Node, args) ?? null;
}
