import { keyName } from './keys.ts';
import { isSigningHeader } from './labels.ts';
import type { Node } from './parse.ts';

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

/**
 * The arguments of a request without that by which it signs in: the user and password of `auth`, and the headers that
 * say who sends it.
 */
export function besidesSigning(args: readonly Node[]): Node[] {
  return args.flatMap((argument) => {
    if (argument.type !== 'ObjectExpression') return [argument];
    return argument.properties.flatMap((property): Node[] => {
      if (property.type === 'SpreadElement') return [property.argument];
      const key = keyName(property.key, property.computed);
      const others = key === 'auth' || key === 'headers' ? signingIn(key, property.value) : null;
      return others ?? [property.value];
    });
  });
}
