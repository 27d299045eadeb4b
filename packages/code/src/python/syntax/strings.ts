import { type Cursor, createCursor, expect, fail, type Made, NOWHERE, placed, placeOf } from './cursor.ts';
import { testList } from './expressions.ts';
import { readTokens, releaseTokens } from './tokens.ts';

/** A piece of a source between braces, or of what is between them. */
interface Piece {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly isRaw: boolean;
  readonly isPlain: boolean;
  /** Nodes of `t'…'` are called otherwise than those of `f'…'`. */
  readonly isTemplate: boolean;
}

/** A line and a column in bytes, as far as a piece was read. */
interface Point {
  readonly line: number;
  readonly column: number;
}

/** Escapes of a text; `\u`, `\U` and `\N` are none in bytes. */
const ESCAPE =
  /\\(?:(?<octal>[0-7]{1,3})|x(?<hex>[\da-fA-F]{2})|(?<wide>u[\da-fA-F]{4}|U[\da-fA-F]{8})|(?<named>N\{[^}]*\})|(?<other>[^]))/g;
const PLAIN: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const CODE_POINT_MAX = 0x10ffff;

/** What a text between quotes stands for; names of characters, and what is no escape, stay as they are. */
function unescaped(content: string, isBytes: boolean): string {
  if (!content.includes('\\')) return content;
  return content.replace(
    ESCAPE,
    (
      whole,
      octal: string | undefined,
      hex: string | undefined,
      wide: string | undefined,
      named: string | undefined,
      other: string,
    ) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (named !== undefined) return whole;
      if (wide === undefined) return PLAIN[other] ?? whole;
      const code = Number.parseInt(wide.slice(1), 16);
      return isBytes || code > CODE_POINT_MAX ? whole : String.fromCodePoint(code);
    },
  );
}

/** A text's prefix with its quotes, and how many of these there are. */
function openingOf(text: string, start: number): { style: string; quotes: 1 | 3 } {
  let at = start;
  while (text[at] !== '"' && text[at] !== "'") at++;
  const isLong = text[at + 1] === text[at] && text[at + 2] === text[at];
  // `''` is an empty text, and no long one has fewer than six quotes.
  const quotes = isLong ? 3 : 1;
  return { style: text.slice(start, at + quotes), quotes };
}

/** One or more texts behind each other: one constant, or one text with holes. */
export function strings(c: Cursor): Made {
  const first = c.at;
  const one = string(c);
  if (c.kind !== 'string') return one;
  const parts = [one];
  while (c.kind === 'string') parts.push(string(c));
  const joined = parts.find(({ nodeType }) => nodeType !== 'Constant');
  if (!joined) {
    return placed(c, first, {
      nodeType: 'Constant',
      ...NOWHERE,
      value: parts.map(({ value }) => value).join(''),
      quote_style: one.quote_style,
    });
  }
  const isTemplate = joined.nodeType === 'TemplateStr';
  if (parts.some(({ nodeType }) => nodeType !== joined.nodeType && (isTemplate || nodeType !== 'Constant')))
    fail();
  const values: Made[] = [];
  for (const part of parts) {
    for (const value of part.nodeType === 'Constant' ? [part] : (part.values as Made[]))
      append(values, value);
  }
  return placed(c, first, {
    nodeType: joined.nodeType,
    ...NOWHERE,
    values,
    quote_style: joined.quote_style,
  });
}

/** Puts a value behind others; constants behind each other are one. */
function append(values: Made[], value: Made): void {
  const last = values.at(-1);
  if (last?.nodeType !== 'Constant' || value.nodeType !== 'Constant') {
    values.push(value);
    return;
  }
  last.value = `${String(last.value)}${String(value.value)}`;
  last.end_lineno = value.end_lineno;
  last.end_col_offset = value.end_col_offset;
}

function string(c: Cursor): Made {
  const start = c.at;
  const { text } = c.tokens;
  const { style, quotes } = openingOf(text, placeOf(c, start, 'start'));
  const from = placeOf(c, start, 'start') + style.length;
  const to = placeOf(c, start, 'end') - quotes;
  expect(c, 'string');
  const prefix = style.slice(0, -quotes).toLowerCase();
  const isRaw = prefix.includes('r');
  const isTemplate = prefix.includes('t');
  if (!isTemplate && !prefix.includes('f')) {
    const content = text.slice(from, to);
    return placed(c, start, {
      nodeType: 'Constant',
      lineno: 0,
      col_offset: 0,
      end_lineno: 0,
      end_col_offset: 0,
      value: isRaw ? content : unescaped(content, prefix.includes('b')),
      quote_style: style,
    });
  }
  const piece = { text, from, to, isRaw, isPlain: c.isPlain, isTemplate };
  const at = { line: placeOf(c, start, 'line'), column: placeOf(c, start, 'column') + style.length };
  return placed(c, start, {
    nodeType: isTemplate ? 'TemplateStr' : 'JoinedStr',
    ...NOWHERE,
    values: segments(piece, at),
    quote_style: style,
  });
}

/** Where a text leads to from a point. */
function moved(point: Point, text: string, from: number, to: number): Point {
  let { line, column } = point;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) {
      line++;
      column = 0;
    } else if (code < 0x80) column++;
    else if (code < 0x800) column += 2;
    else if (code >= 0xd800 && code < 0xdc00 && (text.codePointAt(at) ?? 0) > 0xffff) {
      column += 4;
      at++;
    } else column += 3;
  }
  return { line, column };
}

function spanned(node: Made, from: Point, to: Point): Made {
  node.lineno = from.line;
  node.col_offset = from.column;
  node.end_lineno = to.line;
  node.end_col_offset = to.column;
  return node;
}

