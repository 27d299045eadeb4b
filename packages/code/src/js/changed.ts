import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import { type Binding, type Bindings, bindingOf, type Scope } from './scope.ts';

/** Methods that change the list that they are called on. */
const CHANGES: ReadonlySet<string> = new Set(
  'push unshift splice pop shift reverse sort fill copyWithin set'.split(' '),
);

/**
 * True for a name whose list is filled or changed after it was made: what it was made of is no constant. Members are
 * told by their name alone, whatever they are of.
 */
export type IsChanged = (holder: Binding | string) => boolean;

/** Creates what tells of the names of one file whose lists change; all of it is gone through when it is first asked. */
export function createIsChanged(bindings: Bindings): IsChanged {
  let changed: Set<Binding | string> | null = null;
  return (holder) => {
    changed ??= changedNames(bindings);
    return changed.has(holder);
  };
}

function changedNames({ calls, assigns }: Bindings): Set<Binding | string> {
  const found = new Set<Binding | string>();
  function note(object: Node, scope: Scope): void {
    const member = object.type === 'MemberExpression' ? keyName(object.property, object.computed) : null;
    const holder = object.type === 'Identifier' ? bindingOf(object, scope) : member;
    if (holder !== null) found.add(holder);
  }
  for (const { node, scope } of calls) {
    const { callee } = node;
    if (callee.type !== 'MemberExpression') continue;
    const method = keyName(callee.property, callee.computed);
    if (method !== null && CHANGES.has(method)) note(callee.object, scope);
  }
  for (const { target, scope } of assigns) if (target.type === 'MemberExpression') note(target.object, scope);
  return found;
}
