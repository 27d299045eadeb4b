import type { Machine } from './machine.ts';
import { lookup } from './names.ts';
import { child, type Node, nodes, type Scope, textField } from './tree.ts';
import type { ClassValue } from './value.ts';

/** Classes of which one function calls what they have from outside. */
const TYPES_MAX = 20;

/**
 * Notes that the running function calls a method which an object of the source has from a class that somebody else
 * wrote (`self.start()`): which methods of its own that calls in turn, nobody knows.
 * @param func the callee, `object.method`.
 */
export function noteBaseCall(machine: Machine, func: Node, scope: Scope): void {
  const running = machine.stack.at(-1);
  const type = running && typeAsked(machine, child(func, 'value'), running, scope);
  if (!running || !type || type.bases.length === 0) return;
  const known = machine.baseCalls.get(running);
  if (!known) machine.baseCalls.set(running, new Set([type]));
  else if (known.size < TYPES_MAX) known.add(type);
}

/** The class of what a method is called of: a name, or `super()`, which is the method's own object. */
function typeAsked(machine: Machine, holder: Node | null, running: Node, scope: Scope): ClassValue | null {
  const isSuper = holder?.nodeType === 'Call' && child(holder, 'func')?.id === 'super';
  const [self] = isSuper ? nodes(child(running, 'args') ?? running, 'args') : [];
  const name = self ? textField(self, 'arg') : holder?.nodeType === 'Name' ? textField(holder, 'id') : '';
  if (name === '') return null;
  const value = lookup(machine, name, scope);
  return value.kind === 'object' ? value.type : value.kind === 'class' ? value : null;
}
