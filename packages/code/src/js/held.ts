import type { MemberExpression } from 'acorn';
import type { GivenTo } from './callers.ts';
import { keyName } from './keys.ts';
import { givesMember } from './member-names.ts';
import { memoOf } from './memo.ts';
import { ownerOfThis } from './owners.ts';
import type { Node } from './parse.ts';
import { type Binding, type Bindings, bindingOf, type Scope, type Site } from './scope.ts';
import { soleOf } from './sole.ts';

/** What the source gives a member, where it gives it one value; null where it gives several or none. */
export type HeldBy = (node: MemberExpression, scope: Scope) => Site | null;

/** Objects in objects: `config.hosts.first`. */
const DEPTH_MAX = 4;

/** Members of `this` by name, whatever class they are of; null for those that are given several values. */
function ownMembers({ fields, assigns }: Bindings): ReadonlyMap<string, Site | null> {
  const found = new Map<string, Site | null>();
  function give(name: string | null, site: Site): void {
    if (name !== null) found.set(name, found.has(name) ? null : site);
  }
  for (const { key, computed, value, scope } of fields) give(keyName(key, computed), { node: value, scope });
  for (const { target, value, scope } of assigns) {
    if (target.type === 'MemberExpression' && target.object.type === 'ThisExpression')
      give(keyName(target.property, target.computed), { node: value, scope });
  }
  return found;
}

/** Names that members of are set after they were made, with those members; null stands for any. */
function laterMembers({ assigns }: Bindings): ReadonlyMap<Binding, ReadonlySet<string | null>> {
  const found = new Map<Binding, Set<string | null>>();
  for (const { target, scope } of assigns) {
    if (target.type !== 'MemberExpression' || target.object.type !== 'Identifier') continue;
    const binding = bindingOf(target.object, scope);
    if (!binding) continue;
    const members = found.get(binding) ?? new Set();
    found.set(binding, members.add(keyName(target.property, target.computed)));
  }
  return found;
}

/**
 * The value of a member of an object literal, the last of several as when it runs:
 * `process.binding('spawn_sync').spawn({ args: […] })`.
 */
export function memberValue(
  node: Node & { readonly type: 'ObjectExpression' },
  name: string,
): Node | undefined {
  const property = node.properties.findLast(
    (item) => item.type === 'Property' && keyName(item.key, item.computed) === name,
  );
  return property?.type === 'Property' ? property.value : undefined;
}

/** The one value that a name is given as a whole, null for others. */
export function soleValue(binding: Binding | null): Site | null {
  const write = soleOf(binding?.writes);
  return write?.kind === 'value' && write.path.length === 0
    ? { node: write.value, scope: write.scope }
    : null;
}

/** What a written-out object or the body of a class gives a member. */
function ownMemberOf({ node, scope }: Site, name: string): Site | null {
  if (node.type === 'ObjectExpression') {
    const value = memberValue(node, name);
    return value ? { node: value, scope } : null;
  }
  if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return null;
  for (const item of node.body.body) {
    if (item.type !== 'PropertyDefinition' || !item.static || !item.value) continue;
    if (keyName(item.key, item.computed) === name) return { node: item.value, scope };
  }
  return null;
}

/** Creates the look-up of one file; what members of `this` hold is collected when it is asked for first. */
export function createHeldBy(bindings: Bindings, givenTo: GivenTo): HeldBy {
  let own: ReadonlyMap<string, Site | null> | undefined;
  let later: ReturnType<typeof laterMembers> | undefined;
  let laterNames: ReadonlySet<string | null> | undefined;

  function held(node: Node, scope: Scope, depth: number): Site | null {
    if (node.type !== 'MemberExpression' || depth > DEPTH_MAX) return null;
    const name = keyName(node.property, node.computed);
    const { object } = node;
    if (name === null || object.type === 'Super' || !givesMember(bindings, name)) return null;
    if (object.type === 'ThisExpression') {
      own ??= ownMembers(bindings);
      const known = own.get(name);
      return known === undefined ? ofOwner(name, scope) : known;
    }
    return memberOf({ node: object, scope }, name, depth);
  }

  /** A member of what an expression stands for: its own, or one that it takes over from another object. */
  function memberOf({ node, scope }: Site, name: string, depth: number): Site | null {
    const site =
      node.type === 'Identifier'
        ? madeAs(node, scope, name)
        : node.type === 'MemberExpression'
          ? held(node, scope, depth + 1)
          : { node, scope };
    if (!site || depth > DEPTH_MAX) return null;
    const isOther = site.node !== node && (site.node.type === 'Identifier' || isMember(site.node));
    if (isOther) return memberOf(site, name, depth + 1);
    const written = ownMemberOf(site, name);
    if (written || site.node.type !== 'ObjectExpression') return written;
    for (const item of site.node.properties.toReversed()) {
      if (item.type !== 'SpreadElement') continue;
      const taken = memberOf({ node: item.argument, scope: site.scope }, name, depth + 1);
      if (taken) return taken;
    }
    return null;
  }

  /** What the object whose method it is holds as it is written, when no name of the file sets such a member. */
  function ofOwner(name: string, scope: Scope): Site | null {
    const owner = ownerOfThis(bindings, scope);
    if (!owner || !('type' in owner) || owner.type !== 'ObjectExpression') return null;
    const value = ownMemberOf({ node: owner, scope }, name);
    if (!value) return null;
    later ??= laterMembers(bindings);
    laterNames ??= new Set([...later.values()].flatMap((set) => [...set]));
    return laterNames.has(name) ? null : value;
  }

  /** What a name stands for, when nothing sets the member afterwards. */
  function madeAs(node: Node & { readonly type: 'Identifier' }, scope: Scope, member: string): Site | null {
    const binding = bindingOf(node, scope);
    const value = binding && (soleValue(binding) ?? soleGiven(binding));
    if (!binding || !value) return null;
    later ??= laterMembers(bindings);
    const set = later.get(binding);
    return set?.has(member) || set?.has(null) ? null : value;
  }

  /** The one thing that the file gives a parameter: `new Client({ host: '…' })`, whose constructor reads `options.host`. */
  function soleGiven(binding: Binding): Site | null {
    if (!binding.isParam || binding.writes.length > 0) return null;
    return soleOf(givenTo(binding)) ?? null;
  }

  return (node, scope) => {
    const memo = memoOf(node);
    if (memo.$held !== undefined) return memo.$held;
    // Set before the work, so that an object which leads back to itself is unknown instead of endless.
    memo.$held = null;
    memo.$held = held(node, scope, 0);
    return memo.$held;
  };
}

function isMember(node: Node): boolean {
  return node.type === 'MemberExpression';
}
