import { applyEdits, type Edit, isText, readSource, within } from './source.ts';
import { perFile } from './specimen.ts';

/** Types that hold text which only a whole literal may be. */
const LITERAL_ONLY: ReadonlySet<string> = new Set([
  'JoinedStr',
  'TemplateStr',
  'MatchValue',
  'MatchMapping',
  'match_case',
]);

/** Replaces every text of one plain literal by an expression that makes it. */
function rewriteTexts(
  text: string,
  write: (prefix: string, quote: string, content: string) => string,
): string | null {
  const source = readSource(text);
  if (!source) return null;
  const edits: Edit[] = [];
  for (const placed of source.all) {
    const { node, start, end, around } = placed;
    if (!isText(node) || within(placed, LITERAL_ONLY)) continue;
    // A docstring, or a text that nothing is made of.
    if (around?.node.nodeType === 'Expr') continue;
    const literal = /^(?<prefix>[bB]?)(?<quote>['"])(?<content>(?:(?!\k<quote>)[^\\\n])*)\k<quote>$/.exec(
      text.slice(start, end),
    );
    const { prefix = '', quote = '', content = '' } = literal?.groups ?? {};
    if (content.length < 2) continue;
    edits.push({ start, end, text: write(prefix, quote, content) });
  }
  return edits.length === 0 ? null : applyEdits(text, edits);
}

/** Texts as the sum of two halves. */
export const split = perFile((text) =>
  rewriteTexts(text, (prefix, quote, content) => {
    const middle = content.length >> 1;
    return `(${prefix}${quote}${content.slice(0, middle)}${quote} + ${prefix}${quote}${content.slice(middle)}${quote})`;
  }),
);

/** Texts back to front, turned by a slice. */
export const reverse = perFile((text) =>
  rewriteTexts(
    text,
    (prefix, quote, content) => `${prefix}${quote}${content.split('').toReversed().join('')}${quote}[::-1]`,
  ),
);
