import { memoOf } from './memo.ts';
import type { Node } from './parse.ts';

/** Parts of a text that are put together for one name; what takes more is no name that anybody reads. */
const PARTS_MAX = 32;

/** The text that an expression spells, in one piece or put together; null for any other. */
function spelledText(node: Node, left: { parts: number }): string | null {
  if (--left.parts < 0) return null;
  switch (node.type) {
    case 'Literal':
      return node.value !== null && node.value !== undefined ? String(node.value) : null;
    case 'Identifier':
      return memoOf(node).$key ?? null;
    case 'TemplateLiteral': {
      let text = node.quasis[0]?.value.cooked ?? '';
      for (let at = 0; at < node.expressions.length; at++) {
        const inner = node.expressions[at];
        const part = inner ? spelledText(inner, left) : null;
        if (part === null) return null;
        text += part + (node.quasis[at + 1]?.value.cooked ?? '');
      }
      return text;
    }
    case 'BinaryExpression': {
      if (node.operator !== '+') return null;
      const [before, after] = [spelledText(node.left, left), spelledText(node.right, left)];
      // Numbers add up; nobody names a member by a sum.
      return before === null || after === null ? null : before + after;
    }
    default:
      return null;
  }
}

/**
 * The static name of a property key or member, also where it is put together (`['se' + 'nd']`) or the text of a name (see
 * `nameKeys`); null for any other.
 */
export function keyName(key: Node, computed: boolean): string | null {
  if (key.type === 'Identifier') return computed ? (memoOf(key).$key ?? null) : key.name;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (key.type === 'Literal') return key.value !== null && key.value !== undefined ? String(key.value) : null;
  return computed && (key.type === 'TemplateLiteral' || key.type === 'BinaryExpression')
    ? spelledText(key, { parts: PARTS_MAX })
    : null;
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
