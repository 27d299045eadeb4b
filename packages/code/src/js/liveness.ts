import type { Identifier } from 'acorn';
import { byName } from '../by-name.ts';
import type { Evaluator } from './evaluator.ts';
import { impliedCalls } from './implied-calls.ts';
import { keyName, methodName } from './keys.ts';
import { givesMember } from './member-names.ts';
import { memoOf } from './memo.ts';
import { memberNamed } from './owners.ts';
import type { Node } from './parse.ts';
import { type Bindings, bindingOf, type FunctionInfo, type Scope } from './scope.ts';

/** Methods that call what they are given at once, or on the next turns of the event loop. */
const CALLS_BACK =
  /^(?:then|catch|finally|forEach|map|filter|reduce|some|every|find|findIndex|findLast|findLastIndex|flatMap|reduceRight|sort|toSorted|replace|replaceAll|groupBy|on|once|addListener|prependListener|prependOnceListener|addEventListener|nextTick|call|apply|from|keys|all)$/;
/** APIs whose callbacks run by themselves once they were called. */
const CALLBACK_API =
  /^(?:setTimeout|setInterval|setImmediate|queueMicrotask|process\.(?:nextTick|on|once)|fs\.|https?\.|http2\.|dns\.|net\.|tls\.|child_process\.|os\.|zlib\.|crypto\.|Promise|fetch|test$|test\.|diagnostics_channel\.|events\.|timers\/promises|JSON\.|undici\.|axios|got|request|new Promise)/;

const callsBackByMethod = byName((method) => CALLS_BACK.test(method));
const callsBackByName = byName((name) => CALLBACK_API.test(name));
/** Writes of a name, and of an object, that are looked at. */
const NAME_WRITES_MAX = 4;
const OBJECT_WRITES_MAX = 2;

/** The function of this file that an expression denotes, through names, aliases and object members. */
export function functionOf(bindings: Bindings, node: Node, scope: Scope, depth = 0): FunctionInfo | null {
  if (node.type === 'Identifier') return functionOfName(bindings, node, scope, depth);
  const direct = bindings.functions.get(node);
  if (direct) return direct;
  if (depth > 6) return null;
  // Callees and arguments are asked for by each pass.
  if (depth > 0 || node.type !== 'MemberExpression') return findFunction(bindings, node, scope, depth);
  const memo = memoOf(node);
  if (memo.$function === undefined) memo.$function = findFunction(bindings, node, scope, depth);
  return memo.$function;
}

function functionOfName(
  bindings: Bindings,
  node: Identifier,
  scope: Scope,
  depth: number,
): FunctionInfo | null {
  const binding = bindingOf(node, scope);
  if (!binding) return null;
  if (binding.fn) return binding.fn;
  if (binding.denotes !== undefined) return binding.denotes;
  binding.denotes = null;
  const { writes } = binding;
  for (let at = 0; at < writes.length && at < NAME_WRITES_MAX; at++) {
    const write = writes[at];
    if (!write || write.kind !== 'value' || write.path.length > 0) continue;
    binding.denotes = functionOf(bindings, write.value, write.scope, depth + 1);
    if (binding.denotes) break;
  }
  return binding.denotes;
}

function findFunction(bindings: Bindings, node: Node, scope: Scope, depth: number): FunctionInfo | null {
  if (node.type === 'SequenceExpression') {
    const last = node.expressions.at(-1);
    return last ? functionOf(bindings, last, scope, depth + 1) : null;
  }
  if (node.type === 'AssignmentExpression') return functionOf(bindings, node.right, scope, depth + 1);
  if (node.type === 'CallExpression')
    return isBind(node.callee) ? functionOf(bindings, node.callee, scope, depth + 1) : null;
  if (node.type !== 'MemberExpression') return null;
  const member = keyName(node.property, node.computed);
  if (member === null || node.object.type === 'Super') return null;
  if (member === 'call' || member === 'apply' || member === 'bind') {
    return functionOf(bindings, node.object, scope, depth + 1);
  }
  if (!givesMember(bindings, member)) return null;
  return (
    memberFunction(bindings, node.object, member, scope, depth) ??
    memberNamed('method', bindings, node, scope)
  );
}

