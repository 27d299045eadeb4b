import { describe, expect, it } from 'vitest';
import { readLines } from './lines.ts';

async function linesOf(chunks: readonly string[], charsMax = 10): Promise<string[]> {
  async function* stream(): AsyncGenerator<string> {
    yield* chunks;
  }
  const found: string[] = [];
  for await (const { text, cut } of readLines(stream(), charsMax)) found.push(cut ? `${text}…` : text);
  return found;
}

describe('readLines', () => {
  it.each([
    [[], []],
    [['a\nb\n'], ['a', 'b']],
    [['a\nb'], ['a', 'b']],
    [['a\r\n\r\nb\r\n'], ['a', '', 'b']],
    [
      ['on', 'e\ntw', 'o\n'],
      ['one', 'two'],
    ],
    [
      ['a\r', '\nb'],
      ['a', 'b'],
    ],
    [['a\rb\0\n'], ['a\rb\0']],
    [['0123456789\n'], ['0123456789']],
  ])('of %j are %j', async (chunks, lines) => {
    expect(await linesOf(chunks)).toEqual(lines);
  });

  it('keeps the beginning of a line that never seems to end, and reads on behind it', async () => {
    const chunks = [...Array.from({ length: 1_000 }, () => 'x'.repeat(64)), '\nnext\n'];

    expect(await linesOf(chunks)).toEqual([`${'x'.repeat(10)}…`, 'next']);
  });
});
