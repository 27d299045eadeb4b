import { keyName } from './keys.ts';
import type { Node } from './parse.ts';

/** Walks a pattern; `bind` receives each bound name (or member target) with its path into the value. */
export function walkPattern(
  pattern: Node,
  path: readonly (string | null)[],
  bind: (target: Node, path: readonly (string | null)[]) => void,
): void {
  switch (pattern.type) {
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') walkPattern(property.argument, path, bind);
        else walkPattern(property.value, [...path, keyName(property.key, property.computed)], bind);
      }
      return;
    case 'ArrayPattern':
      pattern.elements.forEach((element, index) => {
        if (element)
          walkPattern(element, [...path, element.type === 'RestElement' ? null : String(index)], bind);
      });
      return;
    case 'AssignmentPattern':
      walkPattern(pattern.left, path, bind);
      return;
    case 'RestElement':
      walkPattern(pattern.argument, path, bind);
      return;
    default:
      bind(pattern, path);
  }
}

/** Walks the values that a pattern itself gives to names where nothing else does: `({ size = 2 }) => …`. */
export function walkDefaults(pattern: Node, visit: (name: string, value: Node) => void): void {
  switch (pattern.type) {
    case 'ObjectPattern':
      for (const property of pattern.properties)
        walkDefaults(property.type === 'RestElement' ? property.argument : property.value, visit);
      return;
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element) walkDefaults(element, visit);
      return;
    case 'AssignmentPattern':
      if (pattern.left.type === 'Identifier') visit(pattern.left.name, pattern.right);
      else walkDefaults(pattern.left, visit);
      return;
    case 'RestElement':
      walkDefaults(pattern.argument, visit);
      return;
    default:
  }
}
