import { isFunction } from './declares.ts';
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

/** The value that a call glues its arguments to, or whose own elements it glues: `text.concat(x)`, `[x, y].join('.')`. */
export function gluedBy(callee: Node): Node[] {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return [];
  return /^(?:concat|join)$/.test(callee.property.name) ? [callee.object] : [];
}
