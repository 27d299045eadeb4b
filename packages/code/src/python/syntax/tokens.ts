/**
 * Tokens of one Python source, a column for each property: some hundred thousand objects would cost more than all that
 * is made of them.
 */
export interface Tokens {
  readonly text: string;
  /** A keyword or an operator as it is written, or what the token is. */
  readonly kinds: readonly string[];
  /** The names, one string for each however often it stands there; empty for other tokens. */
  readonly names: readonly string[];
  /** {@link STRIDE} numbers a token, by the indexes below. */
  readonly places: Int32Array;
  /** Where the tokens of this part begin in the columns, in which those of the parts around it stand as well. */
  readonly first: number;
}

/** Offsets in UTF-16 units; lines from 1, and columns in bytes of UTF-8, as CPython counts them. */
export const PLACE = { start: 0, end: 1, line: 2, column: 3, endLine: 4, endColumn: 5 } as const;
export const STRIDE = 6;

/**
 * The columns, which all sources use one after the other, and a text with holes inside of another one behind it: made
 * anew for each they were a tenth of all memory that Python takes. `used` says how far they are.
 */
const COLUMNS = { kinds: [] as string[], names: [] as string[], places: new Int32Array(6 * 4_096), used: 0 };
/** Tokens from which on the columns are not kept for the next source. */
const KEPT_MAX = 500_000;

/** Gives the columns back, from the tokens of a part on; they are not to be read any more. */
export function releaseTokens({ first }: Tokens): void {
  COLUMNS.used = first;
  if (first > 0 || COLUMNS.kinds.length <= KEPT_MAX) return;
  Object.assign(COLUMNS, { kinds: [], names: [], places: new Int32Array(STRIDE * 4_096) });
}

/** A part of a source, and where it begins. */
export interface Part {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly column: number;
  /** An expression inside braces: line ends and indentation mean nothing. */
  readonly inBraces: boolean;
  /** The whole text is ASCII. */
  readonly isPlain: boolean;
}

/** The source is no Python, as far as this parser knows it. */
export class PythonSyntaxError extends Error {}

/** A word and what it is: the keyword itself, or a name. */
interface Word {
  readonly kind: string;
  readonly name: string;
}

const KEYWORDS = (
  'and as assert async await break class continue def del elif else except False finally for from global if import in ' +
  'is lambda None nonlocal not or pass raise return True try while with yield'
).split(' ');

/** Words that came up in any source: each is one string, however many sources have it. */
const WORDS = new Map<string, Word>();
/** Words that are kept, and how long they may be. */
const WORDS_MAX = 20_000;
const WORD_CHARS_MAX = 64;

/** The words that came up last, by a number made of their letters: most names are found without being cut out. */
const RECENT_MAX = 32_768;
const RECENT = Array.from({ length: RECENT_MAX }, (): (Word & { readonly text: string }) | null => null);

/** The word that stands at a place of a source. */
function wordAt(text: string, start: number, end: number): Word {
  let place = end - start;
  for (let at = start; at < end; at++) place = (Math.imul(place, 31) + text.charCodeAt(at)) | 0;
  place &= RECENT_MAX - 1;
  const recent = RECENT[place];
  if (recent?.text.length === end - start && text.startsWith(recent.text, start)) return recent;
  const cut = text.slice(start, end);
  const { kind, name } = wordOf(cut);
  if (cut.length <= WORD_CHARS_MAX) RECENT[place] = { kind, name, text: kind === 'name' ? name : kind };
  return { kind, name };
}

function wordOf(text: string): Word {
  const known = WORDS.get(text);
  if (known) return known;
  if (WORDS.size === 0 || WORDS.size >= WORDS_MAX) {
    WORDS.clear();
    for (const kind of KEYWORDS) WORDS.set(kind, { kind, name: '' });
    if (KEYWORDS.includes(text)) return wordOf(text);
  }
  // A copy: a name cut out of a source would keep all of it alive.
  const word = { kind: 'name', name: ` ${text}`.slice(1) };
  if (text.length <= WORD_CHARS_MAX) WORDS.set(word.name, word);
  return word;
}

const STRING_PREFIX = /^(?:[furbt]|[fbt]r|r[fbt])$/i;

/** Operators of three, two and one characters, each longer one before its beginning. */
const OPERATORS: readonly string[] = (
  '... <<= >>= **= //= ** // << >> == != <= >= += -= *= /= %= &= |= ^= @= := -> ' +
  '+ - * / % @ | & ^ ~ ( ) [ ] { } , : . ; = < >'
).split(' ');
const BY_FIRST: readonly (readonly string[])[] = Array.from({ length: 128 }, (_, code) =>
  OPERATORS.filter((operator) => operator.charCodeAt(0) === code),
);

