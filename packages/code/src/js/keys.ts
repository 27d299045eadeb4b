import type { Node } from './parse.ts';

/** The static name of a property key or member, null when it is computed. */
export function keyName(key: Node, computed: boolean): string | null {
  if (!computed && key.type === 'Identifier') return key.name;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return key.type === 'Literal' && key.value !== null && key.value !== undefined ? String(key.value) : null;
}

/** The name of the method that a callee is; null for what is no member, or a computed one. */
export function methodName(callee: Node): string | null {
  return callee.type === 'MemberExpression' ? keyName(callee.property, callee.computed) : null;
}

/** The name that a callee ends in as it is written: `run` of `run` and of `tools.run`. */
export function spelledName(callee: Node): string | null {
  return callee.type === 'Identifier' ? callee.name : methodName(callee);
}

/** `[Symbol.iterator]` and `[Symbol.asyncIterator]`. */
export function isIterator(key: Node): boolean {
  if (key.type !== 'MemberExpression' || key.object.type !== 'Identifier' || key.object.name !== 'Symbol')
    return false;
  const name = keyName(key.property, key.computed);
  return name === 'iterator' || name === 'asyncIterator';
}
