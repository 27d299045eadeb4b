import type { CallExpression, Identifier, NewExpression } from 'acorn';
import { EXPRESSION_DEPTH_MAX } from '../limits.ts';
import type { Evaluator } from './evaluator.ts';
import { textOf } from './fold-value.ts';
import { foundMember } from './found-name.ts';
import { keyName, methodName } from './keys.ts';
import type { Node } from './parse.ts';
import { nameOfReturned } from './returned-name.ts';
import { type Binding, bindingOf, type Scope, type Write } from './scope.ts';
import { soleOf } from './sole.ts';
import { valuesOf } from './values.ts';

/** Globals that a name may begin with; any other unbound name says nothing about an API. */
const GLOBALS = new Set(
  (
    'process require module exports Buffer eval Function fetch atob btoa unescape escape decodeURIComponent ' +
    'encodeURIComponent decodeURI setTimeout setInterval setImmediate XMLHttpRequest WebSocket navigator document ' +
    'queueMicrotask String Array Object JSON URL URLSearchParams TextDecoder TextEncoder Reflect Promise WebAssembly Bun Deno ' +
    '__dirname __filename import.meta Number parseInt parseFloat globalThis chrome localStorage axios Intl Image EventSource RTCPeerConnection sessionStorage location'
  ).split(' '),
);
/** True for a global that a name may begin with. */
export function isGlobal(name: string): boolean {
  return GLOBALS.has(name);
}
const GLOBAL_OBJECTS = new Set(['globalThis', 'window', 'global', 'self', 'GLOBAL', 'root']);
const REQUIRES = new Set([
  'require',
  'module.require',
  'process.mainModule.require',
  'require.main.require',
  'module.createRequire()',
  'module.constructor._load',
  'process.mainModule.constructor._load',
  'require.main.constructor._load',
  'module._load',
  'process.getBuiltinModule',
]);
/** Helpers that compilers wrap around `require`, and calls that hand their first argument on. */
const PASS_THROUGH =
  /^(?:(?:tslib\.)?_{0,3}(?:interop\w*|import_?star|import_?default|to_?esm|toCommonJS|wildcard)\w*|tslib\.__import(?:Star|Default)|__importStar|__importDefault|__toESM|Object\.freeze|util\.promisify|Promise\.resolve)$/i;
/** Modules that offer another module's functions under the same names. */
const ALIASES: Readonly<Record<string, string>> = {
  'fs/promises': 'fs',
  'fs-extra': 'fs',
  'graceful-fs': 'fs',
  'dns/promises': 'dns',
  'node-fetch': 'fetch',
  'cross-fetch': 'fetch',
  'isomorphic-fetch': 'fetch',
  'cross-spawn': 'child_process.spawn',
  'follow-redirects/https': 'https',
  'follow-redirects/http': 'http',
};

/** The canonical name of a module specifier: `node:` dropped, drop-in replacements mapped. */
export function moduleName(specifier: string): string {
  const bare = specifier.startsWith('node:') ? specifier.slice(5) : specifier;
  return ALIASES[bare] ?? bare;
}

/** Appends a member to a canonical name; `default` and `promises` add nothing. */
export function joinName(base: string, member: string): string {
  if (member === 'default' || member === 'promises') return base;
  if (base === 'globalThis') {
    if (GLOBAL_OBJECTS.has(member)) return 'globalThis';
    return member;
  }
  return `${base}.${member}`;
}

/** True for the spelled name of a call that hands its first argument on. */
export function isPassThrough(name: string): boolean {
  return PASS_THROUGH.test(name);
}

/** True when a canonical callee name loads modules. */
export function isRequire(name: string | null): boolean {
  return name !== null && REQUIRES.has(name);
}

function nameOfWrite(ev: Evaluator, write: Write, depth: number): string | null {
  let name =
    write.kind === 'import' && write.value.type === 'Literal'
      ? moduleName(String(write.value.value))
      : write.kind === 'value'
        ? ev.nameOf(write.value, write.scope, depth)
        : null;
  for (const step of write.path) {
    if (name === null || step === null) return null;
    name = joinName(name, step);
  }
  return name;
}

/** More than a few writes is a variable, not an alias. */
const ALIAS_WRITES_MAX = 3;

