import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import { type FunctionInfo } from './scope.ts';

/** A name that a pattern binds, and the expressions that may give it its value. */
export type GivenName = readonly [name: string, values: readonly Node[]];

/**
 * What the names of a destructured parameter are given, `{ url, body }` by `{ url: a, body: b }`; null where the
 * argument is not written out, or the pattern asks for what is only known when it runs: then each may be given all.
 */
export function membersGiven(parameter: Node | undefined, argument: Node): readonly GivenName[] | null {
  const pattern = parameter?.type === 'AssignmentPattern' ? parameter.left : parameter;
  if (pattern?.type !== 'ObjectPattern' || argument.type !== 'ObjectExpression') return null;
  const found: GivenName[] = [];
  for (const item of pattern.properties) {
    const key = item.type === 'Property' ? keyName(item.key, item.computed) : null;
    if (item.type === 'Property' && key === null) return null;
    const values = argument.properties.flatMap((property) => {
      if (property.type === 'SpreadElement') return [property.argument];
      const own = keyName(property.key, property.computed);
      return key === null || own === null || own === key ? [property.value] : [];
    });
    const names = namesOf(item.type === 'Property' ? item.value : item.argument);
    if (names === null) return null;
    for (const name of names) found.push([name, values]);
  }
  return found;
}

/** The parameters of a function, as they are written. */
export function parametersOf({ node }: FunctionInfo): readonly Node[] {
  return 'params' in node ? node.params : [];
}

/** Patterns inside of patterns that are looked at: more is nested by no person. */
const DEPTH_MAX = 20;

function namesOf(pattern: Node, depth = 0): string[] | null {
  if (depth > DEPTH_MAX) return null;
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return namesOf(pattern.left, depth + 1);
    case 'RestElement':
      return namesOf(pattern.argument, depth + 1);
    case 'ObjectPattern':
      return all(
        pattern.properties.map((item) => (item.type === 'Property' ? item.value : item)),
        depth,
      );
    case 'ArrayPattern':
      return all(
        pattern.elements.filter((item) => item !== null),
        depth,
      );
    default:
      return null;
  }
}

function all(patterns: readonly Node[], depth: number): string[] | null {
  const found: string[] = [];
  for (const pattern of patterns) {
    const names = namesOf(pattern, depth + 1);
    if (names === null) return null;
    found.push(...names);
  }
  return found;
}
