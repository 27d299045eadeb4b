import type { Program, Statement } from 'acorn';
import { essentialStatements } from './essential.ts';
import type { Budget, Env } from './values.ts';

type Body = Program['body'];

/** Steps for what acts, once the statements before it have spent the program's. */
const REST_STEPS = 30_000;

/** Runs the statements of programs that share a budget. */
export interface ProgramRunner {
  /** One by one; what cannot be emulated is left out. */
  readonly runBody: (body: Body, scope: Env) => void;
  /** Whether a program, by now, cost more than it may: some of its statements did not run. */
  readonly isExhausted: () => boolean;
}

/** Creates what runs programs on a machine that `execute`s statements, and throws for what it cannot. */
export function createProgramRunner(
  budget: Budget,
  execute: (statement: Statement, scope: Env) => unknown,
): ProgramRunner {
  let exhausted = false;

  /** The index of the statement that spent the budget; null when all ran. */
  function runUntilSpent(body: Body, scope: Env): number | null {
    for (const [index, statement] of body.entries()) {
      try {
        execute(statement as Statement, scope);
      } catch {
        // Not emulated, thrown by the program, or the machine was led astray by it: its loss, the rest still counts.
        if (budget.steps < 0 || budget.chars < 0) return index;
      }
    }
    return null;
  }

  function runBody(body: Body, scope: Env): void {
    const spentAt = runUntilSpent(body, scope);
    if (spentAt === null) return;
    const isFirst = !exhausted;
    exhausted = true;
    if (!isFirst || budget.chars < 0) return;
    // Statements in front of a payload that cost much, or many that cost little, hide nothing.
    budget.steps = REST_STEPS;
    runUntilSpent(essentialStatements(body.slice(spentAt + 1)), scope);
  }

  return { runBody, isExhausted: () => exhausted };
}
