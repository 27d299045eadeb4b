import type { ImportDeclaration } from 'acorn';
import { keyName } from '../keys.ts';
import type { LoadOf } from '../mentions.ts';
import { targetOf } from '../mentions.ts';
import type { Node } from '../parse.ts';
import { type Binding, type Bindings, lookup, type Scope } from '../scope.ts';
import { soleOf } from '../sole.ts';
import { createBinding, type ModuleExports } from './exports.ts';
import type { MergedProgram } from './merged.ts';

/** Modules that one name is looked for in, each giving on what another one has. */
const FORWARDS_MAX = 8;

/**
 * Makes names that modules have from each other one: after it, what is loaded is called, given and read as if all stood
 * in one file. Nothing may have been asked of the bindings before.
 */
export function linkBindings(
  bindings: Bindings,
  loads: LoadOf,
  exports: ReadonlyMap<string, ModuleExports>,
  moduleAt: MergedProgram['moduleAt'],
): Bindings {
  const { rootScope } = bindings;
  const added: Binding[] = [];
  const wholes = new Map<string, Binding>();
  /** Modules that bindings stand for. */
  const modules = new Map<Binding, string>();
  const names = new Map<Binding, string>();
  const memberNames = bindings.memberNames && new Set(bindings.memberNames);
  const taken = namesTaken(bindings, loads);

  /** What a name of a module is, also through modules that only give it on. */
  function exported(id: string, member: string, depth = 0): Binding | null {
    const own = exports.get(id);
    if (!own || depth > FORWARDS_MAX) return null;
    if (member === '*') return whole(id, depth);
    const direct = own.named.get(member);
    // `import { run } from './run.js'; export { run };`
    const from = direct && taken.get(direct);
    if (from) return exported(from.target, from.member, depth + 1) ?? direct;
    if (direct) return direct;
    const forward = own.forwards.get(member);
    if (forward) return exported(forward.target, forward.member, depth + 1);
    for (const star of own.stars) {
      const found = exported(star, member, depth + 1);
      if (found) return found;
    }
    // `default` of a module that has none is the module.
    return member === 'default' && depth === 0 ? whole(id, depth) : null;
  }

  /** What a module itself is. */
  function whole(id: string, depth = 0): Binding | null {
    const known = wholes.get(id);
    if (known) return known;
    const own = exports.get(id);
    if (!own) return null;
    const forward = own.forwards.get('*');
    if (forward && depth < FORWARDS_MAX) {
      const found = exported(forward.target, forward.member, depth + 1);
      if (found) return found;
    }
    const made = own.whole ?? createBinding(id, emptyObject(), rootScope);
    wholes.set(id, made);
    modules.set(made, id);
    added.push(made);
    const [write] = made.writes;
    if (own.whole === null && write?.value.type === 'ObjectExpression')
      for (const key of allNames(id)) {
        const binding = exported(id, key);
        if (!binding || binding === made) continue;
        write.value.properties.push(property(key, nameFor(binding)));
        memberNames?.add(key);
      }
    return made;
  }

  function allNames(id: string, depth = 0): ReadonlySet<string> {
    const own = exports.get(id);
    const found = new Set([...(own?.named.keys() ?? []), ...(own?.forwards.keys() ?? [])]);
    found.delete('*');
    if (depth < FORWARDS_MAX)
      for (const star of own?.stars ?? []) for (const name of allNames(star, depth + 1)) found.add(name);
    return found;
  }

  /** A name by which every module finds a binding. */
  function nameFor(binding: Binding): string {
    const known = names.get(binding);
    if (known !== undefined) return known;
    const name = `${binding.name}\0${names.size}`;
    names.set(binding, name);
    rootScope.names.set(name, binding);
    added.push(binding);
    return name;
  }

  /** Has an expression be a name that stands for a binding. */
  function become(node: Node, binding: Binding): void {
    const { start, end } = node;
    for (const key of Object.keys(node)) delete (node as unknown as Record<string, unknown>)[key];
    Object.assign(node, { type: 'Identifier', name: nameFor(binding), start, end });
  }

  /** Has a name of a scope be a binding of another module. */
  function replace(scope: Scope, name: string, binding: Binding): boolean {
    for (let at: Scope | null = scope; at; at = at.parent) {
      const known = at.names.get(name);
      if (!known) continue;
      // What is set anew is a variable of its own.
      if (known.writes.length > 1) return false;
      at.names.set(name, binding);
      return true;
    }
    return false;
  }

  for (const { node, scope } of bindings.imports) {
    const id = node.type === 'ImportDeclaration' ? loads.get(node) : undefined;
    if (id === undefined || node.type !== 'ImportDeclaration') continue;
    for (const specifier of node.specifiers) {
      const binding = exported(id, importedName(specifier));
      if (binding && specifier.local.name !== undefined) replace(scope, specifier.local.name, binding);
    }
  }

  for (const binding of bindings.all) {
    for (const [at, write] of binding.writes.entries()) {
      if (write.kind !== 'value') continue;
      const target = targetOf(write.value, loads);
      if (!target) continue;
      const [first, ...rest] = target.member === '*' ? write.path : [target.member, ...write.path];
      const found = first === null ? null : exported(target.specifier, first ?? '*');
      if (!found) continue;
      const isSole = rest.length === 0 && binding.writes.length === 1 && !binding.isParam;
      if (isSole && lookup(write.scope, binding.name) === binding) {
        replace(write.scope, binding.name, found);
        continue;
      }
      const value = identifier(nameFor(found), write.value.start);
      binding.writes[at] = { value, scope: rootScope, path: rest, kind: 'value' };
    }
  }

  for (const [node, id] of loads) {
    if (node.type !== 'CallExpression' && node.type !== 'ImportExpression') continue;
    const binding = whole(id);
    if (binding) become(node, binding);
  }
  const given = new Set(bindings.assigns.map(({ target }) => target));
  // Inner members first: `x.default.run`.
  for (const { node, scope } of bindings.members.toReversed()) {
    if (node.type !== 'MemberExpression') continue;
    const object = plain(node.object);
    const key = keyName(node.property, node.computed);
    if (!object || key === null || given.has(node)) continue;
    const base = object.type === 'Identifier' ? lookup(scope, object.name) : null;
    const id = base ? modules.get(base) : isOwnExports(object, scope) ? moduleAt(node.start)?.id : undefined;
    const binding = id ? exported(id, key) : null;
    if (binding) become(node, binding);
  }

  return {
    ...bindings,
    memberNames,
    all: [...bindings.all, ...new Set(added)],
    calls: bindings.calls.filter(({ node }) => isOf(node, 'CallExpression', 'NewExpression')),
    imports: bindings.imports.filter(({ node }) => !isOf(node, 'Identifier')),
    members: bindings.members.filter(({ node }) => isOf(node, 'MemberExpression')),
  };
}

