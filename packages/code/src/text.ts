/** A carriage return that ends a line by itself, as it does for languages and viewers. */
const LONE_RETURN = /\r(?!\n)/;
const LINE_END = /\r\n?|\n/g;

/** Text of one source, with the offsets at which its lines begin. */
export interface SourceText {
  readonly text: string;
  /** 1-based line of a UTF-16 offset. */
  readonly lineAt: (offset: number) => number;
}

/**
 * Wraps text so that offsets can be told as lines; line starts are found on first use.
 * @param firstLine 1-based line on which the text begins in its file.
 */
export function createSourceText(text: string, firstLine = 1): SourceText {
  let starts: number[] | undefined;
  function lineStarts(): number[] {
    if (starts) return starts;
    starts = [0];
    const hasLone = LONE_RETURN.test(text);
    if (hasLone) for (const { index, 0: end } of text.matchAll(LINE_END)) starts.push(index + end.length);
    else for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  return {
    text,
    lineAt(offset) {
      const list = lineStarts();
      let low = 0;
      let high = list.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((list[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return low + firstLine;
    },
  };
}

const UTF_8 = new TextDecoder('utf-8');

/** Decodes source bytes as the runtimes do: UTF-16 by byte order mark, else UTF-8 with replacement of bad bytes. */
export function decodeSource(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return UTF_8.decode(bytes);
}

/**
 * The text around an offset as a reader should see it: within one line, white space runs shortened, at most
 * `maxChars` characters.
 */
export function snippetAt(text: string, start: number, end: number, maxChars = 240): string {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const from = Math.max(lineStart, start - 40);
  const newline = text.indexOf('\n', start);
  const lineEnd = newline < 0 ? text.length : newline;
  const to = Math.min(Math.max(lineEnd, Math.min(end, start + maxChars)), from + maxChars * 2);
  const raw = text
    .slice(from, to)
    .replace(/\s{2,64}/g, ' ')
    .trim();
  return raw.length > maxChars ? `${raw.slice(0, maxChars - 1)}…` : raw;
}

/** Share of characters that ordinary text consists of, 0 to 1, over the first 4,096 characters. */
export function printableShare(text: string): number {
  const head = text.slice(0, 4096);
  if (head.length === 0) return 0;
  let good = 0;
  for (let i = 0; i < head.length; i++) {
    const code = head.charCodeAt(i);
    if (
      code === 9 ||
      code === 10 ||
      code === 13 ||
      (code >= 32 && code < 127) ||
      (code >= 0xa0 && code < 0xfffd)
    ) {
      good++;
    }
  }
  return good / head.length;
}
