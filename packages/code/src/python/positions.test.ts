import { expect, test } from 'vitest';
import { createPositions } from './positions.ts';

test.each([
  ['\\n', 'ab\ncd\nef'],
  ['\\r\\n', 'ab\r\ncd\r\nef'],
  ['\\r', 'ab\rcd\ref'],
  ['all of them', 'ab\r\ncd\ref'],
  ['empty lines', '\n\nef'],
  ['a return at the end', '\n\r\nef\r'],
])('lines that end with %s', (_what, text) => {
  const positionOf = createPositions(text);
  const node = { nodeType: 'Name', lineno: 3, col_offset: 0, end_lineno: 3, end_col_offset: 2 };
  const { offset, endOffset } = positionOf(node);
  expect(text.slice(offset, endOffset)).toBe('ef');
});
