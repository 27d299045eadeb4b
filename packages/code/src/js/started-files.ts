import type { CallExpression, NewExpression } from 'acorn';
import { FILE_MOVE, sinkKindOf } from './api.ts';
import type { NamedCall } from './calls.ts';
import type { Evaluator } from './evaluator.ts';
import { addressed } from './file-addresses.ts';
import type { Flow } from './flow-facts.ts';
import { LABEL } from './labels.ts';
import { givenArguments, isRequire } from './names.ts';
import type { Node } from './parse.ts';
import { pathTexts } from './path-text.ts';
import type { Bindings, Scope, Site } from './scope.ts';
import { isSameFile } from './stored.ts';

/** Files that a server's answer was written to, where they are loaded as code or started as a program. */
export function startsOf(
  files: readonly Site[],
  calls: readonly NamedCall[],
  imports: Bindings['imports'],
  ev: Evaluator,
): Flow[] {
  const all = withMoved(files, calls, ev);
  const isStored = (path: Node, scope: Scope): boolean =>
    [{ node: path, scope }, ...addressed(ev, path, scope)].some((site) =>
      all.some((file) => isSameFile(ev, file, site)),
    );
  const loaded = imports.flatMap(({ node, scope }): Flow[] =>
    node.type === 'ImportExpression' && isStored(node.source, scope)
      ? [flowAt('load', 'import', node, scope)]
      : [],
  );
  const started = calls.flatMap(({ node, scope, name }): Flow[] =>
    pathsOf(node, scope, name, ev).some((path) => path && isStored(path, scope))
      ? [flowAt(STARTS.test(name) ? 'command' : 'load', name, node, scope)]
      : [],
  );
  return [...started, ...loaded];
}

/** Files, and where they are moved or copied to: many are stored under another name (`x.part`) until they are whole. */
function withMoved(files: readonly Site[], calls: readonly NamedCall[], ev: Evaluator): readonly Site[] {
  const moved = calls.flatMap(({ node, scope, name }): Site[] => {
    const [from, to] = FILE_MOVE.test(name) ? node.arguments : [];
    const isMoved = from && files.some((file) => isSameFile(ev, file, { node: from, scope }));
    return isMoved && to ? [{ node: to, scope }] : [];
  });
  return moved.length === 0 ? files : [...files, ...moved];
}

function flowAt(sink: 'command' | 'load', sinkName: string, node: Node, scope: Scope): Flow {
  const place = { offset: node.start, endOffset: node.end, live: scope.fn.live };
  return { sink, sinkName, labels: LABEL.network | LABEL.dropped, targets: [], ...place };
}

/** What starts a file by its path, without a shell. */
const STARTS = /^(?:child_process\.(?:spawn|execFile|fork)(?:Sync)?|execa|Bun\.spawn(?:Sync)?)$/;

/** What runs the file that it is given first. */
const INTERPRETER = /^(?:\S*[\\/])?(?:node|bun|deno|(?:ba|da|z)?sh|python3?|powershell|pwsh)(?:\.exe)?$/i;

/** The paths of what a call loads or starts: also of what it has an interpreter run. */
function pathsOf(
  node: CallExpression | NewExpression,
  scope: Scope,
  name: string,
  ev: Evaluator,
): readonly (Node | null | undefined)[] {
  if (name === 'process.dlopen') return [node.arguments[1]];
  if (isRequire(name) || name === 'worker_threads.Worker') return [node.arguments[0]];
  if (!STARTS.test(name) || sinkKindOf(name) !== 'command') return [];
  const [program, list] = givenArguments(ev, node, scope);
  if (!program || list?.type !== 'ArrayExpression') return [program];
  const isRead =
    ev.nameOf(program, scope) === 'process.execPath' ||
    pathTexts(ev, program, scope).some((text) => INTERPRETER.test(text));
  return isRead ? [program, list.elements[0]] : [program];
}
