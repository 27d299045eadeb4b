import type { CodeUnit } from '../contract.ts';

/** Sources over this size are bundles of many modules, in which what is passed around ends up everywhere. */
const BUNDLE_CHARS = 500_000;

/** Whether a source is a bundle: what one of its modules has says little of what another one does. */
export function isBundle({ source }: Pick<CodeUnit, 'source'>): boolean {
  return source.text.length > BUNDLE_CHARS;
}
