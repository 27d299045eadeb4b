/** A stretch of source that one parse may take: begins at an unindented statement. */
export interface Chunk {
  readonly text: string;
  /** Lines of the source before it. */
  readonly line: number;
}

/** Statements that go on with the one before them. */
const CONTINUES = /^(?:else|elif|except|finally)\b/;
const OPENS = '([{';
const CLOSES = ')]}';

/**
 * Offsets at which logical lines begin: not inside a string, a bracket or after a backslash. A string or bracket that
 * never ends is given up at the next line, so that one unclosed quote does not hide the rest of a file. Linear time.
 */
export function logicalLines(text: string): number[] {
  const starts: number[] = [];
  const { length } = text;
  let at = 0;
  while (at < length) {
    starts.push(at);
    at = endOfLogicalLine(text, at);
  }
  return starts;
}

/** Lines of one statement at most: beyond that an open bracket is taken for an unclosed one. */
const STATEMENT_CHARS_MAX = 4_000_000;

function endOfLogicalLine(text: string, start: number): number {
  const plain = text.indexOf('\n', start);
  const firstEnd = plain < 0 ? text.length : plain + 1;
  let depth = 0;
  let at = start;
  const limit = Math.min(text.length, start + STATEMENT_CHARS_MAX);
  while (at < limit) {
    const char = text[at] ?? '';
    if (char === '\n') {
      if (depth === 0) return at + 1;
      at++;
    } else if (char === '#') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (char === '\\') {
      at += 2;
    } else if (char === '"' || char === "'") {
      const end = endOfString(text, at, char);
      if (end < 0) return firstEnd;
      at = end;
    } else {
      if (OPENS.includes(char)) depth++;
      else if (CLOSES.includes(char)) depth = Math.max(0, depth - 1);
      at++;
    }
  }
  return depth > 0 ? firstEnd : text.length;
}

/** Offset behind the string that begins at `at`; -1 when it does not end. */
function endOfString(text: string, at: number, quote: string): number {
  const triple = quote.repeat(3);
  const long = text.startsWith(triple, at);
  let from = at + (long ? 3 : 1);
  for (;;) {
    const end = text.indexOf(long ? triple : quote, from);
    if (end < 0) return -1;
    if (!long) {
      const line = text.indexOf('\n', from);
      if (line >= 0 && line < end && text[line - 1] !== '\\') return -1;
    }
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\' && end - 1 - slashes >= at) slashes++;
    if (slashes % 2 === 0) return end + (long ? 3 : 1);
    from = end + 1;
  }
}

/** Splits a source at its unindented statements; `else` and its like stay with what they belong to. */
export function topLevelChunks(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  let begin = 0;
  let line = 0;
  let beginLine = 0;
  let last = 0;
  let decorated = false;
  for (const start of logicalLines(text)) {
    for (let at = text.indexOf('\n', last); at >= 0 && at < start; at = text.indexOf('\n', at + 1)) line++;
    last = start;
    const head = text.slice(start, start + 16);
    const unindented = /^[^\s#)\]}]/.test(head) && !CONTINUES.test(head);
    if (!unindented) continue;
    if (start > begin && !decorated) {
      chunks.push({ text: text.slice(begin, start), line: beginLine });
      begin = start;
      beginLine = line;
    }
    decorated = head.startsWith('@');
  }
  if (begin < text.length) chunks.push({ text: text.slice(begin), line: beginLine });
  return chunks;
}
