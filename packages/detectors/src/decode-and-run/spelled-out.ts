import { COMPUTED, type CodeSink, UNKNOWN_PART } from '@weir/code';
import type { CodeUnit } from '../contract.ts';

/** Pieces that are shorter are in every source, and names that are cut in two would stand there as well. */
const PIECE_CHARS_MIN = 12;
/** Share of a text that its pieces make up; the rest is what was counted, or put between them. */
const SHARE_MIN = 0.8;
/** How often one source is looked through as a whole. */
const LOOKS_MAX = 400;

/**
 * True when what is known of a text that running the source's own code gave stands in the source, in pieces that were
 * only put together: nothing is hidden by it. Neither is what of it is not known.
 */
export type IsSpelledOut = (sink: CodeSink) => boolean;

/** Creates what tells so of one source. */
export function createSpelledOut(unit: CodeUnit): IsSpelledOut {
  let looks = LOOKS_MAX;
  let spelled: string | undefined;

  function isHeld(text: string): boolean {
    spelled ??= spelledIn(unit);
    return looks-- > 0 && spelled.includes(text);
  }

  return ({ text, layers }) => {
    if (text === null || looks <= 0 || !layers.every((layer) => layer === COMPUTED)) return false;
    const pieces = text.split(UNKNOWN_PART).map((piece) => piece.trim());
    const known = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const held = pieces.reduce((sum, piece) => sum + charsHeld(piece, isHeld), 0);
    return known > 0 && looks > 0 && held >= known * SHARE_MIN;
  };
}

/** The source, and its constants as they are read: escapes are no hiding place. */
function spelledIn({ source, facts }: CodeUnit): string {
  return [source.text, ...facts.strings.map(({ value }) => value)].join('\n');
}

/** How many characters of a text lie in pieces of it that are held. */
function charsHeld(text: string, isHeld: (text: string) => boolean): number {
  let held = 0;
  let at = 0;
  while (at + PIECE_CHARS_MIN <= text.length) {
    const length = lengthHeld(text.slice(at), isHeld);
    held += length;
    at += length || 1;
  }
  return held;
}

/** Length of the longest beginning of a text that is held; 0 when that is too short to say anything. */
function lengthHeld(text: string, isHeld: (text: string) => boolean): number {
  const isKnown = (length: number): boolean => isHeld(text.slice(0, length));
  if (!isKnown(PIECE_CHARS_MIN)) return 0;
  if (isKnown(text.length)) return text.length;
  let known = PIECE_CHARS_MIN;
  while (known * 2 < text.length && isKnown(known * 2)) known *= 2;
  let beyond = Math.min(text.length, known * 2);
  while (beyond - known > 1) {
    const middle = (known + beyond) >> 1;
    if (isKnown(middle)) known = middle;
    else beyond = middle;
  }
  return known;
}
