import type { Evaluator } from './evaluator.ts';
import { textOf } from './fold-value.ts';
import { methodName } from './keys.ts';
import { functionOf } from './liveness.ts';
import type { Node } from './parse.ts';
import { type Bindings, type FunctionInfo, type Scope } from './scope.ts';

/** Methods that have a function called at each event of a name. */
const LISTENS: ReadonlySet<string> = new Set(
  'on once addListener prependListener prependOnceListener subscribe tap'.split(' '),
);
/** Methods that tell all who listen to a name. */
const TELLS: ReadonlySet<string> = new Set('emit publish dispatch'.split(' '));
/** Emitters whose events are the program's own; any other name of an API is a stream, a server or a process. */
const OWN_EMITTER = /^(?:events\b|eventemitter3\b|mitt\b|tapable\b)/;

/** The functions that a call tells of an event: those that listen to its name, given what follows the name. */
export type ListenersOf = (callee: Node, args: readonly Node[], scope: Scope) => readonly FunctionInfo[];

const NONE: readonly FunctionInfo[] = [];

/** Creates what tells who listens; listeners are collected when it is asked first. */
export function createListenersOf(bindings: Bindings, ev: Evaluator): ListenersOf {
  let listeners: Map<string, FunctionInfo[]> | undefined;

  function collect(): Map<string, FunctionInfo[]> {
    const found = new Map<string, FunctionInfo[]>();
    for (const { node, scope } of bindings.calls) {
      const handler = node.arguments[1];
      if (!handler || !isOf(node.callee, LISTENS, scope) || !isOwn(node.callee, scope)) continue;
      const name = nameOfEvent(node.arguments[0], scope);
      const fn = name === null ? null : functionOf(bindings, handler, scope);
      if (name === null || !fn) continue;
      const known = found.get(name);
      if (known) known.push(fn);
      else found.set(name, [fn]);
    }
    return found;
  }

  /** A method of one of the names, also where a name stands for it: `on: events.on.bind(events)`. */
  function isOf(callee: Node, names: ReadonlySet<string>, scope: Scope): boolean {
    if (callee.type !== 'Identifier') return isMethod(callee, names);
    const name = ev.nameOf(callee, scope);
    return name !== null && OWN_EMITTER.test(name) && names.has(name.slice(name.lastIndexOf('.') + 1));
  }

  function isOwn(callee: Node, scope: Scope): boolean {
    if (callee.type === 'Identifier') return true;
    if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return false;
    const name = ev.nameOf(callee.object, scope);
    return name === null || OWN_EMITTER.test(name);
  }

  /** The name of an event, also by a constant that stands for it. */
  function nameOfEvent(event: Node | undefined, scope: Scope): string | null {
    return event && event.type !== 'SpreadElement' ? textOf(ev.fold(event, scope)) : null;
  }

  return (callee, args, scope) => {
    if (args.length < 2 || !isOf(callee, TELLS, scope)) return NONE;
    const name = nameOfEvent(args[0], scope);
    if (name === null) return NONE;
    listeners ??= collect();
    return listeners.get(name) ?? NONE;
  };
}

function isMethod(callee: Node, names: ReadonlySet<string>): boolean {
  return names.has(methodName(callee) ?? '');
}
