import type { Evaluator } from './evaluator.ts';
import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import type { Scope } from './scope.ts';
import { valuesOf } from './values.ts';

/** Methods that give what a text or list holds, or what is made of that alone. */
const KEEPS: ReadonlySet<string> = new Set(
  'join slice subarray substring substr split reverse toReversed concat trim replace replaceAll toString flat map flatMap filter'.split(
    ' ',
  ),
);
const DEPTH_MAX = 6;

/**
 * True for what is made of texts that stand in the source, or in the data that it is linked with, whatever names, tables
 * and calls of the file they come through.
 */
export function isWrittenOut(ev: Evaluator, node: Node, scope: Scope, depth = 0): boolean {
  if (depth > DEPTH_MAX) return false;
  if (node.type === 'SpreadElement') return isWrittenOut(ev, node.argument, scope, depth + 1);
  if (node.type === 'Literal') return typeof node.value === 'string';
  if (node.type === 'ArrayExpression')
    return node.elements.length > 0 && node.elements.every((item) => item?.type === 'Literal');
  if (ev.fold(node, scope) !== null) return true;
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
    const { object, property, computed } = node.callee;
    const method = keyName(property, computed);
    if (object.type !== 'Super' && method !== null && KEEPS.has(method))
      return isWrittenOut(ev, object, scope, depth + 1);
  }
  const values = valuesOf(ev, node, scope);
  return (
    values.length > 0 &&
    values.every((site) => site.node !== node && isWrittenOut(ev, site.node, site.scope, depth + 1))
  );
}
