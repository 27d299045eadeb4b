/**
 * Everything that could move a cursor, change colours, reorder or hide text: C0, DEL and C1 controls, bidi controls,
 * zero-width and other default-ignorable characters, lone surrogates, line and paragraph separators.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Hostile text as one line that is safe in a terminal: what cannot be seen becomes `\u{…}`, and what is over
 * `charsMax` is cut with `…`.
 */
export function printable(text: string, charsMax = 200): string {
  const cut = text.length > charsMax ? `${text.slice(0, Math.max(0, charsMax - 1))}…` : text;
  return cut.replace(UNPRINTABLE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

/** JSON on one line in which such characters are escaped too: still JSON, and harmless when a terminal shows it. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(UNPRINTABLE, (char) =>
    [...Array(char.length).keys()]
      .map((index) => `\\u${char.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
