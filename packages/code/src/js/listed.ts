import type { Evaluator } from './evaluator.ts';
import { keyName } from './keys.ts';
import { functionOf } from './liveness.ts';
import type { Node } from './parse.ts';
import { type Binding, type Bindings, bindingOf, type Scope, type Site } from './scope.ts';

/** Methods that hand each item of a list to a function. */
const EACH: ReadonlySet<string> = new Set(
  'map flatMap forEach filter some every find findIndex findLast'.split(' '),
);

/**
 * True when an expression is a name that stands for each item of a list in turn, and the list holds a text as it is
 * spelled: what went through a loop or a `map` on its way stands in the source for all to see.
 */
export function isListed(text: string, node: Node, scope: Scope, bindings: Bindings, ev: Evaluator): boolean {
  const binding = node.type === 'Identifier' ? bindingOf(node, scope) : null;
  if (!binding || !bindings.strings.some((literal) => literal.node.value === text)) return false;
  return listsOf(binding, bindings).some((list) => holds(ev.fold(list.node, list.scope), text));
}

/** The lists whose items a name stands for: those of a loop, and those whose method is given its function. */
function listsOf(binding: Binding, bindings: Bindings): Site[] {
  if (!binding.isParam)
    return binding.writes.flatMap(({ kind, value, scope }) =>
      kind === 'element' ? [{ node: value, scope }] : [],
    );
  return bindings.calls.flatMap(({ node, scope }): Site[] => {
    const callee = node.callee as Node;
    const [callback] = node.arguments as Node[];
    if (!callback || callee.type !== 'MemberExpression') return [];
    if (!EACH.has(keyName(callee.property, callee.computed) ?? '')) return [];
    const takes = functionOf(bindings, callback, scope)?.params[0]?.includes(binding) ?? false;
    return takes ? [{ node: callee.object, scope }] : [];
  });
}

function holds(list: ReturnType<Evaluator['fold']>, text: string): boolean {
  const items = list?.value;
  if (!Array.isArray(items)) return false;
  return (items as readonly { readonly value: unknown; readonly layers: readonly string[] }[]).some(
    ({ value, layers }) => value === text && layers.length === 0,
  );
}
