import type { CallExpression, NewExpression } from 'acorn';
import { sinkKindOf } from './api.ts';
import type { Evaluator } from './evaluator.ts';
import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import { type Bindings, type Scope } from './scope.ts';

/** Methods that call what they are given with what their object holds. */
const HANDS_ON: ReadonlySet<string> = new Set(['then', 'on', 'once', 'map', 'forEach']);
const NO_RUNNERS: readonly RunnerGiven[] = [];

/** A function that runs code or commands and is handed to something else to call. */
export interface RunnerGiven {
  readonly sink: 'code' | 'command';
  readonly name: string;
  /** What calls it, with what it has. */
  readonly to: Node;
}

/** `promise.then(eval)`, `lines.forEach(execSync)`: runners that a call hands to what its object holds. */
export function runnersGiven(
  node: CallExpression | NewExpression,
  scope: Scope,
  ev: Evaluator,
): readonly RunnerGiven[] {
  const callee = node.callee as Node;
  if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return NO_RUNNERS;
  const method = keyName(callee.property, callee.computed);
  if (method === null || !HANDS_ON.has(method)) return NO_RUNNERS;
  const to: Node = callee.object;
  return node.arguments.flatMap((argument): RunnerGiven[] => {
    if (argument.type !== 'Identifier' && argument.type !== 'MemberExpression') return [];
    const name = ev.nameOf(argument, scope);
    const sink = name === null ? null : sinkKindOf(name);
    return name !== null && (sink === 'code' || sink === 'command') ? [{ sink, name, to }] : [];
  });
}

/** Whether a source hands a function that runs code or commands to something else to call. */
export function handsOnRunner(bindings: Bindings, ev: Evaluator): boolean {
  return bindings.calls.some(({ node, scope }) => runnersGiven(node, scope, ev).length > 0);
}