function operatorAt(text: string, start: number, code: number): string | undefined {
  const all = BY_FIRST[code] ?? [];
  for (let at = 0; at < all.length; at++) {
    const one = all[at] as string;
    if (one.length === 1 || text.startsWith(one, start)) return one;
  }
  return undefined;
}

/** What an ASCII character may do: 1 go on with a name, 2 begin one, 4 be a digit. */
const ROLES = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(char)) return 3;
  return /\d/.test(char) ? 5 : 0;
});
const NAME_START = /^\p{ID_Start}$/u;
const NAME_PART = /^\p{ID_Continue}$/u;
const NUMBER =
  /0[xX][\da-fA-F_]*|0[oO][0-7_]*|0[bB][01_]*|(?:\d[\d_]*(?:\.(?:\d[\d_]*)?)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJ]?/y;

const NEWLINE = 10;
const HASH = 35;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const DOT = 46;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

function startsName(text: string, at: number, code: number): boolean {
  return code < 128 ? ((ROLES[code] ?? 0) & 2) !== 0 : NAME_START.test(text[at] ?? '');
}

function nameEnd(text: string, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code < 128 ? ((ROLES[code] ?? 0) & 1) === 0 : !NAME_PART.test(text[at] ?? '')) break;
    at++;
  }
  return at;
}

/** Where a text ends that begins with a quote at `from`, past the closing quote. */
function stringEnd(text: string, from: number, to: number, hasBraces: boolean): number {
  const quote = text.charCodeAt(from);
  const isLong = text.charCodeAt(from + 1) === quote && text.charCodeAt(from + 2) === quote;
  if (isLong && !hasBraces) return longEnd(text, from, to);
  let depth = 0;
  for (let at = from + (isLong ? 3 : 1); at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) {
      const next = text.charCodeAt(at + 1);
      if (!hasBraces || (next !== OPEN_BRACE && next !== CLOSE_BRACE)) at++;
    } else if (hasBraces && (code === OPEN_BRACE || code === CLOSE_BRACE)) {
      if (depth === 0 && text.charCodeAt(at + 1) === code) at++;
      else if (code === OPEN_BRACE) depth++;
      else if (depth > 0) depth--;
    } else if (depth > 0) continue;
    else if (code === NEWLINE && !isLong) break;
    else if (code !== quote) continue;
    else if (!isLong) return at + 1;
    else if (text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote && at + 2 < to)
      return at + 3;
  }
  throw new PythonSyntaxError('a text has no end');
}

/** The same of a text between three quotes and without braces: most of these are long, and few hold an escape. */
function longEnd(text: string, from: number, to: number): number {
  const quotes = text.slice(from, from + 3);
  let at = from + 3;
  let end = text.indexOf(quotes, at);
  while (end >= 0 && end + 2 < to) {
    // Only as far as the quotes are: a search in the source itself might go on to its end for each of its texts.
    const escape = text.slice(at, end).indexOf('\\');
    if (escape < 0) return end + 3;
    at += escape + 2;
    if (end < at) end = text.indexOf(quotes, at);
  }
  throw new PythonSyntaxError('a text has no end');
}

/** Texts up to this length are looked through character by character. */
const SHORT_CHARS = 24;

/**
 * Reads the tokens of a source or of a part of one, in one pass.
 * @throws PythonSyntaxError where no token begins, a text has no end, or an indentation fits to none before it.
 */
