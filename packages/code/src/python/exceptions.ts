import { alternatively } from './forks.ts';
import type { Completion, Machine } from './machine.ts';
import { bind } from './names.ts';
import { child, type Node, nodes, type Scope, textField } from './tree.ts';
import { unknown } from './value.ts';

/** What happens once the end of an iterator was met: its handler runs, and nothing else does. */
function caught(machine: Machine, node: Node, scope: Scope): Completion {
  const handlers = nodes(node, 'handlers');
  const named = (handler: Node): string => textField(child(handler, 'type') ?? handler, 'id');
  const handler = handlers.find((one) => named(one) === 'StopIteration') ?? handlers.at(-1);
  const completion = handler ? machine.run(nodes(handler, 'body'), scope) : 'normal';
  const last = machine.run(nodes(node, 'finalbody'), scope);
  return last === 'normal' ? completion : last;
}

/** A `try` with its handlers: both what goes well and what may go wrong. */
export function attempt(machine: Machine, node: Node, scope: Scope): Completion {
  const catches = nodes(node, 'handlers').length > 0;
  if (catches) machine.catching++;
  const completion = machine.run(nodes(node, 'body'), scope);
  if (catches) machine.catching--;
  if (catches && machine.raised) {
    machine.raised = false;
    return caught(machine, node, scope);
  }
  for (const handler of nodes(node, 'handlers')) {
    const name = textField(handler, 'name');
    if (name !== '') bind(machine, name, unknown(), scope);
    alternatively(machine, true, () => machine.run(nodes(handler, 'body'), scope));
  }
  const after = completion === 'normal' ? machine.run(nodes(node, 'orelse'), scope) : completion;
  machine.run(nodes(node, 'finalbody'), scope);
  return after === 'return' && nodes(node, 'handlers').length > 0 ? 'normal' : after;
}
