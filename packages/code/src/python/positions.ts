import type { Node } from './tree.ts';

/** Where a node stands in the source, in UTF-16 units. */
export interface Position {
  readonly offset: number;
  readonly endOffset: number;
}

/** One stop in a long line: every so many characters the bytes before it are remembered. */
const STOP_CHARS = 256;
const BEYOND_ASCII = /[^\0-\x7F]/;

/** Where each line begins; a line ends with `\n`, `\r` or both. */
function startsOfLines(text: string): number[] {
  const starts = [0];
  // Without an object a line, as a pattern would give.
  const hasReturns = text.includes('\r');
  for (let at = 0; at < text.length; at++) {
    if (hasReturns) {
      const code = text.charCodeAt(at);
      if (code === 13 && text.charCodeAt(at + 1) === 10) at++;
      if (code === 13 || code === 10) starts.push(at + 1);
      continue;
    }
    at = text.indexOf('\n', at);
    if (at < 0) break;
    starts.push(at + 1);
  }
  return starts;
}

/** Turns lines and columns of the tree (columns count UTF-8 bytes, as CPython's do) into offsets of the source. */
export function createPositions(text: string): (node: Node) => Position {
  const starts = startsOfLines(text);
  const stops = new Map<number, Uint32Array | null>();
  const isPlain = !BEYOND_ASCII.test(text);

  /** Bytes before every {@link STOP_CHARS}th character of a line; null for a line of ASCII. */
  function stopsOf(line: number, start: number, end: number): Uint32Array | null {
    const known = stops.get(line);
    if (known !== undefined) return known;
    const content = text.slice(start, end);
    let made: Uint32Array | null = null;
    if (BEYOND_ASCII.test(content)) {
      made = new Uint32Array(Math.ceil(content.length / STOP_CHARS) + 1);
      for (let at = 0, index = 0; at < content.length; at += STOP_CHARS, index++) {
        made[index + 1] = (made[index] ?? 0) + Buffer.byteLength(content.slice(at, at + STOP_CHARS), 'utf8');
      }
    }
    stops.set(line, made);
    return made;
  }

  function offsetAt(line: number, column: number): number {
    const start = starts[line - 1] ?? text.length;
    const end = starts[line] ?? text.length;
    const table = isPlain ? null : stopsOf(line, start, end);
    if (table === null) return Math.min(end, start + column);
    let low = 0;
    let high = table.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((table[middle] ?? 0) <= column) low = middle;
      else high = middle - 1;
    }
    let at = start + low * STOP_CHARS;
    let left = column - (table[low] ?? 0);
    while (left > 0 && at < end) {
      const code = text.codePointAt(at) ?? 0;
      left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      at += code < 0x10000 ? 1 : 2;
    }
    return Math.min(at, end);
  }

  return function positionOf(node) {
    const offset = offsetAt(node.lineno ?? 1, node.col_offset ?? 0);
    const endOffset = offsetAt(node.end_lineno ?? node.lineno ?? 1, node.end_col_offset ?? 0);
    return { offset, endOffset: Math.max(offset, endOffset) };
  };
}