export function readTokens(part: Part): Tokens {
  const { text, from, to, inBraces, isPlain } = part;
  const { kinds, names, used: first } = COLUMNS;
  let { places } = COLUMNS;
  let count = first;
  let last = '';
  const indents = [0];
  let { line } = part;
  // Columns are offsets from `base`, and what characters beyond ASCII have more of bytes than of units, up to `counted`.
  let base = from - part.column;
  let more = 0;
  let counted = from;
  let depth = inBraces ? 1 : 0;

  function columnAt(offset: number): number {
    if (isPlain) return offset - base;
    for (; counted < offset; counted++) {
      const code = text.charCodeAt(counted);
      if (code < 0x80) continue;
      if (code < 0x800) more += 1;
      else if (code >= 0xd800 && code < 0xdc00 && (text.codePointAt(counted) ?? 0) > 0xffff) {
        more += 2;
        counted++;
      } else more += 2;
    }
    return offset - base + more;
  }

  function nextLine(offset: number): void {
    line++;
    base = offset;
    more = 0;
    counted = offset;
  }

  /** Counts the lines that end inside a text. */
  function passLines(start: number, end: number): void {
    if (end - start <= SHORT_CHARS) {
      for (let at = start; at < end; at++) if (text.charCodeAt(at) === NEWLINE) nextLine(at + 1);
      return;
    }
    const content = text.slice(start, end);
    for (let at = content.indexOf('\n'); at >= 0; at = content.indexOf('\n', at + 1))
      nextLine(start + at + 1);
  }

  function add(kind: string, start: number, end: number, name: string): void {
    const at = count * STRIDE;
    if (at >= places.length) {
      // Whoever reads tokens that are there already does so where they were.
      const grown = new Int32Array(places.length * 2);
      grown.set(places);
      places = grown;
      COLUMNS.places = grown;
    }
    kinds[count] = kind;
    names[count] = name;
    count++;
    last = kind;
    places[at + PLACE.start] = start;
    places[at + PLACE.end] = end;
    places[at + PLACE.line] = line;
    places[at + PLACE.column] = columnAt(start);
    if (kind === 'string') passLines(start, end);
    places[at + PLACE.endLine] = line;
    places[at + PLACE.endColumn] = columnAt(end);
  }

  function indent(width: number, at: number): void {
    let current = indents.at(-1) ?? 0;
    if (width > current) {
      indents.push(width);
      add('indent', at, at, '');
      return;
    }
    while (width < current) {
      indents.pop();
      add('dedent', at, at, '');
      current = indents.at(-1) ?? 0;
    }
    if (width !== current) throw new PythonSyntaxError('an indentation fits to none before it');
  }

  /** Skips the blanks that a line begins with, and counts them where a statement follows. */
  function beginLine(offset: number): number {
    let at = offset;
    let width = 0;
    for (; at < to; at++) {
      const code = text.charCodeAt(at);
      if (code === 32) width++;
      else if (code === 9) width += 8;
      else break;
    }
    const code = at < to ? text.charCodeAt(at) : NEWLINE;
    if (depth === 0 && code !== NEWLINE && code !== HASH) indent(width, at);
    return at;
  }

  function addString(start: number, quote: number): number {
    const hasBraces = /[ft]/i.test(text.slice(start, quote));
    const end = stringEnd(text, quote, to, hasBraces);
    add('string', start, end, '');
    return end;
  }

  function addName(start: number): number {
    const end = nameEnd(text, start, to);
    const next = text.charCodeAt(end);
    const isPrefix = (next === DOUBLE_QUOTE || next === SINGLE_QUOTE) && end < to && end - start <= 2;
    if (isPrefix && STRING_PREFIX.test(text.slice(start, end))) return addString(start, end);
    const { kind, name } = wordAt(text, start, end);
    add(kind, start, end, name);
    return end;
  }

  function addOperator(start: number, code: number): number {
    const operator = operatorAt(text, start, code);
    if (operator === undefined || start + operator.length > to)
      throw new PythonSyntaxError('no token begins here');
    if (operator === '(' || operator === '[' || operator === '{') depth++;
    else if (operator === ')' || operator === ']' || operator === '}') depth--;
    add(operator, start, start + operator.length, '');
    return start + operator.length;
  }

  let at = inBraces ? from : beginLine(from);
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 9) at++;
    else if (code === NEWLINE) {
      if (depth === 0 && last !== '' && last !== 'newline') add('newline', at, at + 1, '');
      nextLine(at + 1);
      at = beginLine(at + 1);
    } else if (code === HASH) {
      const end = text.indexOf('\n', at);
      at = end < 0 || end > to ? to : end;
    } else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) at = addString(at, at);
    else if (startsName(text, at, code)) at = addName(at);
    else if (((ROLES[code] ?? 0) & 4) !== 0 || (code === DOT && isDigit(text.charCodeAt(at + 1)))) {
      NUMBER.lastIndex = at;
      NUMBER.exec(text);
      const end = NUMBER.lastIndex;
      add('number', at, end, '');
      at = end;
    } else if (code === BACKSLASH && text.charCodeAt(at + 1) === NEWLINE) {
      nextLine(at + 2);
      at += 2;
    } else at = addOperator(at, code);
  }
  if (!inBraces) {
    if (last !== '' && last !== 'newline') add('newline', to, to, '');
    for (let left = indents.length; left > 1; left--) add('dedent', to, to, '');
  }
  add('end', to, to, '');
  // Who looks ahead sees the end, not what another source left.
  for (let ahead = count; ahead < count + 2; ahead++) {
    kinds[ahead] = 'end';
    names[ahead] = '';
  }
  COLUMNS.used = count + 2;
  return { text, kinds, names, places, first };
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
