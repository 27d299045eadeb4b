import type { CallExpression, NewExpression } from 'acorn';
import { forEachChild } from './children.ts';
import { isFunction } from './declares.ts';
import type { Evaluator } from './evaluator.ts';
import { textOf } from './fold-value.ts';
import { keyName } from './keys.ts';
import { LABEL } from './labels.ts';
import { functionOf } from './liveness.ts';
import { isRequire, nameOfBinding } from './names.ts';
import { accessorNames, memberNamed } from './owners.ts';
import type { Node } from './parse.ts';
import type { Passing } from './passing.ts';
import { type Binding, type Bindings, bindingOf, type FunctionInfo, type Scope, type Site } from './scope.ts';
import { membersGiven, parametersOf } from './written-members.ts';

/** What holds a value between the places where it is written and read; a text is a member of `this` by its name. */
type Holder = Binding | FunctionInfo | string;

/** What expressions are made of. */
interface Made {
  /** Names of other files, with members: `./lib/env.read`. */
  readonly names: Set<string>;
  readonly holders: Set<Holder>;
}

/** Holders that what one holder has may come through; past that it may come from anywhere. */
const HOLDERS_MAX = 400;
/** Steps of all questions of a file together: a bundle asks thousands. */
const STEPS_MAX = 400_000;
const NO_FUNCTIONS: readonly FunctionInfo[] = [];

/** What the labels of a file are followed by. */
export interface LocalOriginParts {
  readonly bindings: Bindings;
  readonly ev: Evaluator;
  readonly passing: readonly Passing[];
  readonly labelsOf: (node: Node, scope: Scope) => number;
  readonly fieldNamed: (name: string) => { readonly labels: number };
}

/**
 * Tells which other files of the package the values of expressions come out of, by the names that they have there; null
 * where that is not known. It goes back the ways on which labels came, through whatever carries {@link LABEL.local}:
 * too many files rather than too few.
 */
export function createLocalOrigins(
  parts: LocalOriginParts,
): (nodes: readonly Node[], scope: Scope) => readonly string[] | null {
  const { bindings, ev, labelsOf, fieldNamed } = parts;
  const accessors = accessorNames(bindings);
  const known = new Map<Holder, Made>();
  const behind = new Map<Holder, ReadonlySet<string> | null>();
  let given: ReadonlyMap<Holder, readonly Site[]> | null = null;
  let steps = 0;

  function isLocal(holder: Holder): boolean {
    const { labels } = typeof holder === 'string' ? fieldNamed(holder) : holder;
    return (labels & LABEL.local) !== 0;
  }

  function madeOf(holder: Holder): Made {
    const before = known.get(holder);
    if (before) return before;
    given ??= givenTo(parts);
    const sites: Site[] = [...(given.get(holder) ?? [])];
    const made: Made = { names: new Set(), holders: new Set() };
    known.set(holder, made);
    if (typeof holder !== 'string') {
      if ('returns' in holder)
        for (const { value, scope } of holder.returns) sites.push({ node: value, scope });
      else addWrites(holder, made, sites);
    }
    for (const { node, scope } of sites) collect(node, scope, made);
    return made;
  }

  function addWrites(binding: Binding, made: Made, sites: Site[]): void {
    const name = nameOfBinding(ev, binding);
    if (name !== null && isPlain(name) && binding.writes.length === 1) {
      made.names.add(name);
      return;
    }
    for (const { kind, value, scope } of binding.writes) {
      if (kind !== 'import') sites.push({ node: value, scope });
      else if (value.type === 'Literal') made.names.add(String(value.value));
    }
  }

  /** What is still to be looked at, up to `left`: new lists and pairs were most of an analysis' garbage. */
  const pending: Node[] = [];
  const scopes: Scope[] = [];
  let left = 0;

  function putAside(node: Node, scope: Scope): void {
    pending[left] = node;
    scopes[left++] = scope;
  }

  /** Adds what an expression is made of; functions stand for what they return. */
  function collect(first: Node, firstScope: Scope, made: Made): void {
    left = 0;
    putAside(first, firstScope);
    while (left > 0) {
      const node = pending[--left];
      const scope = scopes[left];
      if (!node || !scope) return;
      if (++steps > STEPS_MAX) return;
      if (node.type === 'Identifier') {
        const binding = bindingOf(node, scope);
        if (binding) made.holders.add(binding);
      } else if (isFunction(node)) {
        const fn = bindings.functions.get(node);
        if (fn) made.holders.add(fn);
      } else if (node.type !== 'Literal' && (labelsOf(node, scope) & LABEL.local) !== 0)
        putChildrenAside(node, scope, made);
    }
  }

  function putChildrenAside(node: Node, scope: Scope, made: Made): void {
    if (node.type === 'CallExpression' || node.type === 'NewExpression') addPartsOfCall(node, scope, made);
    else if (node.type === 'MemberExpression') addPartsOfMember(node, scope, made);
    else if (node.type === 'ObjectExpression') {
      for (const property of node.properties)
        putAside(property.type === 'Property' ? property.value : property.argument, scope);
    } else forEachChild(node, (child) => putAside(child, scope));
  }

  function addPartsOfCall(node: CallExpression | NewExpression, scope: Scope, made: Made): void {
    const callee = node.callee as Node;
    const args = node.arguments as Node[];
    const name = ev.nameOf(callee, scope);
    if (isRequire(name)) {
      const specifier = args[0] && textOf(ev.fold(args[0], scope));
      if (specifier) made.names.add(specifier);
      return;
    }
    for (const argument of args) {
      const fn = argument.type === 'Identifier' ? functionOf(bindings, argument, scope) : null;
      if (fn) made.holders.add(fn);
      putAside(argument, scope);
    }
    if (name !== null && isPlain(name)) {
      made.names.add(name);
      return;
    }
    const fns = node.type === 'CallExpression' ? ev.calleesOf(callee, scope) : NO_FUNCTIONS;
    for (const fn of fns) made.holders.add(fn);
    if (callee.type === 'MemberExpression') putAside(callee.object, scope);
    else if (fns.length === 0) putAside(callee, scope);
  }

  function addPartsOfMember(
    node: Node & { readonly type: 'MemberExpression' },
    scope: Scope,
    made: Made,
  ): void {
    const name = ev.nameOf(node, scope);
    const member = keyName(node.property, node.computed);
    const getter =
      member !== null && accessors.has(member) ? memberNamed('get', bindings, node, scope) : null;
    if (getter) made.holders.add(getter);
    if (node.computed) putAside(node.property, scope);
    if (name !== null && isPlain(name)) made.names.add(name);
    else if (node.object.type !== 'ThisExpression') putAside(node.object, scope);
    else if (member !== null) {
      made.holders.add(member);
      const held = ev.heldBy(node, scope);
      if (held) putAside(held.node, held.scope);
    }
  }

  /** Names of other files that what a holder has may come out of; null where that is not known. */
  function namesBehind(holder: Holder): ReadonlySet<string> | null {
    const before = behind.get(holder);
    if (before !== undefined) return before;
    const names = findNames(holder);
    behind.set(holder, names);
    return names;
  }

  function findNames(first: Holder): ReadonlySet<string> | null {
    const names = new Set<string>();
    const seen = new Set([first]);
    for (const holder of seen) {
      if (seen.size > HOLDERS_MAX || ++steps > STEPS_MAX) return null;
      if (!isLocal(holder)) continue;
      const before = behind.get(holder);
      if (before === null) return null;
      if (before) {
        for (const name of before) names.add(name);
        continue;
      }
      const made = madeOf(holder);
      for (const name of made.names) names.add(name);
      for (const other of made.holders) seen.add(other);
    }
    return names;
  }

  return function originsOf(nodes, scope) {
    const first: Made = { names: new Set(), holders: new Set() };
    for (const node of nodes) collect(node, scope, first);
    const names = new Set(first.names);
    for (const holder of first.holders) {
      const more = namesBehind(holder);
      if (more === null) return null;
      for (const name of more) names.add(name);
    }
    const found = [...names].filter((name) => name.startsWith('.')).sort();
    return found.length > 0 && steps <= STEPS_MAX ? found : null;
  };
}

