import type { Node } from './parse.ts';
import type { Scope } from './scope.ts';

/** A member that a class gives a value: `#url = '…'`. */
export interface Field {
  readonly key: Node;
  readonly computed: boolean;
  readonly value: Node;
  readonly scope: Scope;
}

/** A function as a member: of an object that is written out, or of a class. */
export interface Method extends Field {
  readonly isAccessor: boolean;
  readonly ofClass: boolean;
}

const NONE: readonly never[] = [];

/** The function that a member holds, none when it holds something else. */
export function methodOf(
  node: Extract<Node, { type: 'Property' | 'MethodDefinition' }>,
  scope: Scope,
): readonly Method[] {
  const { key, computed, kind } = node;
  const value: Node = node.value;
  if (value.type !== 'FunctionExpression' && value.type !== 'ArrowFunctionExpression') return NONE;
  const isAccessor = kind === 'get' || kind === 'set';
  return [{ key, computed, value, isAccessor, ofClass: node.type === 'MethodDefinition', scope }];
}

/** The value that a class gives a member, none for one that it only names. */
export function fieldOf(
  { key, computed, value }: Extract<Node, { type: 'PropertyDefinition' }>,
  scope: Scope,
): readonly Field[] {
  return value ? [{ key, computed, value, scope }] : NONE;
}

/** The value that a call glues its arguments to, or whose own elements it glues: `text.concat(x)`, `[x, y].join('.')`. */
export function gluedBy(callee: Node): Node[] {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return [];
  return /^(?:concat|join)$/.test(callee.property.name) ? [callee.object] : [];
}
