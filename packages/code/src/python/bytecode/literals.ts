import type { MarshalValue } from './marshal.ts';

/** Constants inside each other; deeper ones are left out. */
const CONSTANT_DEPTH_MAX = 20;
/** Words that cannot be names (Lib/keyword.py). */
const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global ' +
    'if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);
const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/** True when a name can be written as it is. */
export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name) && !KEYWORDS.has(name) && name.length < 1000;
}

/** A name that can be written for one that the code uses; names of the interpreter and hostile ones are spelled out. */
export function identifier(name: string): string {
  if (isIdentifier(name)) return name;
  if (name === '.0') return '_items';
  return `_${name.slice(0, 60).replace(/\W/gu, '_')}_`;
}

/** A module's name as it can be written; null for what is none. */
export function dottedName(name: string): string | null {
  return /^\.*$/.test(name) || name.replace(/^\.+/, '').split('.').every(isIdentifier) ? name : null;
}

/** Quotes of texts inside each other: those of an f-string do not come up in what it holds. */
const QUOTES = ["'", '"', "'''", '"""'] as const;

/** The quotes of a text that stands inside that many f-strings. */
export const quotesAt = (depth: number): string => QUOTES[Math.min(depth, QUOTES.length - 1)] ?? "'";

/** Text as a literal of one line, inside that many f-strings. */
export function quoted(text: string, depth = 0): string {
  const quotes = quotesAt(depth);
  return quotes + escaped(text, depth) + quotes;
}

/** Text as it stands between the quotes of its depth. */
export function escaped(text: string, depth = 0): string {
  return text.replace(/[\\'"{}\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u00a0]/gu, (char) => {
    if (char === '\\') return '\\\\';
    if (char === "'" || char === '"') return quotesAt(depth).startsWith(char) ? `\\${char}` : char;
    if (char === '{' || char === '}') return depth === 0 ? char : `\\x${char === '{' ? '7b' : '7d'}`;
    if (char === '\n') return '\\n';
    if (char === '\r') return '\\r';
    if (char === '\t') return '\\t';
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code < 0x10000
      ? `\\u${code.toString(16).padStart(4, '0')}`
      : `\\U${code.toString(16).padStart(8, '0')}`;
  });
}

/** Bytes as a literal of one line. */
function quotedBytes(text: string, depth: number): string {
  const quotes = quotesAt(depth);
  const body = text.replace(/[^ -~]|[\\'"]/g, (char) => {
    if (char === '\\') return '\\\\';
    if (char === "'" || char === '"') return quotes.startsWith(char) ? `\\${char}` : char;
    if (char === '\n') return '\\n';
    return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `b${quotes}${body}${quotes}`;
}

/** A number with a fraction as Python writes it. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return "float('nan')";
  if (!Number.isFinite(value)) return value > 0 ? '1e309' : '-1e309';
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Writes a constant of a marshal stream. */
export function writeConstant(item: MarshalValue, put: (text: string) => void, quotes = 0, depth = 0): void {
  if (depth > CONSTANT_DEPTH_MAX) {
    put('_nested');
    return;
  }
  const all = (items: readonly MarshalValue[]): void => {
    for (const [index, entry] of items.entries()) {
      if (index > 0) put(', ');
      writeConstant(entry, put, quotes, depth + 1);
    }
  };
  switch (item.type) {
    case 'none':
      put('None');
      return;
    case 'true':
      put('True');
      return;
    case 'false':
      put('False');
      return;
    case 'ellipsis':
      put('...');
      return;
    case 'int': {
      const text = item.value.toString();
      put(
        text.length > 4000
          ? `${item.value < 0 ? '-' : ''}0x${item.value.toString(16).replace('-', '')}`
          : text,
      );
      return;
    }
    case 'float':
      put(floatText(item.value));
      return;
    case 'complex':
      put(`complex(${floatText(item.real)}, ${floatText(item.imaginary)})`);
      return;
    case 'str':
      put(quoted(item.value, quotes));
      return;
    case 'bytes':
      put(quotedBytes(item.value, quotes));
      return;
    case 'tuple':
      put('(');
      all(item.items);
      put(item.items.length === 1 ? ',)' : ')');
      return;
    case 'list':
      put('[');
      all(item.items);
      put(']');
      return;
    case 'set':
    case 'frozenset':
      put(item.type === 'set' ? 'set([' : 'frozenset([');
      all(item.items);
      put('])');
      return;
    case 'slice':
      put('slice(');
      all(item.items);
      put(')');
      return;
    case 'dict':
      put('{');
      for (const [index, [key, entry]] of item.entries.entries()) {
        if (index > 0) put(', ');
        writeConstant(key, put, quotes, depth + 1);
        put(': ');
        writeConstant(entry, put, quotes, depth + 1);
      }
      put('}');
      return;
    default:
      put('_unknown');
  }
}
