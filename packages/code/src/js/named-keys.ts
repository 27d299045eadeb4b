import { keyName } from './keys.ts';
import { memoOf } from './memo.ts';
import type { Node } from './parse.ts';
import { type Bindings, bindingOf, type Scope } from './scope.ts';
import { soleOf } from './sole.ts';

/** Sums in sums that are looked through for one key. */
const PARTS_MAX = 8;

/** The one text that a name is ever given; null for any other name. */
function textOf(key: Node, scope: Scope): string | null {
  const binding = key.type === 'Identifier' ? bindingOf(key, scope) : null;
  const write = binding?.isParam === false ? soleOf(binding.writes) : null;
  if (!write || write.kind !== 'value' || write.path.length > 0) return null;
  const { value } = write;
  return value.type === 'Literal' && typeof value.value !== 'string' ? null : keyName(value, true);
}

/**
 * Gives names in computed keys the text that they stand for: `const KEY = 'send'; o[KEY] = …`. Then whatever asks what a
 * member is called (`keyName`) knows it, where it is made as well as where it is called.
 */
export function nameKeys(bindings: Bindings): Bindings {
  const { members, methods, fields, assigns } = bindings;
  const made = new Set<string>();
  function name(key: Node, scope: Scope, left = PARTS_MAX): string | null {
    if (key.type === 'BinaryExpression' && left > 0) {
      name(key.left, scope, left - 1);
      name(key.right, scope, left - 1);
    }
    const text = key.type === 'Identifier' ? textOf(key, scope) : null;
    if (text !== null) memoOf(key).$key = text;
    return keyName(key, true);
  }
  for (const { node, scope } of members)
    if (node.type === 'MemberExpression' && node.computed) name(node.property, scope);
  for (const owned of [methods, fields])
    for (const { key, computed, scope } of owned) {
      const text = computed ? name(key, scope) : null;
      if (text !== null) made.add(text);
    }
  for (const { target, scope } of assigns) {
    const text = target.type === 'MemberExpression' && target.computed ? name(target.property, scope) : null;
    if (text !== null) made.add(text);
  }
  if (made.size === 0 || bindings.memberNames === null) return bindings;
  return { ...bindings, memberNames: new Set([...bindings.memberNames, ...made]) };
}
