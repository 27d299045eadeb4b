import { callFunction } from './functions.ts';
import { type Machine, withLive } from './machine.ts';
import type { Arguments } from './methods.ts';
import type { ClassValue, ObjectValue } from './value.ts';

/**
 * A bare object of a class, or the one that its `__new__` gives. Which of its ways that takes, settings say that nobody
 * knows (`class Lookup: def __new__(cls): return cls._build()`): what it does by the way is not told as done at load.
 */
export function newObject(machine: Machine, type: ClassValue, args: Arguments): ObjectValue {
  const own = type.scope.names.get('__new__');
  const isOwn = own?.kind === 'function' && !machine.stack.includes(own.node);
  const given = isOwn
    ? withLive(machine, false, () =>
        callFunction(machine, own, { ...args, positional: [type, ...args.positional] }),
      )
    : null;
  return given?.kind === 'object' && given.type.scope === type.scope ? given : bareObject(type);
}

/** What `object.__new__(type)` gives. */
export function bareObject(type: ClassValue): ObjectValue {
  return { kind: 'object', type, attributes: new Map(), labels: 0, layers: [] };
}
