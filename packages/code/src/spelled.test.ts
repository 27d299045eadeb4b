import { expect, test } from 'vitest';
import { charsSpelled, shareSpelled } from './spelled.ts';

test.each([
  ['all of it', 'a text of some length', 21],
  ['its ends', 'a text of some[...]words and more', 28],
  ['pieces that are too short', 'a text, and', 0],
  ['nothing', 'another one of as many characters', 0],
])('characters of a text that stand somewhere: %s', (_name, text, expected) => {
  const held = 'a text of some length, with words and more';

  expect(charsSpelled(text, (piece) => held.includes(piece))).toBe(expected);
});

test('the share of a long text is told by few questions', () => {
  const half = 'words that are here '.repeat(500);
  let asked = 0;

  const share = shareSpelled(half + 'x1y2'.repeat(2_500), (piece) => {
    asked++;
    return half.includes(piece);
  });

  expect(share).toBeCloseTo(0.5, 1);
  expect(asked).toBeLessThanOrEqual(40);
  expect(shareSpelled('words that are, or not', (piece) => half.includes(piece))).toBeCloseTo(0.64, 1);
});
