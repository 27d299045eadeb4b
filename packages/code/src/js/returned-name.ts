import type { CallExpression } from 'acorn';
import { EXPRESSION_DEPTH_MAX } from '../limits.ts';
import type { Evaluator } from './evaluator.ts';
import { type Folded, textOf } from './fold-value.ts';
import { keyName } from './keys.ts';
import { isRequire, joinName, moduleName } from './names.ts';
import type { Node } from './parse.ts';
import { type Binding, type FunctionInfo, lookup, type Scope } from './scope.ts';
import { soleOf } from './sole.ts';

interface Given {
  readonly values: ReadonlyMap<Binding, Folded>;
  readonly nodes: ReadonlyMap<Binding, { readonly node: Node; readonly scope: Scope }>;
}

/** What a helper may return that is known by its name. */
const HANDS_OUT: ReadonlySet<string> = new Set([
  'MemberExpression',
  'CallExpression',
  'ConditionalExpression',
]);

/** The function of the file that a callee is, when it does nothing but return one expression. */
function helperOf(ev: Evaluator, callee: Node, scope: Scope): FunctionInfo | null {
  if (callee.type !== 'Identifier') return null;
  const binding = lookup(scope, callee.name);
  const write = soleOf(binding?.writes);
  const fn = binding?.fn ?? (write ? ev.functions.get(write.value) : undefined) ?? null;
  return fn?.returns.length === 1 ? fn : null;
}

/** `pick('fs', 'unlink')` where `pick` returns `require(a)[b]`: the API that such a helper hands out. */
export function nameOfReturned(
  ev: Evaluator,
  call: CallExpression,
  scope: Scope,
  depth: number,
): string | null {
  const fn = helperOf(ev, call.callee, scope);
  const [result] = fn?.returns ?? [];
  if (!fn || !result || depth > EXPRESSION_DEPTH_MAX / 2) return null;
  if (!HANDS_OUT.has(result.value.type)) return null;
  const values = new Map<Binding, Folded>();
  const nodes = new Map<Binding, { node: Node; scope: Scope }>();
  fn.params.forEach(([binding, ...rest], index) => {
    const argument = call.arguments[index];
    if (!binding || rest.length > 0 || !argument || argument.type === 'SpreadElement') return;
    nodes.set(binding, { node: argument, scope });
    const value = ev.fold(argument, scope, depth + 1);
    if (value) values.set(binding, value);
  });
  return nameGiven(ev, result.value, result.scope, { values, nodes }, depth + 1);
}

function nameGiven(ev: Evaluator, node: Node, scope: Scope, given: Given, depth: number): string | null {
  if (depth > EXPRESSION_DEPTH_MAX) return null;
  const text = (part: Node): string | null => textOf(ev.fold(part, scope, depth + 1, given.values));
  switch (node.type) {
    case 'Identifier': {
      const binding = lookup(scope, node.name);
      const argument = binding && given.nodes.get(binding);
      return argument
        ? ev.nameOf(argument.node, argument.scope, depth + 1)
        : ev.nameOf(node, scope, depth + 1);
    }
    case 'MemberExpression': {
      const base = node.object.type === 'Super' ? null : nameGiven(ev, node.object, scope, given, depth + 1);
      const member = base === null ? null : (keyName(node.property, node.computed) ?? text(node.property));
      return base === null || member === null ? null : joinName(base, member);
    }
    case 'ConditionalExpression':
      return (
        nameGiven(ev, node.consequent, scope, given, depth + 1) ??
        nameGiven(ev, node.alternate, scope, given, depth + 1)
      );
    case 'CallExpression': {
      const [first] = node.arguments;
      const name = nameGiven(ev, node.callee, scope, given, depth + 1);
      if (!first || first.type === 'SpreadElement' || !isRequire(name)) return null;
      const specifier = text(first);
      return specifier === null ? null : moduleName(specifier);
    }
    default:
      return null;
  }
}
