import type { RequestTarget } from '../js/request.ts';
import type { Overwritten } from './forks.ts';
import type { Links } from './linked.ts';
import type { Arguments } from './methods.ts';
import type { Position } from './positions.ts';
import type { Recorder } from './recorder.ts';
import type { ShippedFiles } from './shipped.ts';
import type { Node, Scope } from './tree.ts';
import type { ClassValue, FunctionValue, Value } from './value.ts';

/** How a block of statements ended. */
export type Completion = 'normal' | 'return' | 'break' | 'continue';

/** One running function. */
export interface Frame {
  readonly callee: FunctionValue;
  readonly args: Arguments;
  readonly returns: Value[];
  readonly yields: Value[];
  /** Loops of it that run over what is not known. */
  looping: number;
  /** It yielded in one of them: nobody knows how often. */
  isOpen: boolean;
  /** What the generator was sent, by the number of the `yield` that gives it. */
  readonly sent: ReadonlyMap<number, Value>;
}

/**
 * The state of one evaluation of one source. It is no interpreter: what is not known is `unknown`, both ways of a
 * branch are taken then, and nothing outside of the values themselves is ever touched.
 */
export interface Machine {
  recorder: Recorder;
  readonly positionOf: (node: Node) => Position;
  /** The source itself. */
  readonly text: string;
  readonly module: Scope;
  /** Files of the distribution that are at hand; null where the source is looked at alone. */
  readonly files: ShippedFiles | null;
  /** The content of those that were read, a character a byte. */
  readonly wholes: Set<string>;
  /** Other modules of the distribution; null where the source is looked at alone. */
  links: Links | null;
  /** Where in the source is what code of another module does now; null while the source's own runs. */
  site: Position | null;
  /** Names that the source has from other files of its distribution: what comes from them is labelled. */
  readonly locals: Map<string, number>;
  /** Names that it asks of modules among those. */
  readonly members: Map<string, number>;
  /** The call of the source that runs now. */
  calling: Node | null;
  /** What `functools.partial` made and is being run. */
  readonly partials: Set<Value>;
  /** Modules of which everything is imported by `*`. */
  readonly starred: string[];
  /** True when the source runs as a program: `__name__` is `__main__`. */
  readonly script: boolean;
  /** Functions and classes of the source, in the order in which they are defined. */
  readonly functions: Map<Node, FunctionValue>;
  readonly classes: ClassValue[];
  /** What `register` of a function (`functools.singledispatch`) has added to it, by its node. */
  readonly ways: Map<Node, FunctionValue[]>;
  /** Setters of properties, by the node of what reads the property. */
  readonly setters: Map<Node, FunctionValue>;
  /** Handlers of its own that the source has given to a logger. */
  readonly handlers: Value[];
  /** Functions that have been run. */
  readonly ran: Set<Node>;
  /** Running functions, innermost last. */
  readonly frames: Frame[];
  readonly stack: Node[];
  /** Functions that each function of the source calls. */
  readonly calls: Map<Node, Set<Node>>;
  /** The number of running functions where what is called now is only registered for later; else -1. */
  aside: number;
  /** Classes of the source of which each function calls methods that they have from outside. */
  readonly baseCalls: Map<Node, Set<ClassValue>>;
  /** Answers of functions by what tells one call from another. */
  readonly answers: Map<Node, Map<string, Value>>;
  /** What the values that each function of the source gave carry, by its node. */
  readonly given: Map<Node, number>;
  /** Functions and classes of the source that were given to what made a value, which may be one of them in disguise. */
  readonly wrapped: WeakMap<Value, readonly Value[]>;
  /** Runs of each function so far. */
  readonly runs: Map<Node, number>;
  /** The folder that the process went to, unknown parts as `$UNKNOWN`; empty for the one that it began in. */
  folder: string;
  /** Labels of what was written to a file, by the file's path as far as it is known. */
  readonly written: Map<string, number>;
  /** Where a handler of a logger sends records, once the source has made one. */
  logsTo: readonly RequestTarget[] | null;
  /** What the source has given to `codecs.register`: asked for every codec that Python has not itself. */
  readonly codecs: Value[];
  /** Who is asked by programs that the source starts. */
  readonly asked: Set<string>;
  /** Attributes of outside things that the source replaced. */
  readonly patched: Map<string, Value>;
  /** True while code runs that loading the source runs. */
  live: boolean;
  /** Above 0 nothing is recorded: names are followed only. */
  muted: number;
  /** Known values that came up: a loop in which none does goes round for nothing. */
  changes: number;
  /** Times that a branch which may or may not be taken would leave the loop or function around it. */
  doubts: number;
  /** Branches of which both ways were taken, and loops over what is not known. */
  undecided: number;
  /** Loops that were left because nothing known tells when they end. */
  endless: number;
  /** Statements around that catch exceptions, and whether one is on its way: only the end of an iterator is. */
  catching: number;
  raised: boolean;
  /** What the way of a fork that is gone just now has replaced; null outside of forks. */
  overwritten: Overwritten[] | null;
  /** Calls whose answer goes nowhere, or only into the name that stands here; it may be read somewhere. */
  readonly kept: Map<Node, string>;
  steps: number;
  readonly stepsMax: number;
  /** Steps from which on code that loading does not run is only read once: no function again, no loop round and round. */
  frugalFrom: number;
  /** True when a budget cut the work short. */
  exhausted: boolean;
  /** True when a loop that loading runs was not gone through to its end. */
  cutShort: boolean;
  /** True when something that loading runs is not known for that reason. */
  lost: boolean;
  evaluate(node: Node | null, scope: Scope): Value;
  run(body: readonly Node[], scope: Scope): Completion;
  assign(target: Node, value: Value, scope: Scope): void;
  attribute(value: Value, name: string): Value;
  callValue(callee: Value, args: Arguments, at: Node, scope: Scope): Value;
}

/** Steps of one source, about a microsecond each. */
const STEPS_MAX = 1_500_000;
/** And for each of its characters: a table of constants is evaluated once, however long it is. */
const STEPS_A_CHARACTER = 2;

/** Steps that a source of this many characters may take. */
export function stepsFor(chars: number): number {
  return STEPS_MAX + STEPS_A_CHARACTER * chars;
}

/** True where nothing is gone through twice any more: what the source does by itself never is. */
export function isFrugal(machine: Machine): boolean {
  return !machine.live && machine.steps > machine.frugalFrom;
}

/** Counts a step; false once the budget is spent. */
export function spend(machine: Machine, steps = 1): boolean {
  machine.steps += steps;
  if (machine.steps <= machine.stepsMax) return true;
  machine.exhausted = true;
  return false;
}

/** Takes steps that something long needs; false, and nothing is taken, where fewer are left. */
export function afford(machine: Machine, steps: number): boolean {
  if (machine.steps + steps > machine.stepsMax) return false;
  machine.steps += steps;
  return true;
}

/** Runs something in code that loading does not run, or does. */
export function withLive<T>(machine: Machine, live: boolean, run: () => T): T {
  const before = machine.live;
  machine.live = live;
  try {
    return run();
  } finally {
    machine.live = before;
  }
}
