import { callAsMethod, callOwn, classAttribute } from './attributes.ts';
import type { Machine } from './machine.ts';
import { type ObjectValue, str, type Value } from './value.ts';

/** What Python calls when an attribute is set: `__setattr__`, the setter of a property, `__set__` of a descriptor. */
export function runAttributeHooks(machine: Machine, holder: ObjectValue, name: string, value: Value): void {
  callOwn(machine, holder, '__setattr__', [str(name), value]);
  const own = classAttribute(machine, holder.type, name);
  if (own?.kind === 'function') callAsMethod(machine, machine.setters.get(own.node) ?? null, holder, [value]);
  else if (own?.kind === 'object') callOwn(machine, own, '__set__', [holder, value]);
}

/** Calls `__setitem__` of an object that has it; false where it has none. */
export function runItemHook(machine: Machine, holder: ObjectValue, key: Value, value: Value): boolean {
  return callOwn(machine, holder, '__setitem__', [key, value]) !== null;
}
