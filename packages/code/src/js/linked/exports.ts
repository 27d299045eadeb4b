import { isFunction } from '../declares.ts';
import { exportOf, returned } from '../forwards.ts';
import { soleValue } from '../held.ts';
import { keyName } from '../keys.ts';
import { type LoadOf, targetOf } from '../mentions.ts';
import type { Node } from '../parse.ts';
import { type Binding, type Bindings, lookup, type Scope, type Site } from '../scope.ts';
import type { MergedProgram } from './merged.ts';

/** What a module gives to those that load it. */
export interface ModuleExports {
  readonly named: Map<string, Binding>;
  /** What the module itself is: of `module.exports = …`; null where it is its names together. */
  whole: Binding | null;
  /** Names that are another module's: module and name there, `*` for the module itself. */
  readonly forwards: Map<string, { readonly target: string; readonly member: string }>;
  /** Modules whose names are all given on. */
  readonly stars: string[];
}

/** Finds what each module of a program gives to others; `loads` are the places that load one of them. */
export function collectExports(
  bindings: Bindings,
  merged: MergedProgram,
  loads: LoadOf,
): ReadonlyMap<string, ModuleExports> {
  const all = new Map<string, ModuleExports>(
    merged.modules.map(({ id }) => [
      id,
      { named: new Map<string, Binding>(), whole: null, forwards: new Map(), stars: [] },
    ]),
  );
  const later = membersSetLater(bindings);

  function of(node: Node): ModuleExports | undefined {
    const module = merged.moduleAt(node.start);
    return module ? all.get(module.id) : undefined;
  }

  function name(to: ModuleExports, key: string, value: Node, scope: Scope): void {
    const target = targetOf(value, loads);
    if (target) to.forwards.set(key, { target: target.specifier, member: target.member });
    else if (!to.named.has(key)) to.named.set(key, bindingFor(key, value, scope));
  }

  /** The names of an object that is written out, and of those that it takes over. */
  function nameAll(to: ModuleExports, { node, scope }: Site): void {
    if (node.type !== 'ObjectExpression') return;
    for (const property of node.properties) {
      if (property.type === 'SpreadElement') {
        const target = targetOf(property.argument, loads);
        if (target?.member === '*') to.stars.push(target.specifier);
        continue;
      }
      const key = keyName(property.key, property.computed);
      if (key !== null && property.kind === 'init') name(to, key, property.value, scope);
    }
  }

  function replace(to: ModuleExports, value: Node, scope: Scope): void {
    const target = targetOf(value, loads);
    if (target) {
      if (target.member === '*') to.stars.push(target.specifier);
      to.forwards.set('*', { target: target.specifier, member: target.member });
      return;
    }
    to.whole = bindingFor('*', value, scope);
    const made = madeAs(value, scope);
    nameAll(to, made);
    for (const [key, site] of later.get(to.whole) ?? []) name(to, key, site.node, site.scope);
  }

  for (const { target, value, scope } of bindings.assigns) {
    const spelled = exportTarget(target, scope);
    const to = spelled === null ? undefined : of(target);
    const given = lastOf(value);
    if (!to || spelled === null || isVoid(given)) continue;
    if (spelled === '*') replace(to, given, scope);
    else name(to, spelled, given, scope);
  }
  for (const { name: key, value, scope } of bindings.exports) {
    const to = of(value);
    if (to && key !== null) name(to, key, named(value, key, scope) ?? value, scope);
  }
  for (const { node } of bindings.imports) {
    const to = of(node);
    const target = loads.get(node);
    if (!to || target === undefined) continue;
    if (node.type === 'ExportAllDeclaration') {
      const key = node.exported ? keyName(node.exported, false) : null;
      if (key === null) to.stars.push(target);
      else to.forwards.set(key, { target, member: '*' });
    } else if (node.type === 'ExportNamedDeclaration') {
      for (const { local, exported } of node.specifiers) {
        const key = keyName(exported, false);
        const member = keyName(local, false);
        if (key !== null && member !== null) to.forwards.set(key, { target, member });
      }
    }
  }
  for (const { node, scope } of bindings.calls) {
    const to = node.type === 'CallExpression' ? of(node) : undefined;
    if (to) copied(to, node.arguments, scope);
  }

  /** `Object.defineProperty(exports, 'x', { get })`, `__exportStar(require('./x'), exports)`, `Object.assign(exports, …)`. */
  function copied(to: ModuleExports, args: readonly Node[], scope: Scope): void {
    if (args.length < 2 || !args.some((item) => exportTarget(item, scope) === '*')) return;
    const [, key, descriptor] = args;
    if (key?.type === 'Literal' && descriptor?.type === 'ObjectExpression') {
      for (const property of descriptor.properties) {
        const given =
          property.type === 'Property' && isFunction(property.value) ? returned(property.value) : null;
        if (given) name(to, String(key.value), given, scope);
      }
      return;
    }
    for (const item of args) {
      const target = targetOf(item, loads);
      if (target?.member === '*') to.stars.push(target.specifier);
      else nameAll(to, madeAs(item, scope));
    }
  }

  return all;
}

