import type { Evaluator } from './evaluator.ts';
import { textOf } from './fold-value.ts';
import { soleValue } from './held.ts';
import { keyName } from './keys.ts';
import { functionOf } from './liveness.ts';
import type { Node } from './parse.ts';
import { type Bindings, bindingOf, type FunctionInfo, type Scope } from './scope.ts';

/** Members that the language itself calls where an object is converted, awaited, compared or printed. */
const PROTOCOL = /^(?:toString|valueOf|toJSON|then)$/;
/** What calls the members of the object that it is given. */
const TAKES_HANDLERS = /^(?:async_hooks\.createHook|stream\.\w+|inspector\.\w+|worker_threads\.\w+)$/;
/** Calls that put a function where it is called like a member: the name, then the function. */
const DEFINES: ReadonlySet<string> = new Set(['defineProperty', '__defineGetter__', '__defineSetter__']);
/** What the language itself makes collections with. */
const COLLECTIONS: ReadonlySet<string> = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Array']);

/**
 * Calls that no call names: methods of objects whose class is not known by the name of the method, accessors by the
 * name of the member, conversions, tags of templates, handlers of proxies and streams, and traces of errors.
 */
export function impliedCalls(
  bindings: Bindings,
  ev: Evaluator,
  connect: (from: FunctionInfo, to: FunctionInfo | null) => void,
): void {
  const methods = new Map<string, FunctionInfo>();
  const accessors = new Map<string, FunctionInfo>();
  /** Members that something is given after it was made: it may be `Array.prototype`. */
  const set = new Set<string>();

  function nameOfKey(key: Node, computed: boolean, scope: Scope): string | null {
    return keyName(key, computed) ?? textOf(ev.fold(key, scope));
  }

  /** One stand-in for all members of a name: each call is one edge, however many members are called so. */
  function add(
    to: Map<string, FunctionInfo>,
    name: string | null,
    fn: FunctionInfo | undefined | null,
  ): void {
    if (name === null || !fn) return;
    const any = to.get(name) ?? { ...bindings.root, params: [], returns: [], live: false };
    to.set(name, any);
    connect(any, fn);
  }

  for (const { key, computed, value, kind, owner, scope } of bindings.methods) {
    const fn = bindings.functions.get(value);
    if (!fn) continue;
    const name = nameOfKey(key, computed, scope);
    add(kind === 'method' ? methods : accessors, name, fn);
    const isProtocol = name === null ? isSymbol(key) : PROTOCOL.test(name);
    if (isProtocol && owner.type === 'ObjectExpression') connect(scope.fn, fn);
  }
  for (const { target, value, scope } of bindings.assigns) {
    if (target.type !== 'MemberExpression') continue;
    const fn = bindings.functions.get(value);
    if (!fn) continue;
    const name = nameOfKey(target.property, target.computed, scope);
    add(methods, name, fn);
    if (name !== null && !isExports(target.object)) set.add(name);
    if (name === 'prepareStackTrace') connect(scope.fn, fn);
  }
  for (const { node, scope } of bindings.calls) {
    const callee = node.callee as Node;
    const args = node.arguments as Node[];
    const isProxy = node.type === 'NewExpression' && callee.type === 'Identifier' && callee.name === 'Proxy';
    if (isProxy || args.some(isObject)) {
      const name = isProxy ? null : ev.nameOf(callee, scope);
      if (isProxy || (name !== null && TAKES_HANDLERS.test(name)))
        for (const argument of args) connectMembers(argument, scope);
    }
    if (callee.type !== 'MemberExpression') continue;
    const method = keyName(callee.property, callee.computed);
    if (method === null || !DEFINES.has(method)) continue;
    const [key, descriptor] = args.slice(method === 'defineProperty' ? 1 : 0);
    if (!key || !descriptor) continue;
    const name = textOf(ev.fold(key, scope));
    add(accessors, name, functionOf(bindings, descriptor, scope));
    if (descriptor.type !== 'ObjectExpression') continue;
    for (const property of descriptor.properties)
      if (property.type === 'Property') add(accessors, name, bindings.functions.get(property.value));
  }

  function connectMembers(object: Node, scope: Scope): void {
    if (object.type !== 'ObjectExpression') return;
    for (const property of object.properties)
      if (property.type === 'Property') connect(scope.fn, functionOf(bindings, property.value, scope));
  }

  for (const { node, scope } of bindings.tags) connect(scope.fn, functionOf(bindings, node.tag, scope));
  if (methods.size > 0) {
    for (const { node, scope } of bindings.calls) {
      const callee = node.callee as Node;
      if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') continue;
      const name = nameOfKey(callee.property, callee.computed, scope);
      const found = name === null ? undefined : methods.get(name);
      // What `this` is may be of a class that extends the one where the call stands.
      if (!found || (callee.object.type === 'Identifier' && functionOf(bindings, callee, scope))) continue;
      if (name !== null && !set.has(name) && isBuiltIn(callee.object, scope)) continue;
      if (ev.nameOf(callee.object, scope) === null) connect(scope.fn, found);
    }
  }
  if (accessors.size === 0) return;
  for (const { node, scope } of bindings.members) {
    if (node.type !== 'MemberExpression') continue;
    // Members that are computed are many, and read tables.
    const name = keyName(node.property, node.computed);
    if (name !== null) connect(scope.fn, accessors.get(name) ?? null);
  }
}

function isObject({ type }: Node): boolean {
  return type === 'ObjectExpression';
}

/** `exports` and `module.exports`: what is set there is no method of anything else. */
function isExports(object: Node): boolean {
  if (object.type === 'Identifier') return object.name === 'exports';
  return (
    object.type === 'MemberExpression' &&
    object.object.type === 'Identifier' &&
    object.object.name === 'module' &&
    keyName(object.property, object.computed) === 'exports'
  );
}

/** A list, a text or a collection of the language, whose methods are its own: `rows.push` is no `push` of the file. */
function isBuiltIn(object: Node, scope: Scope): boolean {
  const named = object.type === 'Identifier' ? soleValue(bindingOf(object, scope)) : null;
  const value = named?.node ?? object;
  switch (value.type) {
    case 'ArrayExpression':
    case 'TemplateLiteral':
      return true;
    case 'Literal':
      return typeof value.value === 'string';
    case 'NewExpression':
      if (value.callee.type !== 'Identifier' || !COLLECTIONS.has(value.callee.name)) return false;
      return bindingOf(value.callee, named?.scope ?? scope) === null;
    default:
      return false;
  }
}

/** `[Symbol.iterator]`. */
function isSymbol(key: Node): boolean {
  return key.type === 'MemberExpression' && key.object.type === 'Identifier' && key.object.name === 'Symbol';
}
