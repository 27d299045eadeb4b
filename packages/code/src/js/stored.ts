import type { Evaluator } from './evaluator.ts';
import type { Node } from './parse.ts';
import { pathTexts } from './path-text.ts';
import { bindingOf, type Scope, type Site } from './scope.ts';
import { UNKNOWN_PART } from './unknown-parts.ts';
import { valuesOf } from './values.ts';

/** Whether two expressions name one file: one variable, one value, or one text of which the name is known. */
export function isSameFile(ev: Evaluator, a: Site, b: Site): boolean {
  const binding = bindingAt(a.node, a.scope);
  if (binding !== null && binding === bindingAt(b.node, b.scope)) return true;
  const values = valuesOf(ev, a.node, a.scope);
  if (valuesOf(ev, b.node, b.scope).some(({ node }) => values.some((value) => value.node === node)))
    return true;
  const [text] = pathTexts(ev, a.node, a.scope);
  return (
    text !== undefined &&
    text.length > 3 &&
    !text.endsWith(UNKNOWN_PART) &&
    pathTexts(ev, b.node, b.scope).includes(text)
  );
}

function bindingAt(node: Node, scope: Scope): ReturnType<typeof bindingOf> {
  return node.type === 'Identifier' ? bindingOf(node, scope) : null;
}
