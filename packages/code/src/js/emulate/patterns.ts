import { Bail, type Budget, type EmuPattern, spend } from './values.ts';

/** One piece of a pattern that cannot backtrack: a character, class or escape, with at most one quantifier. */
const PIECE = String.raw`(?:\\[bBdDwWsSnrt]|\\[^\w]|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\[\^?(?:\\.|[^\]\\])+\]|[^\\()[\]{}*+?|^$])`;
const PLAIN = new RegExp(`^\\^?(?:${PIECE}(?:[*+?]|\\{\\d{1,4}\\})?){1,40}\\$?$`);
const QUANTIFIERS_MAX = 2;
/** Escapes and classes, which are no groups, and the ends of groups that are not repeated. */
const GROUPING = /\\[^]|\[\^?(?:\\[^]|[^\]\\])+\]|\((?:\?:|(?!\?))|\)(?![*+?{])/g;

/** A pattern without its groups, where none is repeated: it is matched in the same number of steps. */
function withoutGroups(source: string): string {
  return source.replace(GROUPING, (part) => (/^(?:\(|\)$)/.test(part) ? '' : part));
}

/** A pattern of the emulated program; it is only run when it surely takes linear time, or nearly so. */
export function createPattern(source: string, flags: string): EmuPattern {
  const quantifiers = source.match(/[*+?]|\{\d/g)?.length ?? 0;
  const safe = source.length <= 200 && PLAIN.test(withoutGroups(source)) && quantifiers <= QUANTIFIERS_MAX;
  let run: RegExp | null = null;
  if (safe || /^[\^$]?$/.test(source)) {
    try {
      run = new RegExp(source, flags.replace(/[^gimsuy]/g, ''));
    } catch {
      // No valid pattern: the program would have thrown here.
      run = null;
    }
  }
  return { kind: 'pattern', source, flags, run };
}

/** Texts on which a pattern with quantifiers may be tried at every place anew. */
const QUANTIFIED_CHARS_MAX = 8_000;
/** A whole word: what fails inside one word fails at once. */
const WORD = /^\\b\\?[\w[\]^-]+[*+]?\\b$/;

/** The expression to run on a text, with the work paid for. @throws Bail when it may take too long. */
export function runnable(pattern: EmuPattern, text: string, budget: Budget): RegExp {
  if (!pattern.run) throw new Bail('pattern');
  const linear = !/[*+?{]/.test(pattern.source) || WORD.test(pattern.source);
  if (!linear && text.length > QUANTIFIED_CHARS_MAX) throw new Bail('pattern');
  spend(budget, 1 + (linear ? text.length >> 4 : (text.length * text.length) >> 6));
  pattern.run.lastIndex = 0;
  return pattern.run;
}
