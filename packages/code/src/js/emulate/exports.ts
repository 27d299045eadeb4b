import type { Interpreter } from './machine.ts';
import { asObject, valueIn } from './objects.ts';
import { type EmuFunction, type FunctionNode, isArray, kindOf, opaque, type Value } from './values.ts';

/** Steps that all calls together may take, and one of them: what computes long is as often a loop over what is given. */
const STEPS = 30_000;
const STEPS_OF_CALL = 12_000;
const CALLS_MAX = 200;
/** A function of a package gives an object whose method gives another one, as plugins and factories do. */
const DEPTH_MAX = 4;
/** Classes that extend each other. */
const BASES_MAX = 10;

/** Calls what a package exports as whoever uses it would, with arguments of which nothing is known. */
export function callExports(machine: Interpreter, exported: readonly Value[]): void {
  const { budget, doubt } = machine;
  doubt.isExplored = true;
  const seen = new Set<unknown>();
  let left = STEPS;
  let calls = 0;

  /** The value of a call; null for one that fails. A function is called once. */
  function attempt(fn: EmuFunction, run: (args: readonly Value[]) => Value): Value {
    if (seen.has(fn.node) || left <= 0 || budget.chars < 0 || ++calls > CALLS_MAX) return null;
    seen.add(fn.node);
    budget.steps = Math.min(left, STEPS_OF_CALL);
    const before = budget.steps;
    try {
      return run(argumentsFor(fn.node));
    } catch {
      // Thrown by the program for what it was given, not emulated, or too long: the others still count.
      return null;
    } finally {
      left -= before - budget.steps;
    }
  }

  function use(value: Value, depth: number, self?: Value): void {
    if (depth > DEPTH_MAX) return;
    const kind = kindOf(value);
    if (kind === 'function') useFunction(value as EmuFunction, depth, self);
    else if (kind === 'object') useMembers(value, depth, value);
    else if (isArray(value) && !seen.has(value)) {
      seen.add(value);
      for (const item of value.items.slice(0, CALLS_MAX)) use(item, depth + 1);
    }
  }

  function useFunction(fn: EmuFunction, depth: number, self: Value): void {
    const prototype = asObject(fn.props.get('prototype'));
    const isMaker = fn.ofClass !== undefined || (prototype !== null && prototype.props.size > 0);
    const made = attempt(fn, (args) =>
      isMaker ? machine.construct(fn, args) : machine.call(fn, args, self),
    );
    let from = isMaker ? prototype : null;
    for (let level = 0; from && level < BASES_MAX; level++, from = asObject(from.base))
      useMembers(from, depth, made);
    use(made, depth + 1);
    useMembers(fn, depth, fn);
  }

  /** Methods and getters of a value, as those of another one: what a class says its instances do. */
  function useMembers(holder: Value, depth: number, self: Value): void {
    if (holder === null || typeof holder !== 'object' || !('props' in holder) || seen.has(holder)) return;
    seen.add(holder);
    for (const [key, held] of [...holder.props].slice(0, CALLS_MAX)) {
      if (key === 'constructor' || key === 'prototype') continue;
      if (kindOf(held) !== 'accessor') {
        use(held, depth + 1, self);
        continue;
      }
      const getter = (held as Extract<Value, { kind: 'accessor' }>).get;
      if (kindOf(getter) === 'function')
        use(
          attempt(getter as EmuFunction, () => valueIn(machine, held, self)),
          depth + 1,
        );
    }
  }

  for (const value of exported) use(value, 0);
}

/** Something for each parameter that has no default of its own. */
function argumentsFor({ params }: FunctionNode): Value[] {
  return params.map((param) => (param.type === 'AssignmentPattern' ? undefined : opaque('?given')));
}
