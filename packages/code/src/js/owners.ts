import { memoOf } from './memo.ts';
import { collectMembers, type Field, type Method, type MethodOwner, type Owner } from './method.ts';
import type { Node } from './parse.ts';
import { type Binding, type Bindings, bindingOf, type FunctionInfo, keyName, type Scope } from './scope.ts';

/** Functions of a class or object by their names. */
type Functions = Readonly<Record<Method['kind'], ReadonlyMap<string, FunctionInfo>>>;

/** What is collected of a file when it is asked for first: most files ask for nothing. */
interface Members {
  /** Names of all getters and setters: most members have the name of none. */
  readonly accessors: ReadonlySet<string>;
  /** What is set on the `prototype` of a name. */
  readonly prototypes: ReadonlyMap<Binding, ReadonlyMap<string, FunctionInfo>>;
}

/**
 * Sources with more members than this (about 150 kB) are bundles of many modules, in which what is passed around ends
 * up everywhere. There only what is called by a name is followed.
 */
const FOLLOWED_MEMBERS_MAX = 5_000;

/** Whether a file is small enough to follow what its members, and the functions that it hands on, are given. */
export function followsMembers({ members: sites }: Bindings): boolean {
  return sites.length <= FOLLOWED_MEMBERS_MAX;
}

const NO_MEMBERS: Members = { accessors: new Set(), prototypes: new Map() };
const collected = new WeakMap<Bindings, Members>();

function membersOf(bindings: Bindings): Members {
  const known = collected.get(bindings);
  if (known) return known;
  const found = followsMembers(bindings) ? collectAll(bindings) : NO_MEMBERS;
  collected.set(bindings, found);
  return found;
}

function collectAll(bindings: Bindings): Members {
  const accessors = new Set<string>();
  for (const { key, computed, kind } of bindings.methods) {
    const name = kind === 'method' ? null : keyName(key, computed);
    if (name !== null) accessors.add(name);
  }
  const prototypes = new Map<Binding, Map<string, FunctionInfo>>();
  for (const { target, value, scope } of bindings.assigns) {
    const made = target.type === 'MemberExpression' ? prototypeOf(target.object, scope) : null;
    const fn = made ? bindings.functions.get(value) : undefined;
    if (!made || !fn || target.type !== 'MemberExpression') continue;
    memoOf(value).$owner = made;
    const name = keyName(target.property, target.computed);
    const own = prototypes.get(made) ?? new Map<string, FunctionInfo>();
    prototypes.set(made, own);
    if (name !== null) own.set(name, fn);
  }
  return { accessors, prototypes };
}

/** The functions of a class or object, which are gone through when it is asked for first. */
function functionsOf(bindings: Bindings, owner: Owner): Functions {
  const memo = memoOf(owner);
  if (memo.$functions) return memo.$functions;
  const found = { method: new Map(), get: new Map(), set: new Map() } satisfies Functions;
  const own: { methods: Method[]; fields: Field[] } = { methods: [], fields: [] };
  collectMembers(owner, bindings.rootScope, own);
  for (const { key, computed, value, kind } of [
    ...own.methods,
    ...own.fields.map((field) => ({ ...field, kind: 'method' as const })),
  ]) {
    const name = keyName(key, computed);
    const fn = name === null ? undefined : bindings.functions.get(value);
    if (name !== null && fn) found[kind].set(name, fn);
  }
  memo.$functions = found;
  return found;
}

/** `Agent` of `Agent.prototype`. */
function prototypeOf(node: Node, scope: Scope): Binding | null {
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return null;
  return keyName(node.property, node.computed) === 'prototype' ? bindingOf(node.object, scope) : null;
}

/** What `this` is where it is written; null where that is not known. */
export function ownerOfThis(bindings: Bindings, scope: Scope): MethodOwner | null {
  if (!followsMembers(bindings)) return null;
  membersOf(bindings);
  for (let fn: FunctionInfo | null = scope.fn; fn; fn = fn.parent) {
    const owner = memoOf(fn.node as Node).$owner;
    if (owner) return owner;
    if (fn.node.type !== 'ArrowFunctionExpression') return null;
  }
  return null;
}

/** The class or object that an expression is an instance of, or is. */
function ownerNamed(bindings: Bindings, node: Node, scope: Scope, depth = 0): MethodOwner | null {
  if (depth > 3) return null;
  switch (node.type) {
    case 'ThisExpression':
      return ownerOfThis(bindings, scope);
    case 'ObjectExpression':
      return node;
    case 'ClassExpression':
    case 'ClassDeclaration':
      return node.body;
    case 'NewExpression':
      return node.callee.type === 'Identifier'
        ? classNamed(node.callee, scope)
        : ownerNamed(bindings, node.callee, scope, depth + 1);
    case 'Identifier': {
      const [write, ...others] = bindingOf(node, scope)?.writes ?? [];
      return write && others.length < 2 && write.kind === 'value' && write.path.length === 0
        ? ownerNamed(bindings, write.value, write.scope, depth + 1)
        : null;
    }
    default:
      return null;
  }
}

function classNamed(node: Node & { readonly type: 'Identifier' }, scope: Scope): MethodOwner | null {
  const binding = bindingOf(node, scope);
  const value = binding?.writes[0]?.value;
  return value?.type === 'ClassDeclaration' || value?.type === 'ClassExpression' ? value.body : binding;
}

/**
 * The function that calling, reading or setting a member calls: of `this`, of an instance, of a class or of an object.
 * Null for a member that is none of that kind.
 */
export function memberNamed(
  kind: Method['kind'],
  bindings: Bindings,
  { object, property, computed }: Node & { readonly type: 'MemberExpression' },
  scope: Scope,
): FunctionInfo | null {
  const name = keyName(property, computed);
  if (name === null || object.type === 'Super' || !followsMembers(bindings)) return null;
  const owner = ownerNamed(bindings, object, scope);
  if (!owner) return null;
  if ('type' in owner) return functionsOf(bindings, owner)[kind].get(name) ?? null;
  return (kind === 'method' && membersOf(bindings).prototypes.get(owner)?.get(name)) || null;
}

/** Names of a file's getters and setters; none where its members are not followed. */
export function accessorNames(bindings: Bindings): ReadonlySet<string> {
  return membersOf(bindings).accessors;
}

/** The function that `new` calls; null for what is no class of the file. */
export function constructorOf(bindings: Bindings, callee: Node, scope: Scope): FunctionInfo | null {
  if (!followsMembers(bindings)) return null;
  const owner =
    callee.type === 'Identifier' ? classNamed(callee, scope) : ownerNamed(bindings, callee, scope);
  if (!owner || !('type' in owner)) return owner?.fn ?? null;
  return functionsOf(bindings, owner).method.get('constructor') ?? null;
}
