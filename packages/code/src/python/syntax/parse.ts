import type { Node } from '../tree.ts';
import { createCursor } from './cursor.ts';
import { statements } from './statements.ts';
import { readTokens, releaseTokens } from './tokens.ts';

const BEYOND_ASCII = /[^\0-\x7F]/;

/**
 * The statements of a Python 3 source whose line ends are `\n`, as CPython's `ast` has them: its names and fields, lines
 * from 1 and columns in bytes of UTF-8. What Python refuses while it compiles (a name that is declared twice, `return`
 * outside a function) is taken.
 * @throws PythonSyntaxError for what is none; RangeError for nesting that is deeper than the stack.
 */
export function parseSource(text: string): Node[] {
  const isPlain = !BEYOND_ASCII.test(text);
  const part = { text, from: 0, to: text.length, line: 1, column: 0, inBraces: false, isPlain };
  const tokens = readTokens(part);
  try {
    return statements(createCursor(tokens, isPlain));
  } finally {
    releaseTokens(tokens);
  }
}
