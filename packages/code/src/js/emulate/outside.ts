import { moduleName } from '../names.ts';
import type { Node } from '../parse.ts';
import { answerOf } from './answers.ts';
import { moduleOf } from './builtins.ts';
import type { Machine } from './members.ts';
import { startedBy } from './started.ts';
import {
  type EmuFunction,
  type Env,
  fileOf,
  isOpaque,
  kindOf,
  native,
  opaque,
  Thrown,
  type Value,
} from './values.ts';

/** A call of the outside world, with what it was given. */
export interface OutsideCall {
  readonly name: string;
  readonly args: readonly Value[];
  /** The file that the place is in, where several run together. */
  readonly file: string | null;
}

/** A place of the program that calls. */
export interface CallSite {
  readonly node: Node;
  readonly env: Env;
}

/** What a program does to the world outside of it: it is named and noted, and happens not. */
export interface Outside {
  readonly call: (name: string, args: readonly Value[]) => Value;
  /** A method that promises have, of a value that stands for its promise; null for other methods. */
  readonly promised: (self: Value, key: string) => Value | null;
  /** The calls that each place of the program made. */
  readonly calls: ReadonlyMap<Node, readonly OutsideCall[]>;
  /** The call of the program that is under way. */
  readonly current: () => CallSite | null;
  /** Says which call of the program is under way; returns the one before. */
  readonly enter: (site: CallSite | null) => CallSite | null;
}

/** Calls that are noted, of all places and of one. */
const CALLS_MAX = 4_000;
const CALLS_OF_SITE_MAX = 20;
const LOADS = /(?:^|\.)(?:require|createRequire\(\)|import|_load|getBuiltinModule)$/;
const TIMER =
  /^(?:(?:timers\.)?set(?:Timeout|Interval)|(?:timers\.)?setImmediate|process\.nextTick|queueMicrotask)$/;
const PASSES = /^(?:util\.promisify|util\.callbackify|Object\.freeze|Promise\.resolve)$/;

/** Creates the outside world of one program. */
export function createOutside(
  machine: Machine,
  runText: (text: string) => Value,
  noteCode: (site: CallSite, callee: Value, args: readonly Value[]) => void,
): Outside {
  const calls = new Map<Node, OutsideCall[]>();
  let count = 0;
  let site: CallSite | null = null;

  function note(name: string, args: readonly Value[]): void {
    if (site === null || name.startsWith('?') || count >= CALLS_MAX) return;
    const { node, env } = site;
    const known = calls.get(node);
    if (known && known.length >= CALLS_OF_SITE_MAX) return;
    count++;
    const file = fileOf(env)?.path ?? null;
    const made = startedBy(machine, name, args).map((started) => ({ ...started, file }));
    if (known) known.push(...made);
    else calls.set(node, made);
  }

  function attempt(fn: Value, args: readonly Value[]): Value {
    try {
      return machine.call(fn, args);
    } catch (error) {
      if (error instanceof Thrown) return undefined;
      throw error;
    }
  }

  function call(name: string, args: readonly Value[]): Value {
    const [first] = args;
    if (site) noteCode(site, opaque(name), args);
    if (LOADS.test(name) && typeof first === 'string')
      return moduleOf(machine, first) ?? opaque(moduleName(first));
    if (/(?:^|\.)eval$/.test(name)) return typeof first === 'string' ? runText(first) : first;
    note(name, args);
    if (TIMER.test(name)) {
      attempt(first, args.slice(/(?:Timeout|Interval)$/.test(name) ? 2 : 1));
      return opaque(`${name}()`);
    }
    if (PASSES.test(name)) return first;
    const answer = answerOf(machine, name, args);
    if (answer !== null) return answer;
    for (const argument of args) {
      if (kindOf(argument) !== 'function') continue;
      const { params } = (argument as EmuFunction).node;
      attempt(
        argument,
        params.map((_, index) => opaque(`?${name}()#${index}`)),
      );
    }
    return opaque(`${name}()`);
  }

  /** Promises are what they come to: nothing waits for anything here. */
  function promised(self: Value, key: string): Value | null {
    switch (key) {
      case 'then':
        return native('then', ([fn]) => (isFunction(fn) ? attempt(fn, [self]) : self));
      case 'finally':
        return native('finally', ([fn]) => {
          if (isFunction(fn)) attempt(fn, []);
          return self;
        });
      case 'catch':
        return native('catch', ([fn]) => {
          if (kindOf(fn) === 'function') attempt(fn, [opaque('?error')]);
          return self;
        });
      default:
        return null;
    }
  }

  return {
    call,
    promised,
    calls,
    current: () => site,
    enter(next) {
      const before = site;
      site = next;
      return before;
    },
  };
}

function isFunction(value: Value): boolean {
  return kindOf(value) === 'function' || kindOf(value) === 'native' || isOpaque(value);
}
