import type { Evaluator } from './evaluator.ts';
import { soleValue } from './held.ts';
import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import type { Passing } from './passing.ts';
import { type Binding, type Bindings, bindingOf, type Scope, type Site } from './scope.ts';

/** What stands behind names and calls of a file. */
export interface StandInParts {
  readonly bindings: Bindings;
  readonly ev: Evaluator;
  readonly passing: readonly Passing[];
  /** Parameters that are given something which no call of the file shows. */
  readonly filled: ReadonlySet<Binding>;
}

/** An expression that another one stands for, or what is set on a member of it later. */
export interface StandIn extends Site {
  /** Null for a member whose name is computed; absent for the expression itself. */
  readonly member?: string | null;
}

/**
 * What a name, a call of a function of the file or a choice stands for, one step on; null where not all of that is
 * known, or it is the expression itself.
 */
export type StandsFor = (node: Node, scope: Scope) => readonly StandIn[] | null;

/** Creates what follows names and calls of one file a step at a time. */
export function createStandsFor({ bindings, ev, passing, filled }: StandInParts): StandsFor {
  /** What all calls of its function give a parameter; null for one that is given something else as well. */
  function given(parameter: Binding): Site[] | null {
    if (filled.has(parameter)) return null;
    const fn = bindings.functions
      .values()
      .find(({ params }) => params.some((names) => names.includes(parameter)));
    const index = fn?.params.findIndex((names) => names.length === 1 && names[0] === parameter) ?? -1;
    if (!fn || index < 0 || passing.some(({ callbacks }) => callbacks.includes(fn))) return null;
    const found: Site[] = [];
    for (const { scope, fns, args } of passing) {
      if (!fns.includes(fn)) continue;
      if (args.slice(0, index + 1).some(({ type }) => type === 'SpreadElement')) return null;
      const argument = args[index];
      if (argument) found.push({ node: argument, scope });
    }
    return found.length > 0 ? found : null;
  }

  function named(binding: Binding | null): StandIn[] | null {
    if (!binding) return null;
    const sole = soleValue(binding);
    const values = sole ? [sole] : binding.isParam && binding.writes.length === 0 ? given(binding) : null;
    if (!values || passing.some((call) => call.collects && isOn(call, binding))) return null;
    const later = bindings.assigns.flatMap(({ target, value, scope }): StandIn[] =>
      target.type === 'MemberExpression' && rootOf(target, scope) === binding
        ? [{ node: value, scope, member: keyName(target.property, target.computed) }]
        : [],
    );
    return [...values, ...later];
  }

  return (node, scope) => {
    switch (node.type) {
      case 'Identifier':
        return named(bindingOf(node, scope));
      case 'AwaitExpression':
        return [{ node: node.argument, scope }];
      case 'ChainExpression':
      case 'ParenthesizedExpression':
        return [{ node: node.expression, scope }];
      case 'ConditionalExpression':
        return [node.consequent, node.alternate].map((part) => ({ node: part, scope }));
      case 'LogicalExpression':
        return [node.left, node.right].map((part) => ({ node: part, scope }));
      case 'CallExpression': {
        const fns = ev.calleesOf(node.callee, scope);
        const returns = fns.flatMap((fn) =>
          fn.returns.map((item) => ({ node: item.value, scope: item.scope })),
        );
        return returns.length > 0 ? returns : null;
      }
      default:
        return null;
    }
  };
}

/** The name that a member is reached from. */
function rootOf(node: Node, scope: Scope): Binding | null {
  let at = node;
  while (at.type === 'MemberExpression') at = at.object;
  return at.type === 'Identifier' ? bindingOf(at, scope) : null;
}

function isOn({ node, scope }: Passing, binding: Binding): boolean {
  return node.callee.type === 'MemberExpression' && rootOf(node.callee, scope) === binding;
}
