/** Pieces that are shorter are in every source, and names that are cut in two would stand there as well. */
const PIECE_CHARS_MIN = 12;

/** Texts up to this length are told character by character, longer ones by pieces that are taken out at even distances. */
const EXACT_CHARS_MAX = 200;
const PIECES = 40;

/**
 * The share of a text that stands somewhere, as `isHeld` says of pieces: exact for a short text, and with at most 40
 * questions for a long one.
 */
export function shareSpelled(text: string, isHeld: (text: string) => boolean): number {
  if (text.length <= EXACT_CHARS_MAX) return charsSpelled(text, isHeld) / Math.max(1, text.length);
  let held = 0;
  for (let index = 0; index < PIECES; index++) {
    const at = Math.floor((index * (text.length - PIECE_CHARS_MIN)) / (PIECES - 1));
    if (isHeld(text.slice(at, at + PIECE_CHARS_MIN))) held++;
  }
  return held / PIECES;
}

/** How many characters of a text lie in pieces of it that stand somewhere, as `isHeld` says. */
export function charsSpelled(text: string, isHeld: (text: string) => boolean): number {
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
