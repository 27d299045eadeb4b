import type { LoadOf } from '../mentions.ts';
import type { Node } from '../parse.ts';
import type { Bindings } from '../scope.ts';
import type { MergedProgram } from './merged.ts';

/** A place that loads another module, in its own module's offsets. */
export interface ModuleLoad {
  readonly specifier: string;
  readonly offset: number;
}

/** Finds the nodes of the places that load modules of the program, with the module that each loads. */
export function findLoads(
  bindings: Bindings,
  merged: MergedProgram,
  loadsOf: ReadonlyMap<string, readonly (ModuleLoad & { readonly target: string })[]>,
): LoadOf {
  const wanted = new Map<number, { readonly specifier: string; readonly target: string }>();
  for (const { id, base } of merged.modules)
    for (const { offset, ...load } of loadsOf.get(id) ?? []) wanted.set(base + offset, load);
  const found = new Map<number, { readonly node: Node; readonly target: string }>();
  for (const { node } of [...bindings.calls, ...bindings.imports]) {
    const load = wanted.get(node.start);
    if (!load) continue;
    const known = found.get(node.start);
    // `require('./x').run()` begins where `require('./x')` does.
    if (known && !(node.end < known.node.end && !isSpelled(known.node, load.specifier))) {
      if (!isSpelled(node, load.specifier) || node.end >= known.node.end) continue;
    }
    found.set(node.start, { node, target: load.target });
  }
  return new Map([...found.values()].map(({ node, target }) => [node, target]));
}

/** Whether the specifier stands in the call as it is. */
function isSpelled(node: Node, specifier: string): boolean {
  const first = node.type === 'CallExpression' ? node.arguments[0] : undefined;
  return first?.type === 'Literal' && first.value === specifier;
}
