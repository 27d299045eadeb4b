import type { Program } from 'acorn';
import { findRun, isSign } from '../../runs.ts';
import { COMPUTED, type Folded, folded } from '../fold-value.ts';
import type { Node } from '../parse.ts';
import { UNKNOWN_PART } from '../unknown-parts.ts';
import { createInterpreter } from './interpreter.ts';
import type { OutsideCall } from './outside.ts';
import { type EmuFunction, isArray, kindOf, list, type Value } from './values.ts';

/** What running a program's own decoders tells: nothing of the host is reached, and all of it is bounded. */
export interface Emulator {
  /** The constant that a function of the program returns for constant arguments; null when there is none. */
  call(fn: Node, args: readonly (Folded | null)[]): Folded | null;
  /** The text that a call of the program ran as code. */
  codeOf(call: Node): string | null;
  /** What a call of the program called in the outside world, each time that it did. */
  callsOf(call: Node): readonly SeenCall[];
  /** The constant that the call of an API was given here; null when there is none. */
  givenAt(argument: Node): Folded | null;
  /** Functions that ran when the program was run. */
  readonly ran: ReadonlySet<Node>;
  /** Whether the program cost more than it may, so that what it computes may be unknown. */
  readonly exhausted: boolean;
}

/** A call of an API by its canonical name, with the constants that it was given. */
export interface SeenCall {
  readonly name: string;
  readonly args: readonly (Folded | null)[];
}

/**
 * Names and shapes of the common obfuscators and packers, each with a text that it cannot do without: to find that one
 * takes a tenth of the time, and most sources have none.
 */
const OBFUSCATED: readonly (readonly [string, RegExp])[] = [
  ['_0x', /_0x[0-9a-f]{3,7}\b[^]{0,4000}_0x[0-9a-f]{3,7}\b/],
  ['eval(function(p', /eval\(function\(p,\s*a,\s*c,\s*k,\s*e,/],
  ['~', /~(?<==\s*~)\s*\[\s*\]\s*;/],
  ['(\uff9f', /\(\uff9f\u0414\uff9f\)/],
];
const SIGNS_MIN = 200;

function looksObfuscated(text: string): boolean {
  return (
    OBFUSCATED.some(([word, shape]) => text.includes(word) && shape.test(text)) ||
    findRun(text, 0, SIGNS_MIN, isSign) !== null
  );
}

/** What decoders are written with. */
const DECODES =
  /charCodeAt|fromCharCode|codePointAt|fromCodePoint|createDecipher|\batob\b|['"`](?:base64|hex)['"`]|\^/;
const RUNS =
  /\beval\b|\bFunction\b|_compile|\bvm\b|constructor|child_process|require\(\s*[^'"`\s)]|import\(\s*[^'"`\s)]/;
/** Larger sources are not run. A lower bound for what merely may decode would be padding's reward. */
const CHARS_MAX = 3_000_000;

/** Steps of the emulation: a second on a slow core for what is surely obfuscated, a fiftieth for other sources. */
const STEPS_OBFUSCATED = 8_000_000;
const STEPS_OTHER = 60_000;
/** Steps that others may earn by computing with letters and bits: what decodes goes on, what only starts up does not. */
const STEPS_EARNED_MAX = 240_000;
const CHARS_MADE_MAX = 20_000_000;

/** Names without which no source starts processes or runs text: what such a call is given is worth a look anyway. */
const ACTS = [
  'child_process',
  'worker_threads',
  'spawn_sync',
  'process_wrap',
  "'vm'",
  '"vm"',
  ':vm',
  '._load',
];

/** A module whose name is put together, or that reads code: of every bundle, so that larger sources are not run for it. */
const LOADER_CHARS_MAX = 32_000;
const LOADS = /\brequire\(\s{0,8}(?:[^'"`\s)]|['"](?:node:)?repl['"])/;

/** Steps that a source is worth: 0 for those that hide nothing by computing. */
export function emulationSteps(text: string): number {
  if (text.length > CHARS_MAX) return 0;
  if (looksObfuscated(text)) return STEPS_OBFUSCATED;
  if (RUNS.test(text) && DECODES.test(text)) return STEPS_OTHER;
  if (ACTS.some((word) => text.includes(word))) return STEPS_OTHER;
  return text.length <= LOADER_CHARS_MAX && LOADS.test(text) ? STEPS_OTHER : 0;
}

/** Names of APIs, without what stands for something that is not known. */
const CANONICAL = /^(?!\.|.{0,192}\$UNKNOWN)[^?#\s]{1,200}$/;
/** Items of a list that a call was given. */
const ITEMS_MAX = 200;
const UNKNOWN: Folded = { value: null, layers: [] };
const NO_CALLS: readonly SeenCall[] = [];

/** A call as whoever asks for it gets it; null for a call of what is not known. */
export function seenCall({ name, args }: OutsideCall): SeenCall | null {
  return CANONICAL.test(name) ? { name, args: args.map((value) => foldedOf(value)) } : null;
}

/** Runs a program under a budget, with names instead of an outside world. */
export function emulate(program: Program, source: string, steps: number): Emulator {
  const interpreter = createInterpreter(
    { steps, chars: CHARS_MADE_MAX, credit: STEPS_EARNED_MAX },
    { source },
  );
  interpreter.run(program);
  const seen = new Map<Node, readonly SeenCall[]>();
  const constants = new Map<Node, Folded>();
  for (const [node, calls] of interpreter.outside) {
    const named = calls.flatMap((call) => seenCall(call) ?? []);
    if (named.length > 0) seen.set(node, named);
    const [first] = named;
    if (!first || (node.type !== 'CallExpression' && node.type !== 'NewExpression')) continue;
    if (node.arguments.length !== first.args.length) continue;
    for (const [index, argument] of node.arguments.entries()) {
      const value = first.args[index];
      if (value && value.value !== UNKNOWN_PART && argument.type !== 'SpreadElement')
        constants.set(argument, value);
    }
  }
  return {
    callsOf: (node) => seen.get(node) ?? NO_CALLS,
    givenAt: (node) => constants.get(node) ?? null,
    ran: interpreter.ran,
    exhausted: interpreter.isExhausted(),
    codeOf: (node) => interpreter.codes.get(node)?.[0]?.text ?? null,
    call(fn, args) {
      const closure = interpreter.closures.get(fn);
      if (!closure || args.some((item) => item === null)) return null;
      try {
        const given = args.map((item) => fromFolded(item));
        const value = toFolded(interpreter.call(currentOf(closure), given));
        return value === null ? null : folded(value, [COMPUTED]);
      } catch {
        // What a hostile program leads the machine to is no value.
        return null;
      }
    },
  };
}

/** What the name of a declared function stands for by now: decoders replace themselves once they are set up. */
function currentOf(closure: EmuFunction): Value {
  const { node, env } = closure;
  const name = node.type === 'FunctionDeclaration' ? node.id?.name : undefined;
  const value = name === undefined ? undefined : env.names.get(name)?.value;
  return kindOf(value) === 'function' ? value : closure;
}

function fromFolded(item: Folded | null): Value {
  const value = item?.value;
  if (value === null || value === undefined || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return value;
  return list(value.map((part) => fromFolded(part)));
}

function foldedOf(value: Value): Folded | null {
  if (isArray(value)) {
    const items = value.items.slice(0, ITEMS_MAX).map((item) => foldedOf(item) ?? UNKNOWN);
    return folded(items, [COMPUTED]);
  }
  const constant = toFolded(value);
  return constant === null ? null : folded(constant, [COMPUTED]);
}

function toFolded(value: Value): Folded['value'] | null {
  if (typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array) return value;
  return null;
}
