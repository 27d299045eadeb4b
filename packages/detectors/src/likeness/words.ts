import type { CodeUnit } from '../contract.ts';
import { SAMPLE_CHARS } from './style.ts';

/** Names, keywords and words of prose alike: what code is about shows in each of them. */
const WORD = /[A-Za-z_]\w{2,}/g;

/** The words of the first {@link SAMPLE_CHARS} of a package's code, comments and texts too, in lower case, each once. */
export function wordsOf(units: readonly CodeUnit[]): ReadonlySet<string> {
  // Most words come again in the same spelling: a look at what was seen costs less than to lower each.
  const spelled = new Set<string>();
  let left = SAMPLE_CHARS;
  for (const { source, layer } of units) {
    if (layer !== null || left <= 0) continue;
    const text = source.text.slice(0, left);
    left -= text.length;
    for (const word of text.match(WORD) ?? []) spelled.add(word);
  }
  const words = new Set<string>();
  for (const word of spelled) words.add(word.toLowerCase());
  return words;
}
