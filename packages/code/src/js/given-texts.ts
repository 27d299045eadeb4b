import { forEachChild } from './children.ts';
import { isFunction } from './declares.ts';
import type { Evaluator } from './evaluator.ts';
import { type Folded, textOf } from './fold-value.ts';
import { functionOf } from './liveness.ts';
import type { Node } from './parse.ts';
import { type Binding, type Bindings, bindingOf, type FunctionInfo, lookup, type Scope } from './scope.ts';

/** Nodes of one expression that are looked at for parameters. */
const NODES_MAX = 200;

/** Functions of one file that are asked about: each takes a look at all of the tree. */
const FUNCTIONS_MAX = 8;
const NONE: readonly Folded[] = [];

/**
 * What an expression yields that puts one parameter of its function into a text, for each constant that the file's own
 * calls give that parameter. Empty unless all of that is known, and nobody else can call the function.
 */
export type GivenTexts = (node: Node, scope: Scope) => readonly Folded[];

/** Creates what tells of a file's expressions which texts its own calls make of them. */
export function createGivenTexts(bindings: Bindings, ev: Evaluator): GivenTexts {
  let left = FUNCTIONS_MAX;
  return (node, scope) => {
    const parameter = soleParameter(node, scope);
    if (!parameter) return NONE;
    const given = ev.givenTo(parameter);
    const texts: Folded[] = [];
    for (const site of given) {
      const value = ev.fold(site.node, site.scope);
      const text = value && ev.fold(node, scope, 0, new Map([[parameter, value]]));
      if (!text || textOf(text) === null) return NONE;
      texts.push(text);
    }
    if (texts.length === 0 || left-- <= 0) return NONE;
    const calls = callsOfPrivate(scope.fn, bindings);
    // One more where it has a default.
    return calls > 0 && texts.length >= calls ? texts : NONE;
  };
}

/** The one parameter of the function around it that an expression speaks of; null for none, or several. */
function soleParameter(node: Node, scope: Scope): Binding | null {
  const found = new Set<Binding>();
  const pending = [node];
  let left = NODES_MAX;
  for (let at = pending.pop(); at; at = pending.pop()) {
    // What a function speaks of is not looked up here: its names mean other things.
    if (--left < 0 || isFunction(at)) return null;
    const binding = at.type === 'Identifier' ? lookup(scope, at.name) : null;
    if (binding?.isParam) found.add(binding);
    forEachChild(at, (child) => pending.push(child));
  }
  const [only, ...others] = found;
  const isOwn = only && others.length === 0 && only.writes.length === 0;
  return isOwn && scope.fn.params.some((names) => names.length === 1 && names[0] === only) ? only : null;
}

/** How often a function is called by its name, where nothing else can call it; -1 for others. */
function callsOfPrivate(fn: FunctionInfo, bindings: Bindings): number {
  if (bindings.exports.some(({ value }) => value === fn.node)) return -1;
  let name: string | null = null;
  let calls = 0;
  for (const { node, scope } of bindings.calls) {
    if (node.callee.type !== 'Identifier' || functionOf(bindings, node.callee, scope) !== fn) continue;
    name = isNameOf(bindingOf(node.callee, scope), fn) ? node.callee.name : null;
    if (name === null) return -1;
    calls++;
  }
  // Beside the calls, only where it is declared.
  return name !== null && mentionsOf(name, bindings.root.node as Node) === calls + 1 ? calls : -1;
}

/** True for the name that a function is declared by, or that is given it and nothing else. */
function isNameOf(binding: Binding | null, fn: FunctionInfo): boolean {
  if (!binding) return false;
  const [write, ...others] = binding.writes;
  if (fn.node.type === 'FunctionDeclaration') return binding.fn === fn && write === undefined;
  return others.length === 0 && write?.value === fn.node && write.path.length === 0 && !binding.isParam;
}

/** How many identifiers of a tree have a name, whatever they stand for. */
function mentionsOf(name: string, root: Node): number {
  let count = 0;
  const pending = [root];
  for (let at = pending.pop(); at; at = pending.pop()) {
    if (at.type === 'Identifier' && at.name === name) count++;
    forEachChild(at, (child) => pending.push(child));
  }
  return count;
}
