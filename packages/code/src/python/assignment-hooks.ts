import type { Machine } from './machine.ts';
import { type ClassValue, type ObjectValue, str, type Value } from './value.ts';

const BASES_DEPTH_MAX = 8;

/** What a class or one that it is made from has under a name; null for none. */
function inClass({ scope, bases }: ClassValue, name: string, depth = 0): Value | null {
  const own = scope.names.get(name);
  if (own || depth > BASES_DEPTH_MAX) return own ?? null;
  for (const base of bases) {
    const found = base.kind === 'class' ? inClass(base, name, depth + 1) : null;
    if (found) return found;
  }
  return null;
}

/** What Python calls when an attribute is set: `__setattr__`, the setter of a property, `__set__` of a descriptor. */
export function runAttributeHooks(machine: Machine, holder: ObjectValue, name: string, value: Value): void {
  const call = (method: Value | null, self: ObjectValue, positional: readonly Value[]): void => {
    if (method?.kind !== 'function' || machine.stack.includes(method.node)) return;
    const args = { positional, named: new Map<string, Value>(), whole: true };
    machine.callValue({ ...method, self }, args, method.node, method.scope);
  };
  call(inClass(holder.type, '__setattr__'), holder, [str(name), value]);
  const own = inClass(holder.type, name);
  if (own?.kind === 'function') call(machine.setters.get(own.node) ?? null, holder, [value]);
  else if (own?.kind === 'object') call(inClass(own.type, '__set__'), own, [holder, value]);
}

/** Calls `__setitem__` of an object that has it; false where it has none. */
export function runItemHook(machine: Machine, holder: ObjectValue, key: Value, value: Value): boolean {
  const method = inClass(holder.type, '__setitem__');
  if (method?.kind !== 'function' || machine.stack.includes(method.node)) return false;
  const args = { positional: [key, value], named: new Map<string, Value>(), whole: true };
  machine.callValue({ ...method, self: holder }, args, method.node, method.scope);
  return true;
}
