import type { CodeUnit } from '../contract.ts';
import { ask, type Question } from '../question.ts';

/** Sources over this size are bundles of many modules, in which what is passed around ends up everywhere. */
const BUNDLE_CHARS = 500_000;
/**
 * Names of members, digits aside, that a bundle uses at least. Of 109 such sources in the benign closure 105 use over
 * 300, the others 5 to 225: tables, and tests made of one line.
 */
const MEMBERS_MIN = 200;
const MEMBER = /\.(?<name>[A-Za-z_$][\w$]*)/g;

/** Whether a text uses as many names as several modules do; the first of a bundle's are in the first part of it. */
function usesManyNames(text: string): boolean {
  const names = new Set<string>();
  for (const { groups } of text.matchAll(MEMBER)) {
    names.add((groups?.name ?? '').replace(/\d+/g, ''));
    if (names.size >= MEMBERS_MIN) return true;
  }
  return false;
}

const MANY_MODULES: Question<boolean> = {
  id: 'bundle modules',
  answer: ({ text }) => text.length > BUNDLE_CHARS && usesManyNames(text),
};

/**
 * Whether a source is a bundle: what one of its modules has says little of what another one does. Size alone makes none:
 * a file that says one thing again and again, as whoever hides the line behind it would write, has no modules.
 */
export function isBundle(unit: CodeUnit): boolean {
  return unit.source.text.length > BUNDLE_CHARS && ask(unit, MANY_MODULES);
}
