import { byName } from '../by-name.ts';
import { labelsOfArguments } from './functions.ts';
import type { Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import { iterate } from './sequences.ts';
import type { Node, Scope } from './tree.ts';
import { unknown, type Value } from './value.ts';

/** What functions of the library call in their turn, where the source has put something of its own there. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  'warnings.warn': ['warnings.showwarning', 'warnings.formatwarning'],
  'warnings.warn_explicit': ['warnings.showwarning', 'warnings.formatwarning'],
  print: ['sys.stdout', 'sys.stderr'],
};
/** Gives a logger a handler of its own. */
const ADDS_HANDLER = /^logging\.(?:(?:getLogger\(\)|root)\.addHandler|basicConfig)$|^loguru\.logger\.add$/;
const LOGS =
  /^(?:logging|loguru)\.(?:(?:getLogger\(\)|root|logger)\.)?(?:debug|info|warning|warn|error|critical|exception|log|success|trace)$/;
/** Handlers of one source. */
const HANDLERS_MAX = 20;

/** True for a function of the library that calls what the source gives it, now or later. */
export const callsHooks = byName(
  (name) => Object.hasOwn(CALLS, name) || ADDS_HANDLER.test(name) || LOGS.test(name),
);

/** Streams that `print` writes to, which may be objects of the source. */
export const isStream = (name: string): boolean => name === 'sys.stdout' || name === 'sys.stderr';

/** Calls what the source has put into the place of what a function of the library calls. */
export function runHooks(machine: Machine, name: string, args: Arguments, at: Node, scope: Scope): void {
  const call = (callee: Value, given: Arguments): void => {
    if (callee.kind === 'function') machine.callValue(callee, given, at, scope);
  };
  if (Object.hasOwn(CALLS, name)) {
    if (machine.patched.size === 0) return;
    for (const hook of CALLS[name] ?? []) {
      const own = machine.patched.get(hook);
      if (own) call(isStream(hook) ? machine.attribute(own, 'write') : own, args);
    }
  } else if (ADDS_HANDLER.test(name)) {
    const listed = args.named.get('handlers');
    for (const handler of [...args.positional, ...((listed && iterate(listed)) ?? [])])
      if (machine.handlers.length < HANDLERS_MAX) machine.handlers.push(handler);
  } else if (machine.handlers.length > 0) {
    const record = { positional: [unknown(labelsOfArguments(args))], named: new Map(), whole: false };
    for (const handler of machine.handlers)
      call(handler.kind === 'object' ? machine.attribute(handler, 'emit') : handler, record);
  }
}
