import { functionOf } from './liveness.ts';
import { memoOf } from './memo.ts';
import type { Node } from './parse.ts';
import type { Bindings, FunctionInfo, Scope } from './scope.ts';

/** Functions of the file that a call may call. */
export type CalleesOf = (callee: Node, scope: Scope) => readonly FunctionInfo[];

const NONE: readonly FunctionInfo[] = [];

/** Creates what tells which functions of the file a call may call: each round of the labeler asks it again. */
export function createCalleesOf(bindings: Bindings): CalleesOf {
  return (callee, scope) => {
    const memo = memoOf(callee);
    if (memo.$callees) return memo.$callees;
    const fn = functionOf(bindings, callee, scope);
    memo.$callees = fn ? [fn] : NONE;
    return memo.$callees;
  };
}
