import type { Machine } from './machine.ts';
import { run } from './statements.ts';
import type { Node } from './tree.ts';

/** Steps that the statements after one which spent all of them get, and how often in one source. */
const REST_STEPS = 50_000;
const CUTS_MAX = 10;

/**
 * Runs a module's statements. One that spends the source's steps ends, and those after it are run all the same: a loop
 * in front of a payload hides nothing.
 * @returns false when a statement was cut short: what it would have computed is unknown.
 */
export function runModule(machine: Machine, body: readonly Node[]): boolean {
  let cuts = 0;
  for (const statement of body) {
    const completion = run(machine, [statement], machine.module);
    if (machine.exhausted && cuts < CUTS_MAX) {
      cuts++;
      machine.exhausted = false;
      machine.steps = machine.stepsMax - REST_STEPS;
    }
    if (completion !== 'normal') break;
  }
  return cuts === 0;
}
