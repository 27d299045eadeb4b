import type { Node } from './parse.ts';

/** The static name of a property key or member, null when it is computed. */
export function keyName(key: Node, computed: boolean): string | null {
  if (!computed && key.type === 'Identifier') return key.name;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return key.type === 'Literal' && key.value !== null && key.value !== undefined ? String(key.value) : null;
}

/** `[Symbol.iterator]` and `[Symbol.asyncIterator]`. */
export function isIterator(key: Node): boolean {
  if (key.type !== 'MemberExpression' || key.object.type !== 'Identifier' || key.object.name !== 'Symbol')
    return false;
  const name = keyName(key.property, key.computed);
  return name === 'iterator' || name === 'asyncIterator';
}
