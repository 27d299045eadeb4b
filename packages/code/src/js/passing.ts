import type { CallExpression, NewExpression } from 'acorn';
import { isFunction } from './declares.ts';
import type { Evaluator } from './evaluator.ts';
import { createListenersOf } from './events.ts';
import { keyName } from './keys.ts';
import { functionOf } from './liveness.ts';
import { constructorOf } from './owners.ts';
import type { Node } from './parse.ts';
import { type Bindings, type FunctionInfo, type Site } from './scope.ts';

/** Methods that put what they are given into what they are called on. */
const COLLECTS: ReadonlySet<string> = new Set(
  'push unshift set append add write update concat assign'.split(' '),
);

/** Arguments that may stand for functions. */
const HANDED: ReadonlySet<string> = new Set(['Identifier', 'MemberExpression', 'CallExpression']);

/** A call that hands its arguments to code of this file. */
export interface Passing extends Site<CallExpression | NewExpression> {
  /** The functions that may be called. */
  readonly fns: readonly FunctionInfo[];
  /** Functions that are told of an event, and given what follows its name. */
  readonly listeners: readonly FunctionInfo[];
  /** Functions among the arguments: whoever calls them gives them what the call yields. */
  readonly callbacks: readonly FunctionInfo[];
  /** The arguments go into the object that the method is called on. */
  readonly collects: boolean;
}

/** The calls of a file that hand something to its own code, with what takes it. */
export function passingCalls(bindings: Bindings, ev: Evaluator): Passing[] {
  const found: Passing[] = [];
  const listenersOf = createListenersOf(bindings, ev);
  for (const { node, scope } of bindings.calls) {
    const callee = node.callee as Node;
    const made =
      node.type === 'NewExpression' || callee.type === 'Super'
        ? constructorOf(bindings, callee, scope)
        : null;
    const fns = made ? [made] : ev.calleesOf(callee, scope);
    const callbacks: FunctionInfo[] = [];
    for (const argument of node.arguments) {
      const callback =
        isFunction(argument) || HANDED.has(argument.type) ? functionOf(bindings, argument, scope) : null;
      if (callback) callbacks.push(callback);
    }
    const method = callee.type === 'MemberExpression' ? keyName(callee.property, callee.computed) : null;
    const collects = method !== null && COLLECTS.has(method);
    const listeners = listenersOf(callee, node.arguments);
    if (fns.length > 0 || collects || callbacks.length > 0 || listeners.length > 0)
      found.push({ node, scope, fns, listeners, callbacks, collects });
  }
  return found;
}