/** `run.bind` of `run.bind(this)`. */
function isBind(callee: Node): boolean {
  return callee.type === 'MemberExpression' && keyName(callee.property, callee.computed) === 'bind';
}

/** `api.send` where `const api = { send() {} }` or `class`: the member's function. */
function memberFunction(
  bindings: Bindings,
  object: Node,
  member: string,
  scope: Scope,
  depth: number,
): FunctionInfo | null {
  if (object.type !== 'Identifier') return null;
  const binding = bindingOf(object, scope);
  if (!binding) return null;
  const { writes } = binding;
  for (let at = 0; at < writes.length && at < OBJECT_WRITES_MAX; at++) {
    const write = writes[at];
    if (write?.value.type !== 'ObjectExpression' || write.path.length > 0) continue;
    for (const property of write.value.properties) {
      if (property.type === 'Property' && keyName(property.key, property.computed) === member) {
        return functionOf(bindings, property.value, write.scope, depth + 1);
      }
    }
  }
  return null;
}

const NO_FUNCTIONS: readonly FunctionInfo[] = [];

/** Methods of the class that `new` was called on: an instance made at load time may call any of them. */
export function methodsOf(bindings: Bindings, callee: Node, scope: Scope): readonly FunctionInfo[] {
  let value: Node = callee;
  if (callee.type === 'Identifier') {
    const write = bindingOf(callee, scope)?.writes[0];
    if (!write || write.path.length > 0) return NO_FUNCTIONS;
    value = write.value;
  }
  if (value.type !== 'ClassDeclaration' && value.type !== 'ClassExpression') return NO_FUNCTIONS;
  const methods: FunctionInfo[] = [];
  for (const member of value.body.body) {
    const fn = member.type === 'MethodDefinition' ? bindings.functions.get(member.value) : undefined;
    if (fn) methods.push(fn);
  }
  return methods;
}

/** Which functions of a file call which, directly or as callbacks. */
export type CallEdges = ReadonlyMap<FunctionInfo, ReadonlySet<FunctionInfo>>;

/**
 * Marks the functions that run when the file is loaded: what top-level code calls, directly or as a callback of an
 * API that calls back by itself, transitively. Functions that only an importer can call stay unmarked. Returns the
 * calls that were found.
 */
export function markLive(bindings: Bindings, ev: Evaluator): CallEdges {
  const edges = new Map<FunctionInfo, Set<FunctionInfo>>();
  function connect(from: FunctionInfo, to: FunctionInfo | null): void {
    if (!to) return;
    const set = edges.get(from);
    if (set) set.add(to);
    else edges.set(from, new Set([to]));
  }
  const mayBeFunction = (argument: Node): boolean =>
    argument.type === 'Identifier' || bindings.functions.has(argument);
  for (const { node, scope } of bindings.calls) {
    const callee = node.callee as Node;
    // Methods of `this` are connected by their names: what it is may extend the class where the call stands.
    const isOwn = callee.type === 'MemberExpression' && callee.object.type === 'ThisExpression';
    const targets = isOwn ? NO_FUNCTIONS : ev.calleesOf(callee, scope);
    for (const target of targets) connect(scope.fn, target);
    if (node.type === 'NewExpression') {
      for (const method of methodsOf(bindings, callee, scope)) connect(scope.fn, method);
    }
    if (!node.arguments.some(mayBeFunction)) continue;
    const method = methodName(callee);
    const name = ev.nameOf(callee, scope);
    const callsBack =
      targets.length > 0 ||
      (method !== null && callsBackByMethod(method)) ||
      (name !== null && callsBackByName(name));
    if (!callsBack) continue;
    for (const argument of node.arguments) connect(scope.fn, functionOf(bindings, argument, scope));
  }
  impliedCalls(bindings, ev, connect);
  const stack: FunctionInfo[] = [bindings.root];
  for (const node of ev.emulator?.ran ?? []) {
    const fn = bindings.functions.get(node);
    if (fn) stack.push(fn);
  }
  const pushIdle = (next: FunctionInfo): void => {
    if (!next.live) stack.push(next);
  };
  for (let fn = stack.pop(); fn; fn = stack.pop()) {
    fn.live = true;
    edges.get(fn)?.forEach(pushIdle);
  }
  return edges;
}
