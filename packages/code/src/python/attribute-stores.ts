import type { Node, Scope } from './tree.ts';
import type { FunctionValue, Value } from './value.ts';

/** Attributes of the functions of one scope. A scope is of one evaluation; nodes of other modules are shared. */
const stores = new WeakMap<Scope, Map<Node, Map<string, Value>>>();
const ATTRIBUTES_MAX = 200;

/** What was put under a name of a function: `run.command = …`. */
export function attributeOfFunction({ scope, node }: FunctionValue, name: string): Value | undefined {
  return stores.get(scope)?.get(node)?.get(name);
}

/** Puts a value under a name of a function. */
export function setAttributeOfFunction({ scope, node }: FunctionValue, name: string, value: Value): void {
  const functions = stores.get(scope) ?? new Map<Node, Map<string, Value>>();
  stores.set(scope, functions);
  const held = functions.get(node) ?? new Map<string, Value>();
  functions.set(node, held);
  if (held.size < ATTRIBUTES_MAX) held.set(name, value);
}
