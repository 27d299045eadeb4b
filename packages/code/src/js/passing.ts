import type { CallExpression, NewExpression } from 'acorn';
import { isFunction } from './declares.ts';
import type { Evaluator } from './evaluator.ts';
import { handedOn } from './handed-on.ts';
import { keyName, methodName } from './keys.ts';
import { functionOf } from './liveness.ts';
import { givenArguments } from './names.ts';
import { constructorOf, constructorsAmong, followsMembers } from './owners.ts';
import type { Node } from './parse.ts';
import { type Bindings, type FunctionInfo, type Scope, type Site } from './scope.ts';
import { valuesOf } from './values.ts';

/** Methods that put what they are given into what they are called on. */
const COLLECTS: ReadonlySet<string> = new Set(
  'push unshift set append add write update concat assign'.split(' '),
);

/** Arguments that may stand for functions. */
const HANDED: ReadonlySet<string> = new Set(['Identifier', 'MemberExpression', 'CallExpression']);

const NONE: readonly FunctionInfo[] = [];

/** A call that hands its arguments to code of this file. */
export interface Passing extends Site<CallExpression | NewExpression> {
  /** The functions that may be called. */
  readonly fns: readonly FunctionInfo[];
  /** Functions that are told of an event, and given what follows its name. */
  readonly listeners: readonly FunctionInfo[];
  /** Functions among the arguments: whoever calls them gives them what the call yields. */
  readonly callbacks: readonly FunctionInfo[];
  /** What methods among the arguments put that into what they are given: `parts` of `parts.push.bind(parts)`. */
  readonly collectors: readonly Node[];
  /** The arguments go into the object that the method is called on. */
  readonly collects: boolean;
  /** What the functions get: `f.call(x, a)`, `f.apply(x, [a])` and `f(...[a])` are `f(a)`. */
  readonly args: readonly Node[];
}

/** What a parameter gets of arguments: also of those that are spread over it, and all that are left where it takes them. */
export function argumentsFor(args: readonly Node[], index: number, parameter: Node | undefined): Node[] {
  if (parameter?.type === 'RestElement') return args.slice(index);
  const spread = args.findIndex(({ type }) => type === 'SpreadElement');
  const argument = args[spread >= 0 && spread < index ? spread : index];
  return argument ? [argument] : [];
}

/** The calls of a file that hand something to its own code, with what takes it. */
export function passingCalls(bindings: Bindings, ev: Evaluator): Passing[] {
  const found: Passing[] = [];
  const follows = followsMembers(bindings);
  for (const { node, scope } of bindings.calls) {
    const callee = node.callee as Node;
    const made = constructorOf(bindings, { node, scope });
    const isChoice = !made && node.type === 'NewExpression' && callee.type !== 'Identifier' && follows;
    const among = isChoice ? constructorsAmong(bindings, valuesOf(ev, callee, scope)) : NONE;
    const called = made ? [made] : among.length > 0 ? among : ev.calleesOf(callee, scope);
    const handed = called.length === 0 ? handedOn(ev, node, scope) : null;
    const fns = handed?.fns ?? called;
    const method = methodName(callee);
    const callbacks: FunctionInfo[] = [];
    const collectors: Node[] = [];
    for (const argument of node.arguments) {
      const callback =
        isFunction(argument) || HANDED.has(argument.type) ? functionOf(bindings, argument, scope) : null;
      if (callback) callbacks.push(callback);
      // `steps.reduce((before, step) => before.then(step), …)`
      else if (method === 'then' && argument.type === 'Identifier')
        callbacks.push(...ev.calleesOf(argument, scope));
      const collector = argument.type === 'CallExpression' ? collectorOf(argument) : null;
      if (collector) collectors.push(collector);
    }
    const collects = method !== null && (COLLECTS.has(method) || keepsForRun(ev, callee, method, scope));
    const listeners = ev.listenersOf(callee, node.arguments, scope);
    const isPassing = fns.length > 0 || callbacks.length > 0 || listeners.length > 0;
    if (!isPassing && !collects && collectors.length === 0) continue;
    const args = handed?.args ?? (fns.length > 0 ? argumentsOf(ev, node, scope) : node.arguments);
    found.push({ node, scope, fns, listeners, callbacks, collectors, collects, args });
  }
  return found;
}

/** `storage.run(data, f)` of an AsyncLocalStorage, which gives it back to all that `f` calls. */
function keepsForRun(ev: Evaluator, callee: Node, method: string, scope: Scope): boolean {
  return (
    (method === 'run' || method === 'enterWith') &&
    /\bAsyncLocalStorage\(\)\.\w+$/.test(ev.nameOf(callee, scope) ?? '')
  );
}

/** From how many places functions are called. */
export function countCalls(passing: readonly Passing[]): ReadonlyMap<FunctionInfo, number> {
  const counts = new Map<FunctionInfo, number>();
  for (const { fns } of passing) for (const fn of fns) counts.set(fn, (counts.get(fn) ?? 0) + 1);
  return counts;
}

/** `parts` of `parts.push.bind(parts)`. */
function collectorOf({ callee }: CallExpression): Node | null {
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'MemberExpression') return null;
  if (keyName(callee.property, callee.computed) !== 'bind') return null;
  const { object, property, computed } = callee.object;
  return object.type !== 'Super' && COLLECTS.has(keyName(property, computed) ?? '') ? object : null;
}

function argumentsOf(ev: Evaluator, node: CallExpression | NewExpression, scope: Scope): readonly Node[] {
  const { callee } = node;
  const method = methodName(callee);
  const given = givenArguments(ev, node, scope);
  const list = node.arguments[1];
  if (method !== 'apply' || !list || list.type === 'SpreadElement' || list.type === 'ArrayExpression')
    return given;
  return [{ type: 'SpreadElement', argument: list, start: list.start, end: list.end }];
}
