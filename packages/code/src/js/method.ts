import { isFunction } from './declares.ts';
import { keyName } from './keys.ts';
import { memoOf } from './memo.ts';
import type { Node } from './parse.ts';
import type { Binding, Scope } from './scope.ts';

/** What members are of: an object that is written out, or the body of a class. */
export type Owner = Extract<Node, { type: 'ObjectExpression' | 'ClassBody' }>;

/** What methods are of: a class or object as it is written, or the name whose `prototype` they are set on. */
export type MethodOwner = Owner | Binding;

/** A member that a class gives a value: `#url = '…'`. */
export interface Field {
  readonly key: Node;
  readonly computed: boolean;
  readonly value: Node;
  readonly owner: Owner;
  readonly scope: Scope;
}

/** A function as a member: of an object that is written out, or of a class. */
export interface Method extends Field {
  /** How it is called: as it is written, or by reading and by setting the member. */
  readonly kind: 'method' | 'get' | 'set';
}

/** Adds the functions that are members of an object or class, and the values that a class gives its members. */
export function collectMembers(
  owner: Owner,
  scope: Scope,
  to: { readonly methods: Method[]; readonly fields: Field[] },
): void {
  const members: readonly Node[] = owner.type === 'ClassBody' ? owner.body : owner.properties;
  for (const member of members) {
    if (member.type === 'PropertyDefinition') {
      const { key, computed, value } = member;
      if (value && isFunction(value)) memoOf(value).$owner = owner;
      if (value) to.fields.push({ key, computed, value, owner, scope });
    } else if (member.type === 'Property' || member.type === 'MethodDefinition') {
      const { key, computed } = member;
      const value: Node = member.value;
      if (value.type !== 'FunctionExpression' && value.type !== 'ArrowFunctionExpression') continue;
      // An arrow in an object has the `this` of what is around it.
      if (value.type === 'FunctionExpression') memoOf(value).$owner = owner;
      const kind = member.kind === 'get' || member.kind === 'set' ? member.kind : 'method';
      to.methods.push({ key, computed, value, kind, owner, scope });
    }
  }
}

/** `Object.assign`, which puts what follows into its first argument. */
export function isObjectAssign(callee: Node): boolean {
  return (
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'Object' &&
    keyName(callee.property, callee.computed) === 'assign'
  );
}

/** The value that a call glues its arguments to, or whose own elements it glues: `text.concat(x)`, `[x, y].join('.')`. */
export function gluedBy(callee: Node): Node[] {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return [];
  return /^(?:concat|join)$/.test(callee.property.name) ? [callee.object] : [];
}

/** Methods that compare or measure: what they yield says nothing of the data. */
const BLIND: ReadonlySet<string> = new Set(
  'includes indexOf startsWith endsWith test has hasOwnProperty some every length size'.split(' '),
);
/** Methods that take a part of a text or an array: their arguments say where it is, not what. */
const POSITIONED: ReadonlySet<string> = new Set(
  'slice substring substr subarray at charAt charCodeAt codePointAt'.split(' '),
);

/** True for a method or member of arrays and texts that yields nothing of what they hold. */
export const yieldsNoData = (method: string): boolean => BLIND.has(method);

/** True for a method that yields what the array or text holds, and nothing of its arguments. */
export const takesPart = (method: string): boolean => POSITIONED.has(method);

/** Methods of lists that yield what is in them as it is. */
const YIELDS_ITEMS: ReadonlySet<string> = new Set(
  'splice slice shift pop filter flat concat join reverse toReversed'.split(' '),
);

/** True for a method by which what a list holds comes out as it went in: nothing is hashed or signed on the way. */
export const yieldsItems = (method: string): boolean => YIELDS_ITEMS.has(method);
