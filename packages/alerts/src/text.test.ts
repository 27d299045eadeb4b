import { describe, expect, it } from 'vitest';
import { encodeWithin, formatDuration, identifierChar, visibleChar } from './text.ts';

const each = (text: string, encode: (char: string) => string): string => encodeWithin(text, 10_000, encode);

describe('visibleChar', () => {
  it.each([
    ['plain ascii_`~', 'plain ascii_`~'],
    ['größe 漢字 €', 'größe 漢字 €'],
    ['a\nb\tc\rd', 'a\\nb\\tc\\rd'],
    ['\u001b[31m\u009b', '\\u{1b}[31m\\u{9b}'],
    ['x\u202ey', 'x\\u{202e}y'],
    ['x\u200by\u00ad', 'x\\u{200b}y\\u{ad}'],
    ['\u3164\u2800\u00a0\u2003', '\\u{3164}\\u{2800}\\u{a0}\\u{2003}'],
    ['א', '\\u{5d0}'],
    ['e\u0301', 'e\\u{301}'],
    ['\ud800', '\\u{d800}'],
    ['\u{e0041}', '\\u{e0041}'],
  ])('shows %j as %j', (text, shown) => {
    expect(each(text, visibleChar)).toBe(shown);
  });
});

describe('identifierChar', () => {
  it('spells out look-alikes', () => {
    expect(each('l\u043edash/ok-1.0', identifierChar)).toBe('l\\u{43e}dash/ok-1.0');
  });
});

describe('encodeWithin', () => {
  const entity = (char: string): string => (char === '&' ? '&amp;' : char);

  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['&&', 10, '&amp;&amp;'],
    ['&&&', 10, '&amp;…'],
    ['&&&', 11, '&amp;&amp;…'],
    ['&', 4, '…'],
    ['😀😀', 3, '😀…'],
    ['', 0, ''],
  ])('cuts %j at %i to %j', (text, max, expected) => {
    expect(encodeWithin(text, max, entity)).toBe(expected);
  });
});

describe('formatDuration', () => {
  it.each([
    [-5, '0 s'],
    [41_000, '41 s'],
    [190_000, '3 min 10 s'],
    [7_500_000, '2 h 5 min'],
    [273_600_000, '3 d 4 h'],
  ])('%i ms is %s', (ms, expected) => {
    expect(formatDuration(ms)).toBe(expected);
  });
});
