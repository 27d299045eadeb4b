import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import { type Binding, bindingOf, type Scope } from './scope.ts';
import { soleOf } from './sole.ts';

/** Members that others do not have: `request._seen`. */
const OWN_NAME = /^[_$]{1,2}\w{2,}$/;

/**
 * The name under which something is kept in what a function is given, for another function that is given the same:
 * `request[seen] = x` by a symbol of the file, `request._seen = x`. Null for members that any object has.
 */
export function stashedAs(node: Node, scope: Scope): string | null {
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return null;
  if (bindingOf(node.object, scope)?.isParam !== true) return null;
  const { property } = node;
  if (node.computed && property.type === 'Identifier') return symbolOf(bindingOf(property, scope));
  const name = keyName(property, node.computed);
  return name !== null && OWN_NAME.test(name) ? `given ${name}` : null;
}

/** `const seen = Symbol('seen')`. */
function symbolOf(binding: Binding | null): string | null {
  const write = soleOf(binding?.writes);
  if (!binding || write?.value.type !== 'CallExpression') return null;
  const { callee } = write.value;
  const maker = callee.type === 'MemberExpression' ? callee.object : callee;
  return maker.type === 'Identifier' && maker.name === 'Symbol'
    ? `given ${binding.name} ${write.value.start}`
    : null;
}
