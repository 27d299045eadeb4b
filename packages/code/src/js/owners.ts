import type { CallExpression } from 'acorn';
import { isIterator, keyName } from './keys.ts';
import { givesMember } from './member-names.ts';
import { memoOf } from './memo.ts';
import { collectMembers, type Field, type Method, type MethodOwner, type Owner } from './method.ts';
import type { Node } from './parse.ts';
import {
  type Binding,
  type Bindings,
  bindingOf,
  type FunctionInfo,
  type Scope,
  type Site,
  type Write,
} from './scope.ts';
import { soleOf } from './sole.ts';

/** Functions of a class or object by their names. */
type Functions = Readonly<Record<Method['kind'], ReadonlyMap<string, FunctionInfo>>>;

/** What is collected of a file when it is asked for first: most files ask for nothing. */
interface Members {
  /** Names of all getters and setters: most members have the name of none. */
  readonly accessors: ReadonlySet<string>;
  /** What is set on the `prototype` of a name. */
  readonly prototypes: ReadonlyMap<Binding, ReadonlyMap<string, FunctionInfo>>;
  /** Of the body of a class: the class that it extends, and where it says so. */
  readonly parents: ReadonlyMap<Owner, Site>;
  /** Whether anything says what going through it gives. */
  readonly iterates: boolean;
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

const NO_MEMBERS: Members = {
  accessors: new Set(),
  prototypes: new Map(),
  parents: new Map(),
  iterates: false,
};
/** What the function by which an instance is gone through is kept under: no member has such a name. */
const ITERATOR = '[Symbol.iterator]';
/** Names, and calls that give back what they are called of, which one owner is looked for through. */
const OWNER_DEPTH_MAX = 6;
/** Times that a name may be given something to count as what it is given first. */
const OWNER_WRITES_MAX = 2;
/** What one function gives back that is looked at. */
const RETURNS_MAX = 4;
/** Classes that extend each other which one member is looked for in. */
const PARENTS_MAX = 6;
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
  let iterates = false;
  for (const { key, computed, kind } of bindings.methods) {
    iterates ||= computed && isIterator(key);
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
  const parents = new Map<Owner, Site>();
  for (const { node, scope } of bindings.subclasses)
    if (node.superClass) parents.set(node.body, { node: node.superClass, scope });
  return { accessors, prototypes, parents, iterates };
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
    const name = computed && isIterator(key) ? ITERATOR : keyName(key, computed);
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
  if (depth > OWNER_DEPTH_MAX) return null;
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
      const writes = bindingOf(node, scope)?.writes;
      const write = writes?.[0];
      return writes && writes.length <= OWNER_WRITES_MAX && isWhole(write)
        ? ownerNamed(bindings, write.value, write.scope, depth + 1)
        : null;
    }
    case 'MemberExpression':
      return ownerInside(bindings, node, scope, depth + 1);
    case 'AwaitExpression':
      return ownerNamed(bindings, node.argument, scope, depth + 1);
    case 'CallExpression': {
      if (node.callee.type !== 'Identifier') return ownerGivenBack(bindings, node.callee, scope, depth);
      const made = soleOf(functionNamed(bindings, node.callee, scope)?.returns);
      return made ? ownerNamed(bindings, made.value, made.scope, depth + 1) : null;
    }
    default:
      return null;
  }
}

/** `shapes.Circle` of an object that is written out. */
function ownerInside(
  bindings: Bindings,
  { object, property, computed }: Node & { readonly type: 'MemberExpression' },
  scope: Scope,
  depth: number,
): MethodOwner | null {
  const name = keyName(property, computed);
  if (name === null || object.type !== 'Identifier') return null;
  const write = soleOf(bindingOf(object, scope)?.writes);
  if (!isWhole(write) || write.value.type !== 'ObjectExpression') return null;
  const own = write.value.properties.findLast(
    (item) => item.type === 'Property' && keyName(item.key, item.computed) === name,
  );
  if (own?.type !== 'Property') return null;
  return own.value.type === 'Identifier'
    ? classNamed(own.value, write.scope)
    : ownerNamed(bindings, own.value, write.scope, depth);
}

/** The function that a name stands for, which is given nothing else. */
function functionNamed(bindings: Bindings, node: Node, scope: Scope): FunctionInfo | null {
  const binding = node.type === 'Identifier' ? bindingOf(node, scope) : null;
  if (!binding || binding.writes.length === 0) return binding?.fn ?? null;
  const write = soleOf(binding.writes);
  return isWhole(write) ? (bindings.functions.get(write.value) ?? null) : null;
}

/** `list.add(x).add(y)`: what a method is called of, where it gives that back. */
function ownerGivenBack(
  bindings: Bindings,
  callee: CallExpression['callee'],
  scope: Scope,
  depth: number,
): MethodOwner | null {
  if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return null;
  const name = keyName(callee.property, callee.computed);
  const owner = name === null ? null : ownerNamed(bindings, callee.object, scope, depth + 1);
  const fn = owner && name !== null ? memberOf('method', bindings, owner, name) : null;
  const givesBack = fn?.returns.slice(0, RETURNS_MAX).some(
    ({ value, scope: inner }) =>
      value.type === 'ThisExpression' ||
      // `return this.add(x);`
      (value.type === 'CallExpression' && ownerNamed(bindings, value, inner, depth + 2) === owner),
  );
  return givesBack ? owner : null;
}

