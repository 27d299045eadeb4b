import type { Evaluator } from './evaluator.ts';
import { textOf } from './fold-value.ts';
import { functionOf } from './liveness.ts';
import { gluedBy } from './method.ts';
import type { Node } from './parse.ts';
import { type Bindings, bindingOf, type Scope } from './scope.ts';

/** Constant texts inside an expression: what is known of a path or command that is partly unknown. */
export type SpelledParts = (node: Node, scope: Scope) => string[];

/** Creates what tells the constant texts inside expressions of one file. */
export function createSpelledParts(bindings: Bindings, ev: Evaluator): SpelledParts {
  function spelledParts(node: Node, scope: Scope, depth: number): string[] {
    if (depth > 6) return [];
    const whole = textOf(ev.fold(node, scope));
    if (whole !== null) return [whole];
    switch (node.type) {
      case 'BinaryExpression':
        return [node.left as Node, node.right].flatMap((part) => spelledParts(part, scope, depth + 1));
      case 'TemplateLiteral':
        return [
          ...node.quasis.map((quasi) => quasi.value.cooked ?? quasi.value.raw),
          ...node.expressions.flatMap((part) => spelledParts(part, scope, depth + 1)),
        ];
      case 'CallExpression': {
        const returned = functionOf(bindings, node.callee, scope)?.returns ?? [];
        return [
          ...gluedBy(node.callee).flatMap((part) => spelledParts(part, scope, depth + 1)),
          ...node.arguments.flatMap((part) => spelledParts(part as Node, scope, depth + 1)),
          ...returned.slice(0, 4).flatMap((item) => spelledParts(item.value, item.scope, depth + 2)),
        ];
      }
      case 'LogicalExpression':
        return [node.left, node.right].flatMap((part) => spelledParts(part, scope, depth + 1));
      case 'ArrayExpression':
        return node.elements.flatMap((part) => (part ? spelledParts(part as Node, scope, depth + 1) : []));
      case 'Identifier': {
        const binding = bindingOf(node, scope);
        const write = binding?.writes[0];
        if (binding?.isParam && !write)
          return ev.givenTo(binding).flatMap((given) => spelledParts(given.node, given.scope, depth + 3));
        return write && write.kind !== 'import' ? spelledParts(write.value, write.scope, depth + 1) : [];
      }
      case 'MemberExpression': {
        const held = ev.heldBy(node, scope);
        return held ? spelledParts(held.node, held.scope, depth + 1) : [];
      }
      default:
        return [];
    }
  }

  return (node, scope) => spelledParts(node, scope, 0);
}
