import type { NamedCall } from './calls.ts';
import type { Evaluator } from './evaluator.ts';
import type { Flow } from './flow-facts.ts';
import { keyName } from './keys.ts';
import { LABEL } from './labels.ts';
import { calleeName, isRequire } from './names.ts';
import type { Node } from './parse.ts';
import { type Bindings, bindingOf, type Scope } from './scope.ts';
import { soleOf } from './sole.ts';

/** What was decoded, whatever from. */
const HIDDEN = LABEL.decodedConst | LABEL.decoded;
/** Names that lead to a loaded module. */
const DEPTH_MAX = 4;

/**
 * Calls of what neither the module nor its name is spelled of: both come out of something that is decoded, as in
 * `(await import(names[0]))[names[1]]()`. A module that is only loaded by such a name is none.
 */
export function hiddenCalls(
  { calls }: Bindings,
  ev: Evaluator,
  labelsOf: (node: Node, scope: Scope) => number,
): Flow[] {
  function hiddenIn(node: Node, scope: Scope): number {
    return labelsOf(node, scope) & HIDDEN;
  }

  /** Labels of the name of the module that an expression is; 0 for what is none, or is spelled. */
  function hiddenModule(node: Node, scope: Scope, depth = 0): number {
    switch (node.type) {
      case 'AwaitExpression':
        return hiddenModule(node.argument, scope, depth);
      case 'ImportExpression':
        return hiddenIn(node.source, scope);
      case 'CallExpression': {
        const [first] = node.arguments;
        return first && isRequire(calleeName(ev, node, scope)) ? hiddenIn(first, scope) : 0;
      }
      case 'Identifier': {
        const write = soleOf(bindingOf(node, scope)?.writes);
        return write && write.path.length === 0 && depth < DEPTH_MAX
          ? hiddenModule(write.value, write.scope, depth + 1)
          : 0;
      }
      default:
        return 0;
    }
  }

  return calls.flatMap(({ node, scope }): Flow[] => {
    const { callee } = node;
    if (callee.type !== 'MemberExpression' || !callee.computed || keyName(callee.property, true) !== null)
      return [];
    const labels = hiddenModule(callee.object, scope);
    if (labels === 0 || hiddenIn(callee.property, scope) === 0) return [];
    const place = { offset: node.start, endOffset: node.end, live: scope.fn.live };
    return [{ sink: 'load', sinkName: 'import()[]', labels, targets: [], ...place }];
  });
}

/** Whether a file loads a module whose name is no constant. */
export function loadsAnyModule(bindings: Bindings, calls: readonly NamedCall[], ev: Evaluator): boolean {
  return (
    bindings.imports.some(
      ({ node, scope }) => node.type === 'ImportExpression' && ev.fold(node.source, scope) === null,
    ) ||
    calls.some(({ node, scope, name }) => {
      const [first] = node.arguments;
      return first !== undefined && isRequire(name) && ev.fold(first, scope) === null;
    })
  );
}
