import { byName } from '../by-name.ts';
import type { Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import type { Node, Scope } from './tree.ts';
import { type ObjectValue, ref, unknown, type Value } from './value.ts';

/** What loaders of modules have from the classes of the library, and what runs a module by them. */
const RUNS = /^importlib\.(?:_?abc|machinery)\.\w*Loader\(\)\.(?:exec_module|load_module)$/;

/** True for the method of a loader of the source that runs a module, which the loader has from the library. */
export const runsModule = byName((name) => RUNS.test(name));

const NOTHING = new Map<string, Value>();

/** What a module is called: by its name, or by what it was made for. */
function nameOf(machine: Machine, module: Value | undefined): Value {
  if (module?.kind === 'str') return module;
  const spec =
    module?.kind === 'ref' && module.bound?.self.kind === 'list' ? module.bound.self.items[0] : null;
  return spec ? machine.attribute(spec, 'name') : unknown();
}

/** Calls a method that the loader's class has itself; null where it has none. */
function ask(
  machine: Machine,
  loader: ObjectValue,
  name: string,
  given: Value,
  at: Node,
  scope: Scope,
): Value | null {
  const method = machine.attribute(loader, name);
  if (method.kind !== 'function') return null;
  return machine.callValue(method, { positional: [given], named: NOTHING, whole: true }, at, scope);
}

/**
 * Runs a module by a loader of the source: the library asks it for the code, the source or the bytes of the file that
 * it names, and runs what it gives.
 */
export function runByLoader(
  machine: Machine,
  loader: ObjectValue,
  { positional: [module] }: Arguments,
  at: Node,
  scope: Scope,
): void {
  const name = nameOf(machine, module);
  const path = ask(machine, loader, 'get_filename', name, at, scope) ?? name;
  const given =
    ask(machine, loader, 'get_code', name, at, scope) ??
    ask(machine, loader, 'get_source', name, at, scope) ??
    ask(machine, loader, 'get_data', path, at, scope);
  if (!given) return;
  const code = ask(machine, loader, 'source_to_code', given, at, scope) ?? given;
  machine.callValue(ref('exec'), { positional: [code], named: NOTHING, whole: true }, at, scope);
}
