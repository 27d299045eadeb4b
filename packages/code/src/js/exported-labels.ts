import type { Evaluator } from './evaluator.ts';
import { exportOf } from './forwards.ts';
import { keyName } from './keys.ts';
import { LABEL } from './labels.ts';
import { functionOf } from './liveness.ts';
import type { Node } from './parse.ts';
import { type Bindings, type Scope } from './scope.ts';

/** Exports of one file that are told apart; past that they count as `*`, which any name may be. */
const EXPORTS_MAX = 500;

/** What the exports of a file carry, by name; `*` is the file's value itself, and what has no name. */
export function exportedLabels(
  bindings: Bindings,
  ev: Evaluator,
  labelsOf: (node: Node, scope: Scope) => number,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();

  function add(name: string, labels: number): void {
    const key = found.size < EXPORTS_MAX || found.has(name) ? name : '*';
    found.set(key, (found.get(key) ?? 0) | (labels & ~LABEL.param));
  }

  /** Functions carry what they return. */
  function carried(value: Node, scope: Scope): number {
    return functionOf(bindings, value, scope)?.labels ?? labelsOf(value, scope);
  }

  for (const { target, value, scope } of bindings.assigns) {
    const spelled = ev.nameOf(target, scope);
    if (spelled === null || !/^(?:module\.)?exports\b/.test(spelled)) continue;
    const name = exportOf(spelled) ?? '*';
    if (name !== '*' || value.type !== 'ObjectExpression') {
      add(name, carried(value, scope) | membersOf(value, scope));
      continue;
    }
    for (const property of value.properties) {
      if (property.type === 'SpreadElement') add('*', labelsOf(property.argument, scope));
      else add(keyName(property.key, property.computed) ?? '*', carried(property.value, scope));
    }
  }

  /** What functions among the members of an exported object return. */
  function membersOf(value: Node, scope: Scope): number {
    if (value.type !== 'ObjectExpression') return 0;
    let labels = 0;
    for (const property of value.properties)
      if (property.type === 'Property') labels |= functionOf(bindings, property.value, scope)?.labels ?? 0;
    return labels;
  }

  for (const { name, value, scope } of bindings.exports)
    add(name ?? '*', labelsOf(value, scope) | (functionOf(bindings, value, scope)?.labels ?? 0));
  return found;
}
