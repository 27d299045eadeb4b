import type { CallExpression, NewExpression } from 'acorn';
import { sinkKindOf } from './api.ts';
import type { NamedCall } from './calls.ts';
import type { Evaluator } from './evaluator.ts';
import type { Flow } from './flow-facts.ts';
import { LABEL } from './labels.ts';
import { givenArguments, isRequire } from './names.ts';
import type { Node } from './parse.ts';
import type { Scope, Site } from './scope.ts';
import { isSameFile } from './stored.ts';

/** Files that a server's answer was written to, where they are loaded as code or started as a program. */
export function startsOf(files: readonly Site[], calls: readonly NamedCall[], ev: Evaluator): Flow[] {
  return calls.flatMap(({ node, scope, name }): Flow[] => {
    const path = pathOf(node, scope, name, ev);
    if (!path || !files.some((file) => isSameFile(ev, file, { node: path, scope }))) return [];
    return [
      {
        sink: STARTS.test(name) ? 'command' : 'load',
        sinkName: name,
        labels: LABEL.network | LABEL.dropped,
        targets: [],
        offset: node.start,
        endOffset: node.end,
        live: scope.fn.live,
      },
    ];
  });
}

/** What starts a file by its path, without a shell. */
const STARTS = /^(?:child_process\.(?:spawn|execFile|fork)(?:Sync)?|execa|Bun\.spawn(?:Sync)?)$/;

/** The path of what a call loads or starts; undefined for other calls. */
function pathOf(
  node: CallExpression | NewExpression,
  scope: Scope,
  name: string,
  ev: Evaluator,
): Node | undefined {
  if (name === 'process.dlopen') return node.arguments[1];
  if (isRequire(name)) return node.arguments[0];
  return STARTS.test(name) && sinkKindOf(name) === 'command' ? givenArguments(ev, node, scope)[0] : undefined;
}
