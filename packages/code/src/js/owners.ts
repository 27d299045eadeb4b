import type { Owner } from './method.ts';
import type { Node } from './parse.ts';
import { type Binding, type Bindings, bindingOf, type FunctionInfo, keyName, type Scope } from './scope.ts';

/** What methods are of: a class or object as it is written, or the name whose `prototype` they are set on. */
type MethodOwner = Owner | Binding;

interface Members {
  /** What a function is a member of, where its `this` is that. */
  readonly ownerOf: ReadonlyMap<Node, MethodOwner>;
  readonly methods: ReadonlyMap<MethodOwner, ReadonlyMap<string, FunctionInfo>>;
  readonly getters: ReadonlyMap<MethodOwner, ReadonlyMap<string, FunctionInfo>>;
  readonly setters: ReadonlyMap<MethodOwner, ReadonlyMap<string, FunctionInfo>>;
}

type Kind = 'methods' | 'getters' | 'setters';

const KINDS = { method: 'methods', get: 'getters', set: 'setters' } as const;

/** Collected when it is asked for first: most files ask for none. */
const members = new WeakMap<Bindings, Members>();

function membersOf(bindings: Bindings): Members {
  const known = members.get(bindings);
  if (known) return known;
  const ownerOf = new Map<Node, MethodOwner>();
  const found = {
    methods: new Map<MethodOwner, Map<string, FunctionInfo>>(),
    getters: new Map<MethodOwner, Map<string, FunctionInfo>>(),
    setters: new Map<MethodOwner, Map<string, FunctionInfo>>(),
  };

  function add(kind: Kind, owner: MethodOwner, name: string | null, value: Node): void {
    const fn = bindings.functions.get(value);
    if (!fn) return;
    // An arrow in an object has the `this` of what is around it.
    if (value.type === 'FunctionExpression' || ('type' in owner && owner.type === 'ClassBody'))
      ownerOf.set(value, owner);
    if (name === null) return;
    const own = found[kind].get(owner);
    if (own) own.set(name, fn);
    else found[kind].set(owner, new Map([[name, fn]]));
  }

  for (const { key, computed, value, kind, owner } of bindings.methods)
    add(KINDS[kind], owner, keyName(key, computed), value);
  for (const { key, computed, value, owner } of bindings.fields)
    add('methods', owner, keyName(key, computed), value);
  for (const { target, value, scope } of bindings.assigns) {
    const made = target.type === 'MemberExpression' ? prototypeOf(target.object, scope) : null;
    if (made && target.type === 'MemberExpression')
      add('methods', made, keyName(target.property, target.computed), value);
  }
  const all: Members = { ownerOf, ...found };
  members.set(bindings, all);
  return all;
}

/** `Agent` of `Agent.prototype`. */
function prototypeOf(node: Node, scope: Scope): Binding | null {
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return null;
  return keyName(node.property, node.computed) === 'prototype' ? bindingOf(node.object, scope) : null;
}

/** What `this` is where it is written; null where that is not known. */
export function ownerOfThis(bindings: Bindings, scope: Scope): MethodOwner | null {
  const { ownerOf } = membersOf(bindings);
  for (let fn: FunctionInfo | null = scope.fn; fn; fn = fn.parent) {
    const owner = ownerOf.get(fn.node as Node);
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

function memberNamed(
  kind: Kind,
  bindings: Bindings,
  { object, property, computed }: Node & { readonly type: 'MemberExpression' },
  scope: Scope,
): FunctionInfo | null {
  const name = keyName(property, computed);
  if (name === null || object.type === 'Super') return null;
  const owner = ownerNamed(bindings, object, scope);
  return (owner && membersOf(bindings)[kind].get(owner)?.get(name)) ?? null;
}

/** The method that a member is: of `this`, of an instance, of a class or of an object. */
export function methodNamed(
  bindings: Bindings,
  node: Node & { readonly type: 'MemberExpression' },
  scope: Scope,
): FunctionInfo | null {
  return memberNamed('methods', bindings, node, scope);
}

/** The function that reading or setting a member calls; null for a member that is no accessor. */
export function accessorNamed(
  kind: 'get' | 'set',
  bindings: Bindings,
  node: Node & { readonly type: 'MemberExpression' },
  scope: Scope,
): FunctionInfo | null {
  return membersOf(bindings)[KINDS[kind]].size === 0 ? null : memberNamed(KINDS[kind], bindings, node, scope);
}

/** The function that `new` calls; null for what is no class of the file. */
export function constructorOf(bindings: Bindings, callee: Node, scope: Scope): FunctionInfo | null {
  const owner =
    callee.type === 'Identifier' ? classNamed(callee, scope) : ownerNamed(bindings, callee, scope);
  if (!owner || !('type' in owner)) return owner?.fn ?? null;
  return membersOf(bindings).methods.get(owner)?.get('constructor') ?? null;
}
