import { isFunction } from './declares.ts';
import type { Node } from './parse.ts';
import { type Binding, type Bindings, bindingOf, type FunctionInfo, type Site } from './scope.ts';
import { soleOf } from './sole.ts';

/** What a promise that is made with a function comes to: the function, and a value that it is resolved with. */
export interface Promised extends Site {
  readonly to: FunctionInfo;
}

/** Finds what `resolve` is called with in `new Promise((resolve) => …)`, wherever the function hands it. */
function findPromised(bindings: Bindings): Promised[] {
  const resolvers = new Map<Binding, FunctionInfo>();
  for (const { node } of bindings.calls) {
    const first = node.arguments[0];
    if (node.type !== 'NewExpression' || !first || !isFunction(first)) continue;
    if (node.callee.type !== 'Identifier' || node.callee.name !== 'Promise') continue;
    const executor = bindings.functions.get(first);
    const resolve = soleOf(executor?.params[0]);
    if (executor && resolve) resolvers.set(resolve, executor);
  }
  if (resolvers.size === 0) return [];
  return bindings.calls.flatMap(({ node, scope }): Promised[] => {
    const value = node.arguments[0];
    if (!value || node.callee.type !== 'Identifier') return [];
    const binding = bindingOf(node.callee, scope);
    const executor = binding && resolvers.get(binding);
    return executor ? [{ to: executor, node: value, scope }] : [];
  });
}

/** What the promises of a file come to. */
export interface Promises {
  readonly all: () => readonly Promised[];
  /** Those that are made with a function. */
  readonly madeWith: (executor: Node) => readonly Site[];
}

const NONE: readonly Site[] = [];

/** Creates what tells what promises come to; they are looked for when it is first asked. */
export function createPromises(bindings: Bindings): Promises {
  let found: readonly Promised[] | undefined;
  let byExecutor: Map<Node, Promised[]> | undefined;
  const all = (): readonly Promised[] => (found ??= findPromised(bindings));
  return {
    all,
    madeWith(executor) {
      byExecutor ??= Map.groupBy(all(), ({ to }) => to.node as Node);
      return byExecutor.get(executor) ?? NONE;
    },
  };
}
