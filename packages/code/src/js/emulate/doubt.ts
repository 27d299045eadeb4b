import type { Node } from '../parse.ts';
import { isOpaque, Thrown, type Value } from './values.ts';

/** What is done about conditions that depend on what is not known. */
export interface Doubt {
  /** How often an operator was given something that is not known. */
  count: number;
  /** Whether both ways are gone then; else what is not known equals nothing. */
  isExplored: boolean;
  /** How often each condition was passed by that would have left. */
  readonly passed: Map<Node, number>;
}

/** Loops that only end by such a condition end by it the third time. */
const PASSED_MAX = 2;

/** Whether the way behind a condition is to be gone, although it leaves. */
export function passesBy({ passed }: Doubt, condition: Node): boolean {
  const times = passed.get(condition) ?? 0;
  passed.set(condition, times + 1);
  return times < PASSED_MAX;
}

/** Notes what an operator is given. */
export function noteDoubt(doubt: Doubt, a: Value, b?: Value): void {
  if (isOpaque(a) || isOpaque(b)) doubt.count++;
}

/** Does what may not happen; what the program throws in it is nobody's. */
export function attempt(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
  }
}
