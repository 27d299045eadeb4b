import type { Evaluator } from './evaluator.ts';
import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import type { Scope, Site } from './scope.ts';
import { valuesOf } from './values.ts';

/** Addresses of addresses. */
const DEPTH_MAX = 4;

/**
 * The expressions whose value the path of a file may be, behind names, functions of the file and what makes an address
 * of a path: `pathToFileURL(path).href`, `new URL(path)`, `file://${path}`.
 */
export function addressed(ev: Evaluator, node: Node, scope: Scope, depth = 0): readonly Site[] {
  return valuesOf(ev, node, scope).flatMap((site) => {
    const path = depth < DEPTH_MAX ? pathIn(ev, site) : null;
    return path ? addressed(ev, path, site.scope, depth + 1) : [site];
  });
}

/** The path of which an expression makes an address; null for others. */
function pathIn(ev: Evaluator, { node, scope }: Site): Node | null {
  switch (node.type) {
    case 'MemberExpression':
      return keyName(node.property, node.computed) === 'href' && node.object.type !== 'Super'
        ? node.object
        : null;
    case 'CallExpression':
    case 'NewExpression': {
      const [first] = node.arguments;
      const callee = node.callee as Node;
      if (/^(?:url\.pathToFileURL|(?:url\.)?URL|String)$/.test(ev.nameOf(callee, scope) ?? ''))
        return first ?? null;
      const isText =
        callee.type === 'MemberExpression' && keyName(callee.property, callee.computed) === 'toString';
      return isText && callee.object.type !== 'Super' ? callee.object : null;
    }
    case 'TemplateLiteral':
      return isScheme(node.quasis[0]?.value.cooked) ? (node.expressions[0] ?? null) : null;
    case 'BinaryExpression':
      return node.left.type === 'Literal' && isScheme(node.left.value) ? node.right : null;
    default:
      return null;
  }
}

function isScheme(text: unknown): boolean {
  return typeof text === 'string' && /^file:\/{2,3}$/.test(text);
}
