import type { CallExpression, NewExpression } from 'acorn';
import type { ListenersOf } from './events.ts';
import { soleValue } from './held.ts';
import { keyName } from './keys.ts';
import { functionOf } from './liveness.ts';
import { constructorOf } from './owners.ts';
import type { Node } from './parse.ts';
import { type Binding, type Bindings, bindingOf, type FunctionInfo, type Scope, type Site } from './scope.ts';
import { membersGiven, parametersOf } from './written-members.ts';

/** Values of one parameter that are looked at. */
const VALUES_MAX = 8;
const NONE: readonly Site[] = [];

/** What the calls of a function that the file itself makes give a parameter. */
export type GivenTo = (parameter: Binding) => readonly Site[];

/** Functions that a call may call, where the name alone does not say. */
type CalleesOf = (callee: Node, scope: Scope) => readonly FunctionInfo[];

/** The function of the file that a call calls, by its name. */
export function calledBy(bindings: Bindings, call: Bindings['calls'][number]): FunctionInfo | null {
  return constructorOf(bindings, call) ?? functionOf(bindings, call.node.callee, call.scope);
}

/**
 * Creates what tells of a file's calls, and of its events, what they give; the calls are gone through when it is first
 * asked. What a parameter is where it is not given counts as given.
 */
export function createGivenTo(bindings: Bindings, calleesOf: CalleesOf, listenersOf: ListenersOf): GivenTo {
  let given: Map<Binding, Site[]> | null = null;

  function note(parameter: Binding | undefined, node: Node, scope: Scope): void {
    if (!parameter) return;
    const known = given?.get(parameter);
    if (!known) given?.set(parameter, [{ node, scope }]);
    else if (known.length < VALUES_MAX) known.push({ node, scope });
  }

  function noteCall(fn: FunctionInfo, { node, scope }: Site<CallExpression | NewExpression>): void {
    const isCall = node.callee.type === 'MemberExpression' && isNamed(node.callee.property, 'call');
    noteArguments(fn, isCall ? node.arguments.slice(1) : node.arguments, scope);
  }

  function noteArguments(fn: FunctionInfo, args: CallExpression['arguments'], scope: Scope): void {
    const parameters = parametersOf(fn);
    for (let index = 0; index < fn.params.length; index++) {
      const bound = fn.params[index];
      const argument = args[index];
      const parameter = parameters[index];
      if (!bound || !argument || argument.type === 'SpreadElement') break;
      if (parameter?.type === 'RestElement') {
        const list = listOf(args.slice(index));
        if (list && bound.length === 1) note(bound[0], list, scope);
        break;
      }
      // What a pattern takes out of what is given, where that is written out.
      const object = writtenOut(argument, scope);
      const names = membersGiven(parameter, object.node);
      for (const [name, values] of names ?? [])
        for (const value of values)
          note(
            bound.find((one) => one.name === name),
            value,
            object.scope,
          );
      if (names === null && bound.length === 1) note(bound[0], argument, scope);
    }
  }

  function collect(): void {
    /** Calls of members of what functions are given, or of tables: what these are is known by the other calls. */
    const later: Site<CallExpression | NewExpression>[] = [];
    for (const site of bindings.calls) {
      const { node, scope } = site;
      if (node.arguments.length === 0) continue;
      const fn = calledBy(bindings, site);
      if (fn) noteCall(fn, site);
      else if (isOfGiven(node.callee, scope)) later.push(site);
    }
    for (const { binding, node, scope } of bindings.defaults) note(binding, node, scope);
    for (const site of later) for (const fn of calleesOf(site.node.callee, site.scope)) noteCall(fn, site);
    // Last, as what tells of an event may be what a function is given.
    for (const { node, scope } of bindings.calls)
      for (const fn of listenersOf(node.callee, node.arguments, scope))
        noteArguments(fn, node.arguments.slice(1), scope);
  }

  return (parameter) => {
    if (given === null) {
      given = new Map();
      collect();
    }
    return given.get(parameter) ?? NONE;
  };
}

/** `client.send` of a parameter, `this.client.send`, and one of a table: `handlers[name]`. */
function isOfGiven(callee: Node, scope: Scope): boolean {
  if (callee.type !== 'MemberExpression') return false;
  if (callee.computed && keyName(callee.property, true) === null) return true;
  const { object } = callee;
  if (object.type === 'Identifier') return bindingOf(object, scope)?.isParam === true;
  return object.type === 'MemberExpression' && object.object.type === 'ThisExpression';
}

/** The object that a name stands for, or the expression itself. */
function writtenOut(node: Node, scope: Scope): Site {
  const value = node.type === 'Identifier' ? soleValue(bindingOf(node, scope)) : null;
  return value?.node.type === 'ObjectExpression' ? value : { node, scope };
}

/** What a call gives a parameter that takes all that is left; null for nothing. */
function listOf(args: CallExpression['arguments']): Node | null {
  const [first] = args;
  const last = args.at(-1);
  return first && last
    ? { type: 'ArrayExpression', elements: args, start: first.start, end: last.end }
    : null;
}

function isNamed(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}
