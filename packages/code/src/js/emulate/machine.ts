import type { Program } from 'acorn';
import type { Node } from '../parse.ts';
import type { Core } from './interpreter.ts';
import type { OutsideCall } from './outside.ts';
import type { EmuFunction, Env, Value } from './values.ts';

/** A text that a call ran as code, and the file that the call is in, where several run together. */
export interface RunCode {
  readonly text: string;
  readonly file: string | null;
  /** Whether decoders made it, or a part of it. */
  readonly decoded: boolean;
}

/** The machine of one program, or of files that run together. */
export interface Interpreter extends Core {
  readonly globals: Env;
  /** The last function that a node became. */
  readonly closures: ReadonlyMap<Node, EmuFunction>;
  /** Texts that calls of the program ran as code, by the call. */
  readonly codes: ReadonlyMap<Node, readonly RunCode[]>;
  /** What calls of the program called in the outside world, by the call. */
  readonly outside: ReadonlyMap<Node, readonly OutsideCall[]>;
  /** Functions that ran. */
  readonly ran: ReadonlySet<Node>;
  /** Whether a program, by now, cost more than it may: some of its statements did not run. */
  readonly isExhausted: () => boolean;
  /** Runs a program, or the file whose scope is given. */
  run(program: Program, scope?: Env): void;
  /** The names of node that each file has. */
  moduleNames(load: (specifier: string) => Value): readonly (readonly [string, Value])[];
}

/** What is known beforehand. */
export interface InterpreterOptions {
  /** The text of the program, where only one runs. */
  readonly source?: string;
  /** Variables of its environment. */
  readonly env?: Map<string, Value>;
}
