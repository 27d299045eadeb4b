import { keyName } from './keys.ts';
import type { Owner } from './method.ts';
import type { Node } from './parse.ts';
import type { Bindings } from './scope.ts';

/** Adds the names that an object or class gives its members as it is written. */
export function addMemberNames(owner: Owner, names: Set<string>): void {
  const members: readonly Node[] = owner.type === 'ClassBody' ? owner.body : owner.properties;
  for (const member of members)
    if (
      member.type === 'Property' ||
      member.type === 'MethodDefinition' ||
      member.type === 'PropertyDefinition'
    )
      addName(keyName(member.key, member.computed), names);
}

/** Adds the name of a member that something is assigned to. */
export function addAssigned(target: Node, names: Set<string>): void {
  if (target.type === 'MemberExpression') addName(keyName(target.property, target.computed), names);
}

function addName(name: string | null, names: Set<string>): void {
  if (name !== null) names.add(name);
}

/**
 * Whether the file gives any member of such a name, whatever it is of. Most that is called is of the language or of
 * other packages: no look through what the file makes can find a function of its own for it.
 */
export function givesMember({ memberNames }: Bindings, name: string): boolean {
  return memberNames === null || memberNames.has(name);
}
