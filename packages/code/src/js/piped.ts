import type { CallExpression, NewExpression } from 'acorn';
import { sinkKindOf } from './api.ts';
import type { Evaluator } from './evaluator.ts';
import type { Flow } from './flow-facts.ts';
import { methodName } from './keys.ts';
import type { Node } from './parse.ts';
import { targetsOfValue } from './request.ts';
import type { Bindings, Scope, Site } from './scope.ts';
import { valuesOf } from './values.ts';

/** What a stream carries, and where it ends. */
export interface Piped {
  readonly flow: Pick<Flow, 'sink' | 'sinkName' | 'labels' | 'targets'>;
  /** The path of the file that it ends in; null for what is no file. */
  readonly file: Site | null;
}

/** What is known of `response.pipe(file)` and `pipeline(response, file)`; null for other calls. */
export type PipedInto = (
  node: CallExpression | NewExpression,
  scope: Scope,
  name: string | null,
) => Piped | null;

/** Creates what tells of the calls of one file which streams they join. */
export function createPipedInto(
  bindings: Bindings,
  ev: Evaluator,
  labelsOf: (node: Node, scope: Scope) => number,
): PipedInto {
  /** The name of an API that an expression has, or that a member of what the file makes holds. */
  function nameBehind(node: Node, scope: Scope): string | null {
    const own = ev.nameOf(node, scope);
    if (own !== null || node.type !== 'MemberExpression') return own;
    const [value] = valuesOf(ev, node, scope);
    return value ? ev.nameOf(value.node, value.scope) : null;
  }

  /** The path that the call was given which made a stream, where that is a file's. */
  function pathOf(target: Node, scope: Scope): Site | null {
    for (const made of [{ node: target, scope }, ...valuesOf(ev, target, scope)]) {
      if (made.node.type !== 'CallExpression' && made.node.type !== 'NewExpression') continue;
      const [path] = made.node.arguments;
      if (path && path.type !== 'SpreadElement') return { node: path, scope: made.scope };
    }
    return null;
  }

  return (node, scope, name) => {
    const callee = node.callee as Node;
    const method = methodName(callee);
    const args = node.arguments as Node[];
    const pipeline = name !== null && /^stream(?:\.|\/promises\.)pipeline$/.test(name);
    if (!pipeline && method !== 'pipe') return null;
    const source = pipeline ? args[0] : callee.type === 'MemberExpression' ? (callee.object as Node) : null;
    const target = pipeline ? args.findLast((argument) => !bindings.functions.has(argument)) : args[0];
    const into = target && nameBehind(target, scope);
    if (!source || !into) return null;
    const started = /^child_process\.\w+\(\)\.stdin$/.test(into);
    const sinkName = started ? into : into.replace(/\(\)$/, '');
    const sink = started ? 'command' : sinkKindOf(sinkName);
    const labels = labelsOf(source, scope);
    if (sink === null || labels === 0) return null;
    const targets = sink === 'network' ? targetsOfValue(ev, target, scope) : [];
    return {
      flow: { sink, sinkName, labels, targets },
      file: sink === 'file-write' ? pathOf(target, scope) : null,
    };
  };
}
