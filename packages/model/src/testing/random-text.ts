/** Pieces that break parsers: separators, escapes, controls, surrogates, look-alikes, dots. */
const PIECES = [
  'a',
  'Z',
  '0',
  '-',
  '_',
  '.',
  '..',
  '/',
  '//',
  '\\',
  '@',
  '%',
  '%40',
  '%00',
  '%2F',
  '?',
  '#',
  '&',
  '=',
  '+',
  ' ',
  ':',
  '\n',
  '\t',
  '\u0000',
  '\u001b',
  '\u202e',
  '\u200b',
  '\ud800',
  '\udc00',
  '😀',
  'é',
  'e\u0301',
  '\uFFFD',
  '"',
  "'",
  '<',
  '`',
  '__proto__',
  'constructor',
  'null',
  '1e999',
  'pkg:',
  'npm/',
] as const;

export interface RandomText {
  /** 0 ≤ number() < 1. */
  number(): number;
  /** Between 0 and `piecesMax` hostile pieces, joined. */
  text(piecesMax: number): string;
}

/** Reproducible hostile text: the same seed gives the same texts (mulberry32). For tests. */
export function createRandomText(seed: number): RandomText {
  let state = seed >>> 0;
  function number(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  return {
    number,
    text(piecesMax) {
      const count = Math.floor(number() * (piecesMax + 1));
      return Array.from({ length: count }, () => PIECES[Math.floor(number() * PIECES.length)]).join('');
    },
  };
}
