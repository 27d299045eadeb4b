/**
 * Text from packages, made fit to be read by a person: nothing that cannot be seen, nothing that reorders its
 * neighbours, and never longer than asked for. What a character becomes is each renderer's; cutting is done here,
 * so that no escape sequence is ever cut in two.
 */

/** Blocks whose letters run right to left (Unicode default bidi classes R and AL): they would reorder what is beside them. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
/** Letters, numbers, punctuation and symbols. Not marks (they stack), not separators, not controls or formats. */
const SEEN = /^[\p{L}\p{N}\p{P}\p{S}]$/u;
/** Assigned as letters or symbols but drawn as nothing; U+2800 is the blank braille cell. */
const DRAWN_AS_NOTHING = /[\p{Default_Ignorable_Code_Point}\u2800]/u;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function spelledOut(char: string): string {
  return NAMED[char] ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}

/** One code point as it may be shown in prose or code: itself when it can be seen, else spelled out (`\n`, `\u{202e}`). */
export function visibleChar(char: string): string {
  const seen = char === ' ' || (SEEN.test(char) && !RIGHT_TO_LEFT.test(char) && !DRAWN_AS_NOTHING.test(char));
  return seen ? char : spelledOut(char);
}

/**
 * One code point of a name, version or path: printable ASCII as it is, everything else spelled out, so that a
 * look-alike letter is seen for what it is.
 */
export function identifierChar(char: string): string {
  return char >= ' ' && char <= '~' ? char : spelledOut(char);
}

/**
 * Encodes `text` code point by code point into at most `charsMax` UTF-16 units, ending in `…` when something had
 * to go. An encoded code point is kept or left out as a whole.
 */
export function encodeWithin(text: string, charsMax: number, encode: (char: string) => string): string {
  let encoded = '';
  let cutAt = 0;
  for (const char of text) {
    const next = encoded + encode(char);
    if (next.length > charsMax) return `${encoded.slice(0, cutAt)}…`;
    if (next.length < charsMax) cutAt = next.length;
    encoded = next;
  }
  return encoded;
}

/** A duration for people, in its two largest units: `41 s`, `3 min 10 s`, `2 h 5 min`, `3 d 4 h`. Negative is 0. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes < 1) return `${seconds} s`;
  if (hours < 1) return `${minutes} min ${seconds % 60} s`;
  if (hours < 24) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
