/** Pieces that are shorter are in every source, and names that are cut in two would stand there as well. */
const PIECE_CHARS_MIN = 12;

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
