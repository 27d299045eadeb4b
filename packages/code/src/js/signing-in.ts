import { isSigningHeader } from './labels.ts';
import type { Node } from './parse.ts';
import { keyName } from './scope.ts';

/** Of options by which a request signs in, the values that have another purpose; null where it is not known. */
export function signingIn(key: 'auth' | 'headers', value: Node): Node[] | null {
  if (value.type !== 'ObjectExpression') return null;
  if (key === 'auth') return [];
  const others: Node[] = [];
  for (const property of value.properties) {
    if (property.type === 'SpreadElement') return null;
    const name = keyName(property.key, property.computed);
    if (name === null || !isSigningHeader(name)) others.push(property.value);
  }
  return others;
}
