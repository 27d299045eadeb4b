/** Bytes of a file that is read for what is in it besides padding. */
export const PADDED_BYTES_MAX = 32 * 1024 * 1024;

/** Runs of blanks (bounded: the engine keeps a place for each repetition), and lines that are a comment and nothing else; each by its first characters only. */
const BLANKS = /[ \t\u00a0\ufeff]{64,4096}/g;
const COMMENT_LINES = { js: /^[ \t]{0,1000}\/\/[^\n]*$/gm, hash: /^[ \t]{0,1000}#[^\n]*$/gm } as const;

/** Constants from this length on are data, whatever they say. */
const LONG_TEXT_CHARS = 64 * 1024;
const QUOTE = /['"`]/g;

/** A source in which quoted texts of {@link LONG_TEXT_CHARS} on are empty; what is no text of one line is left. */
function withoutLongTexts(text: string): string {
  const kept: string[] = [];
  let keptTo = 0;
  let lineEnd = -1;
  // Where each kind of quote ends next: what was looked through for one that is open is not looked through again.
  const ends = new Map<string, number>();
  QUOTE.lastIndex = 0;
  for (let match = QUOTE.exec(text); match; match = QUOTE.exec(text)) {
    const start = match.index + 1;
    if (lineEnd < start) lineEnd = endOf(text.indexOf('\n', start), text);
    let end = ends.get(match[0]) ?? -1;
    if (end < start) end = endOf(closingQuote(text, match[0], start), text);
    ends.set(match[0], end);
    // A lone quote, as comments have them.
    if (end > lineEnd || end === text.length) continue;
    QUOTE.lastIndex = end + 1;
    if (end - start < LONG_TEXT_CHARS) continue;
    kept.push(text.slice(keptTo, start));
    keptTo = end;
  }
  return keptTo === 0 ? text : kept.join('') + text.slice(keptTo);
}

function endOf(index: number, text: string): number {
  return index < 0 ? text.length : index;
}

function closingQuote(text: string, quote: string, start: number): number {
  let at = text.indexOf(quote, start);
  while (at > start && isEscaped(text, at, start)) at = text.indexOf(quote, at + 1);
  return at;
}

function isEscaped(text: string, at: number, start: number): boolean {
  let slashes = 0;
  while (at - slashes > start && text.charCodeAt(at - slashes - 1) === 0x5c) slashes++;
  return slashes % 2 === 1;
}

/**
 * A source without what takes up room and does nothing: runs of blanks become one, lines of comment and very long
 * quoted texts become empty. Lines keep their numbers. What stands in a text of several lines may be lost: whoever reads
 * the rest must not call it whole.
 */
export function withoutPadding(text: string, comments: keyof typeof COMMENT_LINES): string {
  return withoutLongTexts(text.replace(COMMENT_LINES[comments], '')).replace(BLANKS, ' ');
}
