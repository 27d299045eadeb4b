import { COMPUTED, type CodeSink, charsSpelled, UNKNOWN_PART } from '@weir/code';
import type { CodeUnit } from '../contract.ts';

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
    const held = pieces.reduce((sum, piece) => sum + charsSpelled(piece, isHeld), 0);
    return known > 0 && looks > 0 && held >= known * SHARE_MIN;
  };
}

/** The source, and its constants as they are read: escapes are no hiding place. */
function spelledIn({ source, facts }: CodeUnit): string {
  return [source.text, ...facts.strings.map(({ value }) => value)].join('\n');
}