/** Names that are another module's under one of its names, or that module itself, and are given nothing else. */
function namesTaken(
  bindings: Bindings,
  loads: LoadOf,
): ReadonlyMap<Binding, { readonly target: string; readonly member: string }> {
  const found = new Map<Binding, { readonly target: string; readonly member: string }>();
  for (const { node, scope } of bindings.imports) {
    const target = node.type === 'ImportDeclaration' ? loads.get(node) : undefined;
    if (target === undefined || node.type !== 'ImportDeclaration') continue;
    for (const specifier of node.specifiers) {
      const binding = specifier.local.name === undefined ? null : lookup(scope, specifier.local.name);
      if (binding?.writes.length === 1) found.set(binding, { target, member: importedName(specifier) });
    }
  }
  for (const binding of bindings.all) {
    const write = soleOf(binding.writes);
    if (write?.kind !== 'value' || binding.isParam) continue;
    const use = targetOf(write.value, loads);
    if (!use) continue;
    const [member, ...rest] = use.member === '*' ? write.path : [use.member, ...write.path];
    if (member !== null && rest.length === 0)
      found.set(binding, { target: use.specifier, member: member ?? '*' });
  }
  return found;
}

/** What an import takes of a module: `default`, one of its names, or `*` for the module itself. */
function importedName(specifier: ImportDeclaration['specifiers'][number]): string {
  if (specifier.type === 'ImportSpecifier') return keyName(specifier.imported, false) ?? '*';
  return specifier.type === 'ImportDefaultSpecifier' ? 'default' : '*';
}

/** What the tree says now, whatever it was when it was walked. */
function isOf(node: Node, ...types: readonly string[]): boolean {
  return types.includes(node.type);
}

/** `exports` or `module.exports`, as a module says what it gives itself. */
function isOwnExports(node: Node, scope: Scope): boolean {
  if (node.type === 'Identifier') return node.name === 'exports' && lookup(scope, node.name) === null;
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return false;
  return (
    node.object.name === 'module' &&
    keyName(node.property, node.computed) === 'exports' &&
    lookup(scope, 'module') === null
  );
}

/** An expression without what waits for it. */
function plain(node: Node): Node | null {
  if (node.type === 'AwaitExpression') return plain(node.argument);
  if (node.type === 'ChainExpression') return plain(node.expression);
  return node;
}

function identifier(name: string, offset: number): Node {
  return { type: 'Identifier', name, start: offset, end: offset };
}

function emptyObject(): Node {
  return { type: 'ObjectExpression', properties: [], start: 0, end: 0 };
}

function property(
  name: string,
  value: string,
): Extract<Extract<Node, { type: 'ObjectExpression' }>['properties'][number], { type: 'Property' }> {
  return {
    type: 'Property',
    key: { type: 'Identifier', name, start: 0, end: 0 },
    value: { type: 'Identifier', name: value, start: 0, end: 0 },
    kind: 'init',
    computed: false,
    method: false,
    shorthand: false,
    start: 0,
    end: 0,
  };
}
