import { expect, test } from 'vitest';
import { charsSpelled } from './spelled.ts';

test.each([
  ['all of it', 'a text of some length', 21],
  ['its ends', 'a text of some[...]words and more', 28],
  ['pieces that are too short', 'a text, and', 0],
  ['nothing', 'another one of as many characters', 0],
])('characters of a text that stand somewhere: %s', (_name, text, expected) => {
  const held = 'a text of some length, with words and more';

  expect(charsSpelled(text, (piece) => held.includes(piece))).toBe(expected);
});