/** The API that a bound name stands for, null when it is none or not one. */
export function nameOfBinding(ev: Evaluator, binding: Binding, depth = 0): string | null {
  if (binding.apiName !== undefined) return binding.apiName;
  // Set before the work, so that a name which leads back to itself is unknown instead of endless.
  binding.apiName = null;
  const { writes } = binding;
  for (let at = 0; at < writes.length && at < ALIAS_WRITES_MAX; at++) {
    const write = writes[at];
    if (write) binding.apiName = nameOfWrite(ev, write, depth + 1);
    if (binding.apiName !== null) break;
  }
  if (binding.isParam && writes.length === 0) binding.apiName = nameOfParameter(ev, binding, depth + 1);
  return binding.apiName;
}

/** Classes that are a parameter's default for tests and older machines. */
const OF_CONNECTIONS = /^(?:WebSocket|EventSource)$/;

/** The API that all calls of the file give a parameter, or the class of connections that it is where they give none. */
function nameOfParameter(ev: Evaluator, binding: Binding, depth: number): string | null {
  const { fallback } = binding;
  if (depth > EXPRESSION_DEPTH_MAX) return null;
  const given = ev.givenTo(binding);
  const names = given.map(({ node, scope }) => ev.nameOf(node, scope, depth));
  if (names.length === 0) names.push(...namesPicked(ev, binding, depth));
  const first = names[0];
  if (first !== undefined) return names.every((name) => name === first) ? first : null;
  const own = fallback ? ev.nameOf(fallback.node, fallback.scope, depth) : null;
  return own !== null && OF_CONNECTIONS.test(own) ? own : null;
}

/** What all calls give a name of a pattern: `({ env }) => …` by `read(process)`. */
function namesPicked(ev: Evaluator, binding: Binding, depth: number): readonly (string | null)[] {
  return ev.pickedBy(binding).map(({ node, scope, path }) => {
    let name = path.length === 0 || path.includes(null) ? null : ev.nameOf(node, scope, depth);
    for (const step of path) name = name === null || step === null ? null : joinName(name, step);
    return name;
  });
}

function nameOfIdentifier(ev: Evaluator, node: Identifier, scope: Scope, depth: number): string | null {
  const { name } = node;
  const binding = bindingOf(node, scope);
  if (binding) return nameOfBinding(ev, binding, depth);
  return GLOBAL_OBJECTS.has(name) ? 'globalThis' : GLOBALS.has(name) ? name : null;
}

/** `Function('return this')()` and `Function('return process')()`: the global that is returned. */
function nameOfFunctionReturn(ev: Evaluator, callee: Node, scope: Scope, depth: number): string | null {
  if (callee.type !== 'CallExpression' && callee.type !== 'NewExpression') return null;
  if (ev.nameOf(callee.callee, scope, depth + 1) !== 'Function') return null;
  const body = callee.arguments.at(-1);
  const text = body && textOf(ev.fold(body, scope, depth + 1));
  const returned = text?.match(/^\s*return\s+(?<name>this|[\w$.]{1,64});?\s*$/)?.groups?.name;
  if (!returned) return null;
  return returned === 'this' || GLOBAL_OBJECTS.has(returned) ? 'globalThis' : returned;
}

/** Methods of requests, sockets, streams and processes that give what they are called of: `request.on('error', f).end(x)`. */
const GIVES_ITSELF =
  /^(?<stream>(?:https?|http2|net|tls|dgram|child_process|fs)\.[\w.()]{1,80}\(\))\.(?:on|once|addListener|prependListener|off|removeListener|resume|pause|setTimeout|setEncoding|setNoDelay|setKeepAlive|setMaxListeners|ref|unref)$/;

function nameOfCall(ev: Evaluator, node: Node, scope: Scope, depth: number): string | null {
  if (node.type !== 'CallExpression') return null;
  const callee = node.callee as Node;
  const first = node.arguments[0];
  const name = ev.nameOf(callee, scope, depth + 1);
  if (first && isRequire(name)) {
    const specifier = textOf(ev.fold(first, scope, depth + 1));
    return specifier === null ? null : moduleName(specifier);
  }
  if (first && name === 'eval') {
    const text = textOf(ev.fold(first, scope, depth + 1));
    return text !== null && /^[\w$.]{1,64}$/.test(text) ? text : 'eval()';
  }
  const spelled = name ?? (callee.type === 'Identifier' ? callee.name : null);
  if (first && spelled !== null && PASS_THROUGH.test(spelled)) return ev.nameOf(first, scope, depth + 1);
  if (first && name === 'Reflect.get') return nameOfPicked(ev, node, scope, depth);
  // `Function.call.bind(f)` calls `f`, whatever function lent it `call`.
  if (name !== null && /\.(?:call|apply)\.bind$/.test(name))
    return first ? ev.nameOf(first, scope, depth + 1) : null;
  if (name === 'Function()') return nameOfFunctionReturn(ev, callee, scope, depth) ?? `${name}()`;
  if (name === 'Object.values().find') {
    const found = foundMember(ev, node, scope);
    const base = found && ev.nameOf(found.object, scope, depth + 1);
    if (found && base) return joinName(base, found.member);
  }
  const itself = name === null ? undefined : GIVES_ITSELF.exec(name)?.groups?.stream;
  if (itself !== undefined) return itself;
  if (name !== null) return name.endsWith('.bind') ? name.slice(0, -5) : `${name}()`;
  return nameOfFunctionReturn(ev, callee, scope, depth) ?? nameOfReturned(ev, node, scope, depth);
}

