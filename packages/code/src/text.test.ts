import { expect, test } from 'vitest';
import { createSourceText } from './text.ts';

test.each([
  ['line feeds', 'a\nb\nc'],
  ['both', 'a\r\nb\r\nc'],
  ['carriage returns', 'a\rb\rc'],
  ['a mixture', 'a\rb\r\nc'],
])('lines end with %s', (_name, text) => {
  const { lineAt } = createSourceText(text);

  expect(['a', 'b', 'c'].map((char) => lineAt(text.indexOf(char)))).toEqual([1, 2, 3]);
});
