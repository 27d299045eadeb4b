import type { CallExpression, NewExpression } from 'acorn';
import type { Evaluator } from './evaluator.ts';
import { calleeName } from './names.ts';
import type { Bindings, Site } from './scope.ts';

/** A call of something whose canonical name is known. */
export interface NamedCall extends Site<CallExpression | NewExpression> {
  readonly name: string;
}

/** The calls whose callee has a canonical name, in source order: a few of a hundred, and the only ones that tell. */
export function nameCalls(bindings: Bindings, ev: Evaluator): NamedCall[] {
  const named: NamedCall[] = [];
  for (const { node, scope } of bindings.calls) {
    const name = calleeName(ev, node, scope) ?? ev.emulator?.callsOf(node)[0]?.name ?? null;
    if (name !== null) named.push({ node, scope, name });
  }
  return named;
}
