/** A piece of YARA source. `text` of strings is unescaped; of everything else it is as written. */
export interface YaraToken {
  readonly kind: 'word' | 'string' | 'number' | 'regex' | 'mark';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const WORD = /[A-Za-z_$#@!][\w$*]*/y;
const NUMBER = /0x[\da-fA-F]+|\d+(?:\.\d+)?(?:KB|MB)?/y;
const SKIPPED = /(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/)+/y;
const STRING = /"(?:[^"\\\n]|\\.)*"/y;
/** YARA divides by `\`: a slash begins a comment or a regular expression. */
const REGEX = /\/(?:[^/\\\n]|\\.)+\/[is]*/y;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescape(text: string): string {
  return text.replace(/\\(?:x([\da-fA-F]{2})|(.))/g, (_all, hex: string | undefined, char: string) =>
    hex === undefined ? (ESCAPES[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** Splits YARA source into tokens, comments left out. What is no token becomes a `mark` of one character. */
export function lexYara(text: string): YaraToken[] {
  const tokens: YaraToken[] = [];
  let at = 0;
  while (at < text.length) {
    const skipped = match(SKIPPED, text, at);
    if (skipped !== null) {
      at += skipped.length;
      continue;
    }
    const string = match(STRING, text, at);
    const regex = string === null ? match(REGEX, text, at) : null;
    const word = string === null && regex === null ? match(WORD, text, at) : null;
    const number = word === null ? match(NUMBER, text, at) : null;
    const raw = string ?? regex ?? word ?? number ?? text.charAt(at);
    const end = at + raw.length;
    if (string !== null) tokens.push({ kind: 'string', text: unescape(string.slice(1, -1)), start: at, end });
    else if (regex !== null) tokens.push({ kind: 'regex', text: raw, start: at, end });
    else if (word !== null) tokens.push({ kind: 'word', text: raw, start: at, end });
    else tokens.push({ kind: number === null ? 'mark' : 'number', text: raw, start: at, end });
    at = end;
  }
  return tokens;
}
