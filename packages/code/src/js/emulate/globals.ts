import { createBuiltins } from './builtins.ts';
import type { Machine } from './members.ts';
import { createObjectBuiltins, OBJECT_BUILTINS } from './object-builtins.ts';
import { PRELUDE } from './prelude.ts';
import type { Value } from './values.ts';

/**
 * Gives the constructors, namespaces and functions of the language by name, and parts of node by the name of their
 * module; `undefined` for others. What few programs ask for is made when it is asked for.
 */
export function createGlobals(
  machine: Machine,
  compile: (args: readonly Value[]) => Value,
  runPrelude: (text: string) => Value,
): (name: string) => Value {
  const made = createBuiltins(machine, compile);
  return (name) => {
    if (made.has(name)) return made.get(name);
    if (OBJECT_BUILTINS.has(name))
      for (const [key, value] of Object.entries(createObjectBuiltins(machine))) made.set(key, value);
    else if (Object.hasOwn(PRELUDE, name)) {
      // Set before the work: a part that needs itself gets nothing.
      made.set(name, undefined);
      made.set(name, runPrelude(PRELUDE[name] ?? ''));
    }
    return made.get(name);
  };
}