/** The constants and fields of a text with holes, in their order. */
function segments(piece: Piece, start: Point): Made[] {
  const { text, from, to, isRaw } = piece;
  const values: Made[] = [];
  let point = start;
  let literal = from;

  function flush(end: number): void {
    if (end <= literal) return;
    const before = point;
    point = moved(point, text, literal, end);
    const content = text.slice(literal, end);
    const value = (isRaw ? content : unescaped(content, false)).replaceAll('{{', '{').replaceAll('}}', '}');
    if (value !== '') append(values, spanned({ nodeType: 'Constant', ...NOWHERE, value }, before, point));
  }

  for (let at = from; at < to; ) {
    const char = text[at];
    if (!isRaw && char === '\\' && text.startsWith('N{', at + 1)) {
      const end = text.indexOf('}', at + 3);
      at = end < 0 || end >= to ? to : end + 1;
    } else if ((char === '{' || char === '}') && text[at + 1] === char && at + 1 < to) at += 2;
    else if (char === '{') {
      flush(at);
      const { end, next } = fieldEnd(text, at, to);
      const after = moved(point, text, at, next);
      for (const value of field({ ...piece, from: at + 1, to: end }, point, after)) append(values, value);
      point = after;
      at = next;
      literal = next;
    } else at++;
  }
  flush(to);
  return values;
}

/** Where a field ends that begins with a brace at `from`: before its closing brace, and behind it. */
function fieldEnd(text: string, from: number, to: number): { end: number; next: number } {
  let depth = 1;
  let at = from + 1;
  while (at < to) {
    const char = text[at];
    const next = text[at + 1];
    if ((char === 'f' || char === 't') && (next === '"' || next === "'")) at = nestedEnd(text, at + 1, to);
    else if (char === '"' || char === "'") at = quotedEnd(text, at, to);
    else {
      if (char === '{') depth++;
      else if (char === '}' && --depth === 0) return { end: at, next: at + 1 };
      at++;
    }
  }
  return { end: to, next: to };
}

/** Past the end of a text with holes inside a hole. */
function nestedEnd(text: string, quote: number, to: number): number {
  let depth = 0;
  for (let at = quote + 1; at < to; at++) {
    const char = text[at];
    if (char === '{') depth++;
    else if (char === '}') depth--;
    else if (char === text[quote] && depth === 0) return at + 1;
  }
  return fail();
}

/** Past the end of a text inside a hole. */
function quotedEnd(text: string, quote: number, to: number): number {
  for (let at = quote + 1; at < to; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[quote]) return at + 1;
  }
  return fail();
}

/** The first place outside brackets and texts where a condition holds; -1 when there is none. */
function findOutside(text: string, isIt: (at: number) => boolean): number {
  let depth = 0;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quote !== '') {
      if (char === '\\') at++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '(' || char === '[' || char === '{') depth++;
    else if (char === ')' || char === ']' || char === '}') depth--;
    else if (depth === 0 && isIt(at)) return at;
  }
  return -1;
}

/** `value = !r:spec` between braces, and the constant before it that `=` asks for. */
function field(piece: Piece, before: Point, after: Point): Made[] {
  const { text, from, to, isTemplate, isPlain } = piece;
  const whole = text.slice(from, to);
  const bang = findOutside(
    whole,
    (at) => whole[at] === '!' && /^[rsa](?::|$)/.test(whole.slice(at + 1, at + 3)),
  );
  const colon = bang >= 0 ? whole.indexOf(':', bang) : findOutside(whole, (at) => whole[at] === ':');
  const written = bang >= 0 ? whole.slice(0, bang) : colon >= 0 ? whole.slice(0, colon) : whole;
  const trimmed = written.trimEnd();
  const shows = /(?:^|[^=!<>:])=$/.test(trimmed);
  const source = shows ? trimmed.slice(0, -1) : written;
  const open = { line: before.line, column: before.column + 1 };
  const value = expressionOf(piece, source, open, isPlain);
  const asked = bang < 0 ? -1 : whole.charCodeAt(bang + 1);
  let format_spec: Made | undefined;
  if (colon >= 0) {
    const at = moved(open, text, from, from + colon);
    const inner = { ...piece, from: from + colon + 1, isTemplate: false };
    format_spec = spanned(
      {
        nodeType: 'JoinedStr',
        ...NOWHERE,
        values: segments(inner, { line: at.line, column: at.column + 1 }),
      },
      at,
      { line: after.line, column: after.column - 1 },
    );
  }
  const conversion = shows && asked < 0 && colon < 0 ? 'r'.charCodeAt(0) : asked;
  const made = isTemplate
    ? { nodeType: 'Interpolation', ...NOWHERE, value, str: source.trimEnd(), conversion, format_spec }
    : { nodeType: 'FormattedValue', ...NOWHERE, value, conversion, format_spec };
  const node = spanned(made, before, after);
  if (!shows) return [node];
  const end = moved(open, text, from, from + written.length);
  return [spanned({ nodeType: 'Constant', ...NOWHERE, value: written }, open, end), node];
}

/** The expression of a field, read where it stands. */
function expressionOf({ text, from }: Piece, source: string, open: Point, isPlain: boolean): Made {
  const start = from + source.length - source.trimStart().length;
  const to = from + source.trimEnd().length;
  if (start >= to) fail();
  const { line, column } = moved(open, text, from, start);
  const tokens = readTokens({ text, from: start, to, line, column, inBraces: true, isPlain });
  try {
    const c = createCursor(tokens, isPlain);
    const value = testList(c);
    if (c.kind !== 'end') fail();
    return value;
  } finally {
    releaseTokens(tokens);
  }
}