/** `Reflect.get(module, 'member')`. */
function nameOfPicked(ev: Evaluator, node: CallExpression, scope: Scope, depth: number): string | null {
  const [object, key] = node.arguments as Node[];
  const base = object ? ev.nameOf(object, scope, depth + 1) : null;
  const member = key ? textOf(ev.fold(key, scope, depth + 1)) : null;
  // What made a function of the file is `Function`, as in `render.constructor`.
  if (base === null && member === 'constructor' && object)
    return mayBeFunction(object) || ev.calleesOf(object, scope).length > 0 ? 'Function' : null;
  return base === null || member === null ? null : joinName(base, member);
}

function nameOfMember(ev: Evaluator, node: Node, scope: Scope, depth: number): string | null {
  if (node.type !== 'MemberExpression') return null;
  if (node.object.type === 'MetaProperty') {
    const member = keyName(node.property, node.computed);
    return member === null ? null : `import.meta.${member}`;
  }
  if (
    keyName(node.property, node.computed) === 'constructor' &&
    isPrototypeOfFunction(ev, node.object, scope)
  )
    return 'Function';
  const base = ev.nameOf(node.object, scope, depth + 1);
  const spelled = keyName(node.property, node.computed);
  // `render.constructor` of a function of the file is `Function` as well.
  const isOwn = base === null && spelled === 'constructor' && ev.calleesOf(node.object, scope).length > 0;
  if (base === null && !isOwn && !mayBeFunction(node.object)) return null;
  const member = spelled ?? textOf(ev.fold(node.property, scope, depth + 1));
  if (base === null) return member === 'constructor' ? 'Function' : null;
  return member === null ? null : joinName(base, member);
}

/** A function, or what made an object: in both cases its constructor is `Function`. */
function mayBeFunction(object: Node): boolean {
  if (object.type === 'FunctionExpression' || object.type === 'ArrowFunctionExpression') return true;
  return object.type === 'MemberExpression' && keyName(object.property, object.computed) === 'constructor';
}

/** `Object.getPrototypeOf(async () => {})`: what it says made it is `Function`, or its like. */
function isPrototypeOfFunction(ev: Evaluator, node: Node, scope: Scope): boolean {
  if (node.type === 'MemberExpression')
    return keyName(node.property, node.computed) === '__proto__' && ev.functions.has(node.object);
  if (node.type !== 'CallExpression') return false;
  const [first] = node.arguments;
  if (!first || !/^(?:Object|Reflect)\.getPrototypeOf$/.test(ev.nameOf(node.callee, scope) ?? ''))
    return false;
  if (first.type !== 'Identifier') return ev.functions.has(first);
  const binding = bindingOf(first, scope);
  const write = soleOf(binding?.writes);
  return binding?.fn != null || (write !== undefined && ev.functions.has(write.value));
}

/** The API that an expression names; see {@link Evaluator.nameOf}. */
export function nameNode(ev: Evaluator, node: Node, scope: Scope, depth: number): string | null {
  if (depth > EXPRESSION_DEPTH_MAX) return null;
  switch (node.type) {
    case 'Identifier':
      return nameOfIdentifier(ev, node, scope, depth);
    case 'MemberExpression':
      return nameOfMember(ev, node, scope, depth);
    case 'CallExpression':
      return nameOfCall(ev, node, scope, depth);
    case 'NewExpression': {
      const [target] = node.arguments;
      if (target && node.callee.type === 'Identifier' && node.callee.name === 'Proxy')
        return ev.nameOf(target, scope, depth + 1);
      const name = ev.nameOf(node.callee, scope, depth + 1);
      return name === null ? null : `${name}()`;
    }
    case 'ImportExpression': {
      const specifier = textOf(ev.fold(node.source, scope, depth + 1));
      return specifier === null ? null : moduleName(specifier);
    }
    case 'ChainExpression':
      return ev.nameOf(node.expression, scope, depth + 1);
    case 'AwaitExpression':
      return ev.nameOf(node.argument, scope, depth + 1);
    case 'AssignmentExpression':
      return ev.nameOf(node.right, scope, depth + 1);
    case 'SequenceExpression': {
      const last = node.expressions.at(-1);
      return last ? ev.nameOf(last, scope, depth + 1) : null;
    }
    case 'LogicalExpression':
      return ev.nameOf(node.left, scope, depth + 1) ?? ev.nameOf(node.right, scope, depth + 1);
    case 'ConditionalExpression':
      return ev.nameOf(node.consequent, scope, depth + 1) ?? ev.nameOf(node.alternate, scope, depth + 1);
    default:
      return null;
  }
}

