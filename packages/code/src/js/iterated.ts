import type { CallExpression, NewExpression } from 'acorn';
import { isFunction } from './declares.ts';
import { keyName, methodName } from './keys.ts';
import { functionOf } from './liveness.ts';
import { type Binding, type Bindings, type FunctionInfo, type Site } from './scope.ts';

/** Methods that hand each item of what they are called on to a function, as its first argument. */
const EACH: ReadonlySet<string> = new Set(
  'map flatMap forEach filter some every find findIndex findLast findLastIndex'.split(' '),
);
/** Methods that hand each item on as the second argument, behind what came of those before. */
const REDUCES: ReadonlySet<string> = new Set(['reduce', 'reduceRight']);

/** What a parameter stands for each item of in turn: `list` in `list.map((item) => …)`; null for other parameters. */
export type IteratedBy = (parameter: Binding) => Site | null;

/** Creates what tells of a file's parameters which lists they go through; calls are gone through when it is first asked. */
export function createIteratedBy(bindings: Bindings): IteratedBy {
  let found: Map<Binding, Site> | undefined;

  function collect(): Map<Binding, Site> {
    const lists = new Map<Binding, Site>();
    for (const { node, scope } of bindings.calls) {
      const { callee } = node;
      const callback = node.arguments[0];
      if (!callback || callee.type !== 'MemberExpression' || callee.object.type === 'Super') continue;
      const method = keyName(callee.property, callee.computed) ?? '';
      const index = EACH.has(method) ? 0 : REDUCES.has(method) ? 1 : null;
      if (index === null || !(isFunction(callback) || callback.type === 'Identifier')) continue;
      for (const parameter of functionOf(bindings, callback, scope)?.params[index] ?? [])
        if (!lists.has(parameter)) lists.set(parameter, { node: callee.object, scope });
    }
    return lists;
  }

  return (parameter) => {
    found ??= collect();
    return found.get(parameter) ?? null;
  };
}

/** Whether the first parameter of a function is what `reduce` comes to step by step, and begins with what it is given. */
export function isAccumulated(
  { callee, arguments: [handed, begins] }: CallExpression | NewExpression,
  { node }: FunctionInfo,
): boolean {
  return begins !== undefined && handed === node && REDUCES.has(methodName(callee) ?? '');
}