/** The class that a name stands for, also through other names; the name itself where it is a function's. */
function classNamed(node: Node & { readonly type: 'Identifier' }, scope: Scope): MethodOwner | null {
  let binding = bindingOf(node, scope);
  for (let depth = 0; depth < PARENTS_MAX; depth++) {
    const value = binding?.writes[0]?.value;
    if (value?.type === 'ClassDeclaration' || value?.type === 'ClassExpression') return value.body;
    const alias = soleOf(binding?.writes);
    const isAlias = value?.type === 'Identifier' && isWhole(alias);
    const next = isAlias ? bindingOf(value, alias.scope) : null;
    if (!next) return binding;
    binding = next;
  }
  return binding;
}

/** True for what gives a name its value as it is. */
function isWhole(write: Write | undefined): write is Write {
  return write?.kind === 'value' && write.path.length === 0;
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
  if (!givesMember(bindings, name)) return null;
  return memberOf(kind, bindings, ownerNamed(bindings, object, scope), name);
}

/** A member of a class or object, or of the classes that it extends. */
function memberOf(
  kind: Method['kind'],
  bindings: Bindings,
  first: MethodOwner | null,
  name: string,
): FunctionInfo | null {
  const { parents, prototypes } = membersOf(bindings);
  let owner = first;
  for (let depth = 0; owner && depth < PARENTS_MAX; depth++) {
    const found =
      'type' in owner
        ? functionsOf(bindings, owner)[kind].get(name)
        : kind === 'method'
          ? prototypes.get(owner)?.get(name)
          : undefined;
    if (found) return found;
    owner = 'type' in owner ? parentOf(bindings, owner, parents) : null;
  }
  return null;
}

/** The class that a class extends; null for none of the file. */
function parentOf(bindings: Bindings, owner: Owner, parents: Members['parents']): MethodOwner | null {
  const parent = parents.get(owner);
  if (!parent) return null;
  const { node, scope } = parent;
  return node.type === 'Identifier' ? classNamed(node, scope) : ownerNamed(bindings, node, scope);
}

const NO_FUNCTIONS: readonly FunctionInfo[] = [];

/** Functions that classes have in place of one that a class which they extend has, where that calls it of `this`. */
export function overridesOf(bindings: Bindings, node: Node, scope: Scope): readonly FunctionInfo[] {
  if (node.type !== 'MemberExpression' || node.object.type !== 'ThisExpression') return NO_FUNCTIONS;
  const name = keyName(node.property, node.computed);
  const { parents } = membersOf(bindings);
  if (name === null || parents.size === 0) return NO_FUNCTIONS;
  const owner = ownerOfThis(bindings, scope);
  if (!owner || !('type' in owner)) return NO_FUNCTIONS;
  const found: FunctionInfo[] = [];
  for (const body of parents.keys()) {
    const own = functionsOf(bindings, body).method.get(name);
    if (own && extendsOwner(bindings, body, owner)) found.push(own);
  }
  return found;
}

function extendsOwner(bindings: Bindings, body: Owner, owner: Owner): boolean {
  const { parents } = membersOf(bindings);
  let at: MethodOwner | null = body;
  for (let depth = 0; at && 'type' in at && depth < PARENTS_MAX; depth++) {
    at = parentOf(bindings, at, parents);
    if (at === owner) return true;
  }
  return false;
}

/** The functions that members of an instance, which is given as an expression, are. */
export function methodOfInstance(bindings: Bindings, object: Site, name: string): FunctionInfo | null {
  if (!followsMembers(bindings)) return null;
  return memberOf('method', bindings, ownerNamed(bindings, object.node, object.scope), name);
}

/** The function that yields what going through an instance gives: `new Folder()` in `for (const file of new Folder())`. */
export function iteratorOf(bindings: Bindings, node: Node, scope: Scope): FunctionInfo | null {
  if (!membersOf(bindings).iterates) return null;
  return memberOf('method', bindings, ownerNamed(bindings, node, scope), ITERATOR);
}

/** The class that the class extends in whose method something stands. */
function parentOfThis(bindings: Bindings, scope: Scope): MethodOwner | null {
  const owner = ownerOfThis(bindings, scope);
  return owner && 'type' in owner ? parentOf(bindings, owner, membersOf(bindings).parents) : null;
}

/** Names of a file's getters and setters; none where its members are not followed. */
export function accessorNames(bindings: Bindings): ReadonlySet<string> {
  return membersOf(bindings).accessors;
}

/** The functions that `new` calls of one of several classes: `new (quiet ? A : B)()`, `new kinds[kind]()`. */
export function constructorsAmong(bindings: Bindings, classes: readonly Site[]): readonly FunctionInfo[] {
  const found = new Set<FunctionInfo>();
  for (const { node, scope } of classes) {
    if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') continue;
    const own = memberOf('method', bindings, ownerNamed(bindings, node, scope), 'constructor');
    if (own) found.add(own);
  }
  return [...found];
}

/** The function that `new` or `super` calls; null for other calls, and for what is no class of the file. */
export function constructorOf(
  bindings: Bindings,
  { node, scope }: Bindings['calls'][number],
): FunctionInfo | null {
  const callee = node.callee as Node;
  if (node.type !== 'NewExpression' && callee.type !== 'Super') return null;
  if (!followsMembers(bindings)) return null;
  const { parents } = membersOf(bindings);
  let owner =
    callee.type === 'Super'
      ? parentOfThis(bindings, scope)
      : callee.type === 'Identifier'
        ? classNamed(callee, scope)
        : ownerNamed(bindings, callee, scope);
  // A class without one of its own has that of the class which it extends.
  for (let depth = 0; owner && 'type' in owner && depth < PARENTS_MAX; depth++) {
    const own = functionsOf(bindings, owner).method.get('constructor');
    if (own) return own;
    owner = parentOf(bindings, owner, parents);
  }
  return owner && !('type' in owner) ? owner.fn : null;
}
