/** The signs that code without a letter is written in (JSFuck): brackets, exclamation marks and plusses. */
const SIGNS = new Set(Buffer.from('[]()!+'));

/** True for the UTF-16 unit of one of the signs `[]()!+`. */
export function isSign(code: number): boolean {
  return SIGNS.has(code);
}

/**
 * The first stretch of at least `least` characters in a row that are all of a kind, from an offset on, in UTF-16 units;
 * null when there is none. Most of a text is not even looked at: no such stretch can lie over a character of another
 * kind, and the last of the next `least` is asked first.
 */
export function findRun(
  text: string,
  from: number,
  least: number,
  isOfKind: (code: number) => boolean,
): { readonly start: number; readonly end: number } | null {
  for (let start = from; start + least <= text.length; ) {
    let at = start + least - 1;
    while (at >= start && isOfKind(text.charCodeAt(at))) at--;
    if (at >= start) {
      start = at + 1;
      continue;
    }
    let end = start + least;
    while (end < text.length && isOfKind(text.charCodeAt(end))) end++;
    return { start, end };
  }
  return null;
}
