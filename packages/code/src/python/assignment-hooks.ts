import { classAttribute } from './attributes.ts';
import type { Machine } from './machine.ts';
import { type ObjectValue, str, type Value } from './value.ts';

/** What Python calls when an attribute is set: `__setattr__`, the setter of a property, `__set__` of a descriptor. */
export function runAttributeHooks(machine: Machine, holder: ObjectValue, name: string, value: Value): void {
  const call = (method: Value | null, self: ObjectValue, positional: readonly Value[]): void => {
    if (method?.kind !== 'function' || machine.stack.includes(method.node)) return;
    const args = { positional, named: new Map<string, Value>(), whole: true };
    machine.callValue({ ...method, self }, args, method.node, method.scope);
  };
  call(classAttribute(machine, holder.type, '__setattr__'), holder, [str(name), value]);
  const own = classAttribute(machine, holder.type, name);
  if (own?.kind === 'function') call(machine.setters.get(own.node) ?? null, holder, [value]);
  else if (own?.kind === 'object') call(classAttribute(machine, own.type, '__set__'), own, [holder, value]);
}

/** Calls `__setitem__` of an object that has it; false where it has none. */
export function runItemHook(machine: Machine, holder: ObjectValue, key: Value, value: Value): boolean {
  const method = classAttribute(machine, holder.type, '__setitem__');
  if (method?.kind !== 'function' || machine.stack.includes(method.node)) return false;
  const args = { positional: [key, value], named: new Map<string, Value>(), whole: true };
  machine.callValue({ ...method, self: holder }, args, method.node, method.scope);
  return true;
}