/** `m._compile.call(m, text)` of whatever `m` is. */
function callOfMethod(node: Node): string | null {
  return node.type === 'MemberExpression' && keyName(node.property, node.computed) === '_compile'
    ? 'module._compile'
    : null;
}

/** `f.bind(x, a)()`: what was given before. */
function boundTo(callee: Node): Node[] {
  if (callee.type !== 'CallExpression' || callee.callee.type !== 'MemberExpression') return [];
  const { property, computed } = callee.callee;
  return keyName(property, computed) === 'bind' ? callee.arguments.slice(1) : [];
}

/** `f(...[a, b])` is `f(a, b)`, also where a name stands for the list, or for one of several: then the first. */
function spread(ev: Evaluator, argument: Node, scope: Scope): Node[] {
  if (argument.type !== 'SpreadElement') return [argument];
  // What is written elsewhere means something else here.
  const list = valuesOf(ev, argument.argument, scope).find(
    (site) => site.node.type === 'ArrayExpression' && isWithin(scope, site.scope),
  )?.node;
  return list?.type === 'ArrayExpression' ? list.elements.filter((item) => item !== null) : [argument];
}

function isWithin(scope: Scope, outer: Scope): boolean {
  for (let at: Scope | null = scope; at; at = at.parent) if (at === outer) return true;
  return false;
}

/** The arguments that the called function gets: `f.call(x, a)`, `f.apply(x, [a])` and `Reflect.apply(f, x, [a])` are `f(a)`. */
export function givenArguments(ev: Evaluator, node: CallExpression | NewExpression, scope: Scope): Node[] {
  const callee = node.callee as Node;
  const args = [...boundTo(callee), ...(node.arguments as Node[])].flatMap((argument) =>
    spread(ev, argument, scope),
  );
  const method = methodName(callee);
  const reflected = method === 'apply' && ev.nameOf(callee, scope) === 'Reflect.apply';
  if (method === 'call' || method === 'bind') return args.slice(1);
  if (method === 'construct' && ev.nameOf(callee, scope) === 'Reflect.construct')
    return args[1]?.type === 'ArrayExpression'
      ? args[1].elements.filter((item) => item !== null)
      : args.slice(1);
  if (method !== 'apply') return args;
  const given = args[reflected ? 2 : 1];
  return given?.type === 'ArrayExpression' ? given.elements.filter((item) => item !== null) : args.slice(1);
}

/** `f.call` and `f.apply` call `f`. */
function withoutCall(name: string): string {
  if (name.endsWith('.call')) return name.slice(0, -'.call'.length);
  return name.endsWith('.apply') ? name.slice(0, -'.apply'.length) : name;
}

/** What is a function, whatever it is. */
const FUNCTION_TYPES: ReadonlySet<string> = new Set([
  'FunctionExpression',
  'ArrowFunctionExpression',
  'MemberExpression',
  'CallExpression',
]);

/**
 * The canonical name of what a call calls. Two methods tell what they are on any object: `_compile` of a module, and
 * `constructor` of a function, which is `Function`.
 */
export function calleeName(ev: Evaluator, node: CallExpression | NewExpression, scope: Scope): string | null {
  const callee = node.callee as Node;
  const name = ev.nameOf(callee, scope);
  if (name === 'Reflect.apply' || name === 'Reflect.construct') {
    const [target] = node.arguments;
    return target && target.type !== 'SpreadElement' ? ev.nameOf(target, scope) : null;
  }
  if (name !== null) return withoutCall(name);
  if (callee.type !== 'MemberExpression') return null;
  const method = keyName(callee.property, callee.computed) ?? textOf(ev.fold(callee.property, scope));
  if (method === '_compile') return 'module._compile';
  if (method === 'call' || method === 'apply') return callOfMethod(callee.object);
  return method === 'constructor' && node.type === 'CallExpression' && FUNCTION_TYPES.has(callee.object.type)
    ? 'Function'
    : null;
}
