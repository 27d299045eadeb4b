/** Characters that a pattern is run over, by how the time can grow with them. */
const LINEAR_MAX = 400_000;
const SQUARE_MAX = 4_000;

const ATOM =
  /(?:\[\^?\]?(?:\\.|[^\]\\])*\]|\\[wWdDsSbB.^$*+?()[\]{}|/\\~#@!%&=:;,<>'"`_-]|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[nrt]|\.|[^\\[\](){}*+?|^$.])/;
const QUANTIFIER = /(?:[*+?]|\{\d{1,4}(?:,\d{0,4})?\})?\??/;
const PIECE = new RegExp(`${ATOM.source}${QUANTIFIER.source}`, 'y');

/**
 * A Python pattern as one of JavaScript, for a text of that length; null for patterns that are not simple. Patterns
 * come from hostile sources: those with repeated groups, alternatives or several open repeats are not run at all, as their time
 * could grow without bound.
 */
export function simplePattern(pattern: string, chars: number): RegExp | null {
  if (pattern.length === 0 || pattern.length > 500) return null;
  let open = 0;
  let isOpenLast = false;
  let depth = 0;
  for (let at = pattern.startsWith('^') ? 1 : 0; at < pattern.length; ) {
    if (pattern[at] === '$' && at === pattern.length - 1) break;
    // Groups that only say what is asked for: what stands in them stands there once.
    const isGroup = pattern[at] === '(' ? pattern[at + 1] !== '?' : pattern[at] === ')' && depth > 0;
    if (isGroup && !/[*+?{]/.test(pattern[at] === ')' ? (pattern[at + 1] ?? '') : '')) {
      depth += pattern[at++] === '(' ? 1 : -1;
      continue;
    }
    PIECE.lastIndex = at;
    const piece = PIECE.exec(pattern)?.[0];
    if (piece === undefined) return null;
    at += piece.length;
    isOpenLast = /(?:[*+]|,\})\??$/.test(piece) && !/^\\[*+]$/.test(piece);
    if (isOpenLast) open++;
  }
  if (open > 1 || depth > 0) return null;
  if (chars > (open === 1 && !isOpenLast ? SQUARE_MAX : LINEAR_MAX)) return null;
  try {
    return new RegExp(pattern, 'gs');
  } catch {
    // What Python takes and JavaScript does not is left alone.
    return null;
  }
}
