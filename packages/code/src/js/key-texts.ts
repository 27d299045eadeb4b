import type { Evaluator } from './evaluator.ts';
import { soleValue } from './held.ts';
import { createIteratedBy } from './iterated.ts';
import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import { type Bindings, bindingOf, type Scope } from './scope.ts';
import { soleOf } from './sole.ts';

/** Texts of one table that are looked at. */
const TEXTS_MAX = 64;
const DEPTH_MAX = 8;
/** Expressions that are looked at for one key. */
const STEPS_MAX = 200;
/** Methods that yield what the list that they are called on holds. */
const KEEPS = /^(?:slice|filter|concat|sort|reverse|toSorted|toReversed|flat|values|entries)$/;
/** Functions that yield keys or values of what they are given. */
const LISTS = /^(?:keys|values|entries|freeze|from)$/;
const NONE: readonly string[] = [];

/**
 * Texts that a computed key stands for one after the other, where it goes through a table that the source spells:
 * `for (const name of NAMES) env[name]`. A table of tables counts as all that it holds.
 */
export type KeyTexts = (key: Node, scope: Scope) => readonly string[];

/** Creates what tells the texts of a file's computed keys. */
export function createKeyTexts(bindings: Bindings, heldBy: Evaluator['heldBy']): KeyTexts {
  const iteratedBy = createIteratedBy(bindings);
  const known = new Map<Node, readonly string[]>();
  let left = 0;

  /** What one item is: all that the table holds which it is of. */
  function ofItem(node: Node, scope: Scope, depth: number): readonly string[] {
    if (depth > DEPTH_MAX || --left < 0) return NONE;
    if (node.type === 'MemberExpression' && node.computed) return ofTable(node.object, scope, depth + 1);
    if (node.type !== 'Identifier') return NONE;
    const binding = bindingOf(node, scope);
    if (binding?.isParam && binding.writes.length === 0) {
      const list = iteratedBy(binding);
      return list ? ofTable(list.node, list.scope, depth + 1) : NONE;
    }
    const write = soleOf(binding?.writes);
    if (!write) return NONE;
    return write.kind === 'element'
      ? ofTable(write.value, write.scope, depth + 1)
      : write.kind === 'value' && write.path.length === 0
        ? ofItem(write.value, write.scope, depth + 1)
        : NONE;
  }

  function ofTable(node: Node, scope: Scope, depth: number): readonly string[] {
    if (depth > DEPTH_MAX || --left < 0) return NONE;
    switch (node.type) {
      case 'Literal':
        return typeof node.value === 'string' ? [node.value] : NONE;
      case 'Identifier': {
        const value = soleValue(bindingOf(node, scope));
        return value ? ofTable(value.node, value.scope, depth + 1) : ofItem(node, scope, depth);
      }
      case 'MemberExpression': {
        const held = heldBy(node, scope);
        if (held) return ofTable(held.node, held.scope, depth + 1);
        return node.computed ? ofTable(node.object, scope, depth + 1) : NONE;
      }
      case 'ArrayExpression':
        return node.elements
          .slice(0, TEXTS_MAX)
          .flatMap((item) =>
            item ? ofTable(item.type === 'SpreadElement' ? item.argument : item, scope, depth + 1) : NONE,
          );
      case 'ObjectExpression':
        return node.properties.slice(0, TEXTS_MAX).flatMap((item) => {
          if (item.type === 'SpreadElement') return ofTable(item.argument, scope, depth + 1);
          const key = keyName(item.key, item.computed);
          return [...(key === null ? NONE : [key]), ...ofTable(item.value, scope, depth + 1)];
        });
      case 'NewExpression':
      case 'CallExpression': {
        const [first] = node.arguments;
        const { callee } = node;
        if (node.type === 'NewExpression') return first ? ofTable(first, scope, depth + 1) : NONE;
        if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return NONE;
        const method = keyName(callee.property, callee.computed) ?? '';
        const isGlobal = callee.object.type === 'Identifier' && /^(?:Object|Array)$/.test(callee.object.name);
        if (isGlobal) return first && LISTS.test(method) ? ofTable(first, scope, depth + 1) : NONE;
        return KEEPS.test(method) ? ofTable(callee.object, scope, depth + 1) : NONE;
      }
      default:
        return NONE;
    }
  }

  return (key, scope) => {
    const before = known.get(key);
    if (before) return before;
    left = STEPS_MAX;
    const texts = ofItem(key, scope, 0).slice(0, TEXTS_MAX);
    known.set(key, texts);
    return texts;
  };
}
