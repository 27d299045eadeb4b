import { keyName } from './keys.ts';
import type { Node } from './parse.ts';

/** Names of other files' exports that a source knows; reading a member of one runs no code of this file. */
interface KnownNames {
  has(name: string): boolean;
}

/**
 * True when evaluating an expression, or declaring it, surely runs nothing: functions, classes, constants and
 * collections of them. Everything that is not known to be so counts as running.
 */
export function isInert(node: Node, aliases: KnownNames): boolean {
  const inert = (part: Node | null | undefined): boolean => !part || isInert(part, aliases);
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'Literal':
    case 'Identifier':
    case 'ThisExpression':
      return true;
    case 'TemplateLiteral':
      return node.expressions.length === 0;
    case 'UnaryExpression':
      return inert(node.argument);
    case 'LogicalExpression':
      return inert(node.left) && inert(node.right);
    case 'ConditionalExpression':
      return inert(node.test) && inert(node.consequent) && inert(node.alternate);
    case 'ParenthesizedExpression':
      return inert(node.expression);
    case 'ArrayExpression':
      return node.elements.every(inert);
    case 'ObjectExpression':
      return node.properties.every(
        (item) => item.type === 'Property' && keyName(item.key, item.computed) !== null && inert(item.value),
      );
    case 'MemberExpression':
      // Any other member may be a getter.
      return (
        keyName(node.property, node.computed) !== null &&
        (node.object.type === 'ThisExpression' ||
          (node.object.type === 'Identifier' &&
            (aliases.has(node.object.name) || node.object.name === 'exports')))
      );
    case 'ClassDeclaration':
    case 'ClassExpression':
      return (
        inert(node.superClass) &&
        node.body.body.every(
          (item) =>
            item.type !== 'StaticBlock' &&
            keyName(item.key, item.computed) !== null &&
            (item.type === 'MethodDefinition' || !item.static || inert(item.value)),
        )
      );
    default:
      return false;
  }
}
