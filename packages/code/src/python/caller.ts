import type { Caller } from './builtins.ts';
import { elementOf } from './displays.ts';
import { afford, type Machine } from './machine.ts';
import type { Node, Scope } from './tree.ts';
import type { Value } from './value.ts';

/** What models of the library ask of the evaluation that calls them. */
export function callerOf(machine: Machine, at: Node, scope: Scope): Caller {
  return {
    call: (callee, positional, named) =>
      machine.callValue(
        callee,
        { positional, named: named ?? new Map<string, Value>(), whole: true },
        at,
        scope,
      ),
    attribute: (value, name) => machine.attribute(value, name),
    element: (source) => elementOf(machine, source),
    script: machine.script,
    afford: (steps) => afford(machine, steps),
    shipped: (path) => machine.files?.read(path) ?? null,
  };
}
