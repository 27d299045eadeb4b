import type { CallExpression, NewExpression } from 'acorn';
import type { Evaluator } from './evaluator.ts';
import type { Node } from './parse.ts';
import type { FunctionInfo, Scope } from './scope.ts';

/** A function of the file that another one calls, and what that gives it. */
export interface HandedOn {
  readonly fns: readonly FunctionInfo[];
  readonly args: readonly Node[];
}

/** Where what a function is given begins, of calls that have it called later. */
const GIVES_FROM: Readonly<Record<string, number>> = {
  setTimeout: 2,
  setInterval: 2,
  setImmediate: 1,
  'process.nextTick': 1,
};

/** `setTimeout(send, 9, data)`, `process.nextTick(send, data)` and `Reflect.apply(send, this, [data])`; null for others. */
export function handedOn(ev: Evaluator, node: CallExpression | NewExpression, scope: Scope): HandedOn | null {
  const args = node.arguments as Node[];
  const first = args[0];
  if (!first || args.length < 2) return null;
  const name = ev.nameOf(node.callee, scope);
  if (name === 'Reflect.apply') {
    const list = args[2];
    return list?.type === 'ArrayExpression'
      ? { fns: ev.calleesOf(first, scope), args: list.elements.filter((item) => item !== null) }
      : null;
  }
  const from = name !== null && Object.hasOwn(GIVES_FROM, name) ? (GIVES_FROM[name] ?? 0) : 0;
  if (from === 0 || args.length <= from) return null;
  return { fns: ev.calleesOf(first, scope), args: args.slice(from) };
}