/** A member of another file, and not of what a call of it gives: that carries what the call was given, too. */
function isPlain(name: string): boolean {
  return name.startsWith('.') && !name.includes('(');
}

/** What is put into names and into members of `this` elsewhere than where they are declared. */
function givenTo({ bindings, passing }: LocalOriginParts): ReadonlyMap<Holder, readonly Site[]> {
  const found = new Map<Holder, Site[]>();

  function give(holder: Holder | null, sites: readonly Site[]): void {
    if (holder === null || sites.length === 0) return;
    const before = found.get(holder);
    if (before) before.push(...sites);
    else found.set(holder, [...sites]);
  }

  function giveParams(fn: FunctionInfo, index: number, { node, scope }: Site): void {
    const names = membersGiven(parametersOf(fn)[index], node);
    for (const binding of fn.params[index] ?? []) {
      if (names === null) give(binding, [{ node, scope }]);
      for (const [name, values] of names ?? [])
        if (name === binding.name) for (const value of values) give(binding, [{ node: value, scope }]);
    }
  }

  for (const { target, value, scope } of bindings.assigns) {
    const site = { node: value, scope };
    give(rootOf(target, scope), [site]);
    const setter = target.type === 'MemberExpression' ? memberNamed('set', bindings, target, scope) : null;
    if (setter) giveParams(setter, 0, site);
  }
  for (const { node, scope, fns, callbacks, collects, args } of passing) {
    const callee = node.callee as Node;
    const sites = (node.arguments as Node[]).map((argument) => ({ node: argument, scope }));
    for (const fn of fns) args.forEach((part, index) => giveParams(fn, index, { node: part, scope }));
    if (collects && callee.type === 'MemberExpression') give(rootOf(callee.object, scope), sites);
    // What the call yields goes into them, and what it goes through: `list.forEach((item) => …)`.
    const handed =
      callee.type === 'MemberExpression' ? [node as Node, callee.object as Node] : [node as Node];
    for (const { params } of callbacks)
      for (const binding of params.flat())
        give(
          binding,
          handed.map((from) => ({ node: from, scope })),
        );
  }
  // Traps of a proxy are given what it stands before.
  for (const { node, scope } of bindings.calls) {
    const [target, handler] = node.arguments as Node[];
    if (!target || node.type !== 'NewExpression' || handler?.type !== 'ObjectExpression') continue;
    for (const property of handler.properties) {
      const trap = property.type === 'Property' ? bindings.functions.get(property.value) : undefined;
      for (const binding of trap?.params.flat() ?? []) give(binding, [{ node: target, scope }]);
    }
  }
  return found;
}

/** The name, or the member of `this`, that an assignment to a member puts something into. */
function rootOf(target: Node, scope: Scope): Holder | null {
  let at = target;
  while (at.type === 'MemberExpression') {
    if (at.object.type === 'ThisExpression') return keyName(at.property, at.computed);
    if (at.object.type === 'Super') return null;
    at = at.object;
  }
  return at.type === 'Identifier' ? bindingOf(at, scope) : null;
}
