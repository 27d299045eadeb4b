import type { Evaluator } from './evaluator.ts';
import { textOf } from './fold-value.ts';
import { keyName } from './keys.ts';
import { isSigningHeader, LABEL } from './labels.ts';
import type { Node } from './parse.ts';
import type { Scope } from './scope.ts';

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

/** Tells the header that signs a request in which a call asks for of what a function is given; null for others. */
export type HeaderAsked = (
  method: string,
  callee: Node,
  args: readonly Node[],
  scope: Scope,
) => string | null;

const ASKS_HEADER = /^(?:get|header|getHeader)$/;

/**
 * Creates what tells `headers.get('authorization')` and `request.header('cookie')`, also as compilers write
 * `headers?.get('authorization')`: `get.call(headers, 'authorization')`.
 */
export function createHeaderAsked(
  ev: Evaluator,
  labelsOf: (node: Node, scope: Scope) => number,
): HeaderAsked {
  return (method, callee, args, scope) => {
    const isCall = method === 'call' && args.length === 2;
    if (!isCall && !ASKS_HEADER.test(method)) return null;
    const asked = isCall ? args[1] : args[0];
    const name = asked ? textOf(ev.fold(asked, scope)) : null;
    if (name === null || !isSigningHeader(name)) return null;
    const from = isCall ? args[0] : callee.type === 'MemberExpression' ? (callee.object as Node) : undefined;
    return from && (labelsOf(from, scope) & LABEL.param) !== 0 ? name : null;
  };
}
