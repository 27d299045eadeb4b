import type { CallExpression, NewExpression } from 'acorn';
import { isFunction } from './declares.ts';
import { keyName } from './keys.ts';
import { isObjectAssign } from './method.ts';
import type { Node } from './parse.ts';

type Call = CallExpression | NewExpression;

/** A member, and what a call gives it. */
interface ImpliedAssign {
  readonly target: Node;
  readonly value: Node;
}

/** Members of one `Object.assign` that are looked at. */
const MEMBERS_MAX = 200;

/** A member as the assignment would name it that a call stands for. */
function memberOf(object: Node, property: Node, computed: boolean, { start, end }: Call): Node {
  return { type: 'MemberExpression', object, property, computed, optional: false, start, end } as Node;
}

/** The value of a property of that name in an object that is written out. */
function valueIn(object: Node | undefined, name: string): Node | null {
  if (object?.type !== 'ObjectExpression') return null;
  for (const item of object.properties)
    if (item.type === 'Property' && item.kind === 'init' && keyName(item.key, item.computed) === name)
      return item.value;
  return null;
}

/** The members of objects that are written out, as members of what they are copied into. */
function copied(call: Call): ImpliedAssign[] {
  const [object, ...sources] = call.arguments;
  if (object === undefined || object.type === 'SpreadElement') return [];
  const found: ImpliedAssign[] = [];
  for (const source of sources) {
    if (source.type !== 'ObjectExpression') continue;
    for (const item of source.properties) {
      if (item.type !== 'Property' || item.kind !== 'init' || found.length >= MEMBERS_MAX) continue;
      found.push({ target: memberOf(object, item.key, item.computed, call), value: item.value });
    }
  }
  return found;
}

/**
 * The assignments that a call stands for: `Object.assign(o, { k: v })`, `Object.defineProperty(o, 'k', { value: v })`, the
 * same of `Reflect`, and `Reflect.set(o, 'k', v)`.
 */
export function impliedAssigns(call: Call): readonly ImpliedAssign[] {
  const { callee } = call;
  if (isObjectAssign(callee)) return copied(call);
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return [];
  const of = callee.object.name;
  if (of !== 'Object' && of !== 'Reflect') return [];
  const method = keyName(callee.property, callee.computed);
  const [object, key, given] = call.arguments;
  if (!object || !key || !given || object.type === 'SpreadElement' || key.type === 'SpreadElement') return [];
  const isSet = of === 'Reflect' && method === 'set';
  const value = isSet ? given : method === 'defineProperty' ? valueIn(given, 'value') : null;
  return value === null || value.type === 'SpreadElement'
    ? []
    : [{ target: memberOf(object, key, true, call), value }];
}

/** The function that `promise.then(f)` calls, and the promise; null for what is none, or takes nothing. */
export function calledThen({
  callee,
  arguments: [callback],
}: CallExpression): { readonly callback: Node; readonly promise: Node } | null {
  if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return null;
  if (keyName(callee.property, callee.computed) !== 'then') return null;
  if (!callback || !isFunction(callback) || callback.params.length === 0) return null;
  return { callback, promise: callee.object };
}
