import type { CalleesOf } from './callees.ts';
import { calledBy } from './callers.ts';
import type { ListenersOf } from './events.ts';
import { keyName } from './keys.ts';
import { functionOf } from './liveness.ts';
import { followsMembers } from './owners.ts';
import type { Node } from './parse.ts';
import { walkPattern } from './patterns.ts';
import type { Binding, Bindings, FunctionInfo, Scope, Site } from './scope.ts';
import { parametersOf } from './written-members.ts';

/** Values of one parameter that are looked at. */
const VALUES_MAX = 8;
const NONE_PICKED: readonly Picked[] = [];

/** What a name of a parameter is a part of, with the steps that lead to it; null for a member that is not known. */
export interface Picked extends Site {
  readonly path: readonly (string | null)[];
}

/**
 * What each name of a parameter is given, whoever calls: also as a part of an object that is taken apart, as one of the
 * functions of a table, as what a promise comes to, or as an item of a list.
 */
export type PickedBy = (parameter: Binding) => readonly Picked[];

/** Methods that call a function with each item of what they are called on. */
const EACH: ReadonlySet<string> = new Set('forEach map flatMap filter some every find'.split(' '));

/** Creates what tells what the names of parameters are given, as `createGivenTo` does of whole parameters. */
export function createPickedBy(bindings: Bindings, calleesOf: CalleesOf, listenersOf: ListenersOf): PickedBy {
  let picked: Map<Binding, Picked[]> | null = null;

  function give(fn: FunctionInfo, index: number, value: Node, scope: Scope, from: Picked['path'] = []): void {
    const parameter = parametersOf(fn)[index];
    const names = fn.params[index] ?? [];
    if (!parameter || !picked || names.length === 0) return;
    const to = picked;
    walkPattern(parameter, [], (leaf, path) => {
      const binding = leaf.type === 'Identifier' ? names.find(({ name }) => name === leaf.name) : undefined;
      if (binding) note(to, binding, { node: value, scope, path: [...from, ...path] });
    });
  }

  function giveArguments(fn: FunctionInfo, { node, scope }: Bindings['calls'][number]): void {
    for (let index = 0; index < fn.params.length; index++) {
      const argument = argumentAt(node, index);
      if (!argument) break;
      give(fn, index, argument, scope);
    }
  }

  function giveBack({ node, scope }: Bindings['calls'][number]): void {
    const { callee } = node;
    const handler = node.arguments[0];
    if (callee.type !== 'MemberExpression' || callee.object.type === 'Super' || !handler) return;
    const method = keyName(callee.property, callee.computed);
    if (method === null || !(method === 'then' || EACH.has(method))) return;
    const fn = functionOf(bindings, handler, scope);
    if (fn) give(fn, 0, callee.object, scope, method === 'then' ? [] : [null]);
  }

  /** `function start([program, words] = table.unix)`: what a pattern takes apart where nothing is given. */
  function giveDefaults(): void {
    for (const fn of bindings.functions.values()) {
      for (const [index, parameter] of parametersOf(fn).entries()) {
        if (parameter.type !== 'AssignmentPattern' || parameter.left.type === 'Identifier' || !fn.inner)
          continue;
        give(fn, index, parameter.right, fn.inner);
      }
    }
  }

  return (parameter) => {
    if (picked) return picked.get(parameter) ?? NONE_PICKED;
    picked = new Map();
    if (!followsMembers(bindings)) return NONE_PICKED;
    for (const call of bindings.calls) {
      const { node, scope } = call;
      if (node.arguments.length === 0) continue;
      const fn = calledBy(bindings, call);
      if (fn) giveArguments(fn, call);
      else for (const one of calleesOf(node.callee, scope)) giveArguments(one, call);
      for (const one of listenersOf(node.callee, node.arguments, scope))
        for (let index = 0; index < one.params.length; index++) {
          const argument = node.arguments[index + 1];
          if (!argument || argument.type === 'SpreadElement') break;
          give(one, index, argument, scope);
        }
      giveBack(call);
    }
    giveDefaults();
    return picked.get(parameter) ?? NONE_PICKED;
  };
}

/** What a call gives a parameter; null for what is not told. */
function argumentAt(node: Bindings['calls'][number]['node'], index: number): Node | null {
  const isCall = node.callee.type === 'MemberExpression' && isNamed(node.callee.property, 'call');
  const argument = node.arguments[isCall ? index + 1 : index];
  return argument && argument.type !== 'SpreadElement' ? argument : null;
}

function note<Value>(to: Map<Binding, Value[]>, parameter: Binding, value: Value): void {
  const known = to.get(parameter);
  if (!known) to.set(parameter, [value]);
  else if (known.length < VALUES_MAX) known.push(value);
}

function isNamed(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}
