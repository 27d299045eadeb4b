import type { CallExpression } from 'acorn';
import type { Evaluator } from './evaluator.ts';
import { textOf } from './fold-value.ts';
import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import { type Scope } from './scope.ts';

/** A member of a module that is looked for by its name. */
export interface FoundMember {
  readonly object: Node;
  readonly member: string;
}

/** `Object.values(vm).find((f) => f.name === 'compile' + 'Function')`; null for other calls. */
export function foundMember(ev: Evaluator, node: CallExpression, scope: Scope): FoundMember | null {
  const { callee } = node;
  const [test] = node.arguments;
  if (callee.type !== 'MemberExpression' || test?.type !== 'ArrowFunctionExpression') return null;
  const listed = callee.object;
  if (keyName(callee.property, callee.computed) !== 'find' || listed.type !== 'CallExpression') return null;
  const [object] = listed.arguments;
  const [parameter] = test.params;
  if (!object || object.type === 'SpreadElement' || parameter?.type !== 'Identifier') return null;
  if (ev.nameOf(listed.callee, scope) !== 'Object.values') return null;
  const member = comparedName(ev, test.body, parameter.name, scope);
  return member === null ? null : { object, member };
}

/** The text that the name of a parameter is compared with. */
function comparedName(ev: Evaluator, body: Node, parameter: string, scope: Scope): string | null {
  if (body.type !== 'BinaryExpression' || !/^===?$/.test(body.operator)) return null;
  const sides = [body.left as Node, body.right];
  const name = sides.find((side) => isNameOf(side, parameter));
  const other = sides.find((side) => side !== name);
  return name && other ? textOf(ev.fold(other, scope)) : null;
}

function isNameOf(node: Node, parameter: string): boolean {
  return (
    node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    node.object.name === parameter &&
    keyName(node.property, node.computed) === 'name'
  );
}
