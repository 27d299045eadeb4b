import { describe, expect, test } from 'vitest';
import { offScreenStarts } from './off-screen.ts';

const BLANKS = ' '.repeat(160);

describe('what stands behind many blanks', () => {
  test('each line that goes on behind them', () => {
    expect([...offScreenStarts(`a;${BLANKS}b;\nc;${BLANKS}\t d;`)]).toEqual([162, 329]);
  });

  test.each([
    ['blanks at the end of a line', `a;${BLANKS}\nb;`],
    ['an indentation', `a;\n${BLANKS}b;`],
    ['blanks at the beginning and the end of the text', `${BLANKS}a;${BLANKS}`],
    ['fewer blanks', `a;${BLANKS.slice(1)}b;`],
    ['blanks in two lines', `a;${BLANKS.slice(80)}\n${BLANKS.slice(80)}b;`],
  ])('not %s', (_, text) => {
    expect([...offScreenStarts(text)]).toEqual([]);
  });
});