/** `exports.start`: `start`; `module.exports`: `*`; null for what is no export. */
function exportTarget(node: Node, scope: Scope): string | null {
  const path: string[] = [];
  let at = node;
  while (at.type === 'MemberExpression' && path.length < 3) {
    const key = keyName(at.property, at.computed);
    if (key === null) return null;
    path.unshift(key);
    at = at.object;
  }
  if (at.type !== 'Identifier' || (at.name !== 'module' && at.name !== 'exports')) return null;
  return lookup(scope, at.name) === null ? exportOf([at.name, ...path].join('.')) : null;
}

/** `a = b = value`: the value. */
function lastOf(value: Node): Node {
  let at = value;
  while (at.type === 'AssignmentExpression') at = at.right;
  return at;
}

/** Compilers first set each export to `void 0`. */
function isVoid(value: Node): boolean {
  return value.type === 'UnaryExpression' && value.operator === 'void';
}

/** What stands behind a name that is declared where it is exported: the name itself. */
function named(value: Node, key: string, scope: Scope): Node | null {
  const isDeclared = value.type !== 'Identifier' && key !== 'default' && lookup(scope, key) !== null;
  if (isDeclared) return { type: 'Identifier', name: key, start: value.start, end: value.start };
  const id = value.type === 'FunctionDeclaration' || value.type === 'ClassDeclaration' ? value.id : null;
  return id ?? null;
}

/** The binding of a name, or one of its own for a value without a name. */
function bindingFor(name: string, value: Node, scope: Scope): Binding {
  const known = value.type === 'Identifier' ? lookup(scope, value.name) : null;
  return known ?? createBinding(name, value, scope);
}

/** A name that stands for a value. */
export function createBinding(name: string, value: Node, scope: Scope): Binding {
  return {
    name,
    writes: [{ value, scope, path: [], kind: 'value' }],
    fn: null,
    isParam: false,
    labels: 0,
    apiName: undefined,
    denotes: undefined,
  };
}

/** The value of a name that has one only, else the expression itself. */
function madeAs(value: Node, scope: Scope): Site {
  const binding = value.type === 'Identifier' ? lookup(scope, value.name) : null;
  return soleValue(binding) ?? { node: value, scope };
}

/** Members that names are given after they were made: `api.send = …`. */
function membersSetLater({ assigns }: Bindings): ReadonlyMap<Binding, ReadonlyMap<string, Site>> {
  const found = new Map<Binding, Map<string, Site>>();
  for (const { target, value, scope } of assigns) {
    if (target.type !== 'MemberExpression' || target.object.type !== 'Identifier') continue;
    const key = keyName(target.property, target.computed);
    const binding = key === null ? null : lookup(scope, target.object.name);
    if (key === null || !binding) continue;
    const members = found.get(binding) ?? new Map<string, Site>();
    found.set(binding, members.set(key, { node: lastOf(value), scope }));
  }
  return found;
}
