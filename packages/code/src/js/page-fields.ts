import type { Evaluator } from './evaluator.ts';
import { textOf } from './fold-value.ts';
import { isSecretField } from './labels.ts';
import type { Node } from './parse.ts';
import type { Scope } from './scope.ts';

/** Methods that find an element of a page. */
const FINDS: ReadonlySet<string> = new Set(
  'querySelector querySelectorAll getElementById closest'.split(' '),
);

/**
 * A field of a page into which a card's numbers or a password are typed, by the selector that finds it.
 * @returns `field` and the selector; null for other calls.
 */
export function secretField(
  ev: Evaluator,
  method: string,
  selector: Node | undefined,
  scope: Scope,
): string | null {
  if (!selector || !FINDS.has(method)) return null;
  const text = textOf(ev.fold(selector, scope));
  return text !== null && isSecretField(text) ? `field ${text}` : null;
}
