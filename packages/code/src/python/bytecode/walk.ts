import type { Blocks } from './blocks.ts';
import type { Context, State } from './symbols.ts';

/** What lies around the place that is walked, innermost first. */
export interface Around {
  readonly parent: Around | null;
  /** A loop: its header, and the block that follows it. */
  readonly loop: { readonly header: number; readonly exit: number | null } | null;
  /** Blocks from here on belong to what follows the statement. */
  readonly stop: number | null;
}

/** How a walk ended: it came to where the statement around goes on, or control left. */
export type End = 'through' | 'left';

export interface Walked {
  readonly end: End;
  readonly state: State;
}

/** Statements inside each other; deeper ones are read one after the other. */
export const NESTING_MAX = 80;

export interface Walk {
  readonly blocks: Blocks;
  readonly context: Context;
  readonly done: Set<number>;
  /** Loops and `try` statements that were begun. */
  readonly begun: Set<string>;
  depth: number;
  /** Walks on from a block into a state. */
  readonly from: (start: number, state: State, around: Around | null) => Walked;
}

/** The same place for one of several ways on. */
export function branchOff(state: State): State {
  return { stack: [...state.stack], out: [], line: state.line, keywords: state.keywords };
}

/** Takes a state over from where a statement ended. */
export function goOn(state: State, from: State): void {
  state.stack.splice(0, state.stack.length, ...from.stack);
  if (from.line > 0) state.line = from.line;
}
