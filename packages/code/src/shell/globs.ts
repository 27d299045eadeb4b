/** Characters of a pattern, and stars in it, that are followed: matching costs the product of both. */
const PATTERN_CHARS_MAX = 200;
const STARS_MAX = 4;

/** Whether a word of a shell is a pattern that files are looked up by. */
export function isGlob(word: string): boolean {
  return (
    /[*?]|\[[^\]]+\]/.test(word) && word.length <= PATTERN_CHARS_MAX && !/[$`<>|&;(){}]|:\/\//.test(word)
  );
}

/**
 * A pattern of a shell as a regular expression for a whole text; null for one that is too long.
 * @param inPath `*` and `?` stop at a slash, `**` does not.
 */
export function globPattern(pattern: string, inPath: boolean): RegExp | null {
  if (pattern.length > PATTERN_CHARS_MAX || (pattern.match(/\*+/g)?.length ?? 0) > STARS_MAX) return null;
  const any = inPath ? '[^/]' : '[^]';
  const source = pattern.replace(/\*\*\/|\*+|\?|\[[!^]?[\w.-]+\]|[^]/g, (part) => {
    if (part === '**/') return inPath ? '(?:[^]*/)?' : '[^]*/';
    if (part.startsWith('**')) return '[^]*';
    if (part === '*') return `${any}*`;
    if (part === '?') return any;
    if (part.length > 1) return part.replace(/^\[!/, '[^');
    return part.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
  });
  try {
    return new RegExp(`^(?:${source})$`);
  } catch {
    // `[b-a]`: a range that a shell takes for text.
    return null;
  }
}

/** A text without what a pattern matches at its begin (`#`) or end (`%`), the shortest or (`##`, `%%`) the longest. */
export function withoutMatch(value: string, operator: string, pattern: string): string {
  const matcher = globPattern(pattern, false);
  if (!matcher || value.length > 1_000) return value;
  const atStart = operator.startsWith('#');
  const lengths = Array.from({ length: value.length + 1 }, (_, length) => length);
  if (operator.length > 1) lengths.reverse();
  for (const length of lengths) {
    const part = atStart ? value.slice(0, length) : value.slice(value.length - length);
    if (matcher.test(part)) return atStart ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}
