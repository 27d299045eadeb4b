import type { GivenTo } from './callers.ts';
import { isFunction } from './declares.ts';
import type { Evaluator } from './evaluator.ts';
import { soleValue } from './held.ts';
import { keyName } from './keys.ts';
import { functionOf } from './liveness.ts';
import { memoOf } from './memo.ts';
import { followsMembers, methodOfInstance, overridesOf } from './owners.ts';
import type { Node } from './parse.ts';
import { type Binding, type Bindings, bindingOf, type FunctionInfo, type Scope, type Site } from './scope.ts';

/** Functions of the file that a call may call. */
export type CalleesOf = (callee: Node, scope: Scope) => readonly FunctionInfo[];

const NONE: readonly FunctionInfo[] = [];
const NONE_GIVEN: readonly Site[] = [];
/** Functions of one call, table or parameter that are looked at. */
const FUNCTIONS_MAX = 16;
const DEPTH_MAX = 4;
/** Expressions that are looked at for one call: tables may hold tables. */
const STEPS_MAX = 100;

/** Functions that the file's own calls give parameters. */
function handedFunctions(bindings: Bindings): ReadonlyMap<Binding, readonly FunctionInfo[]> {
  const found = new Map<Binding, FunctionInfo[]>();
  for (const { node, scope } of bindings.calls) {
    if (node.arguments.length === 0) continue;
    let called: FunctionInfo | null | undefined;
    for (const [index, argument] of node.arguments.entries()) {
      const given =
        argument.type === 'Identifier' || isFunction(argument) ? functionOf(bindings, argument, scope) : null;
      if (!given) continue;
      called ??= functionOf(bindings, node.callee, scope);
      const [parameter, ...others] = called?.params[index] ?? [];
      if (!parameter || others.length > 0) continue;
      const known = found.get(parameter);
      if (!known) found.set(parameter, [given]);
      else if (known.length < FUNCTIONS_MAX) known.push(given);
    }
  }
  return found;
}

/**
 * Creates what tells which functions of the file a call may call: the one that is named, those that a parameter is
 * given, and all of a table of which one is picked when it runs.
 */
export function createCalleesOf(
  bindings: Bindings,
  heldBy: Evaluator['heldBy'],
  givenTo: GivenTo,
): CalleesOf {
  const follows = followsMembers(bindings);
  let stepsLeft = 0;
  let handed: ReturnType<typeof handedFunctions> | undefined;

  function callees(node: Node, scope: Scope, depth: number): readonly FunctionInfo[] {
    const fn = functionOf(bindings, node, scope);
    if (fn) return follows ? [fn, ...overridesOf(bindings, node, scope)] : [fn];
    if (!follows || depth > DEPTH_MAX || --stepsLeft < 0) return NONE;
    switch (node.type) {
      case 'Identifier':
        return calleesNamed(bindingOf(node, scope), depth);
      case 'MemberExpression':
        return node.computed && keyName(node.property, true) === null
          ? table(node.object, scope, depth)
          : ofInstances(node, scope);
      case 'ChainExpression':
        return callees(node.expression, scope, depth + 1);
      case 'LogicalExpression':
        return [...callees(node.left, scope, depth + 1), ...callees(node.right, scope, depth + 1)];
      case 'ConditionalExpression':
        return [...callees(node.consequent, scope, depth + 1), ...callees(node.alternate, scope, depth + 1)];
      case 'CallExpression':
        return isGet(node.callee) ? table(node.callee.object, scope, depth) : NONE;
      default:
        return NONE;
    }
  }

  /** Methods of what a parameter, or a member of `this`, is given. */
  function ofInstances(
    { object, property, computed }: Extract<Node, { type: 'MemberExpression' }>,
    scope: Scope,
  ): readonly FunctionInfo[] {
    const name = keyName(property, computed);
    if (name === null || object.type === 'Super') return NONE;
    return instancesOf(object, scope, 0).flatMap((site) => methodOfInstance(bindings, site, name) ?? []);
  }

  function instancesOf(object: Node, scope: Scope, depth: number): readonly Site[] {
    if (depth > DEPTH_MAX || --stepsLeft < 0) return NONE_GIVEN;
    if (object.type === 'MemberExpression') {
      const held = heldBy(object, scope);
      return held ? instancesOf(held.node, held.scope, depth + 1) : NONE_GIVEN;
    }
    if (object.type !== 'Identifier') return [{ node: object, scope }];
    const binding = bindingOf(object, scope);
    if (!binding?.isParam || binding.writes.length > 0) return [{ node: object, scope }];
    return givenTo(binding).flatMap((site) => instancesOf(site.node, site.scope, depth + 1));
  }

  function calleesNamed(binding: Binding | null, depth: number): readonly FunctionInfo[] {
    if (!binding) return NONE;
    const [write, ...others] = binding.writes;
    if (!write) {
      if (!binding.isParam) return NONE;
      handed ??= handedFunctions(bindings);
      return handed.get(binding) ?? NONE;
    }
    if (others.length > 0) return NONE;
    if (write.kind === 'element') return table(write.value, write.scope, depth + 1);
    return write.kind === 'value' && write.path.length === 0
      ? callees(write.value, write.scope, depth + 1)
      : NONE;
  }

  /** Functions of a table that is written out: an object, a list, or a map that is made of a list. */
  function table(node: Node, scope: Scope, depth: number): readonly FunctionInfo[] {
    if (depth > DEPTH_MAX || --stepsLeft < 0) return NONE;
    switch (node.type) {
      case 'Identifier': {
        const value = soleValue(bindingOf(node, scope));
        return value ? table(value.node, value.scope, depth + 1) : NONE;
      }
      case 'MemberExpression': {
        const held = heldBy(node, scope);
        return held ? table(held.node, held.scope, depth + 1) : NONE;
      }
      case 'ObjectExpression':
        return node.properties.slice(0, FUNCTIONS_MAX).flatMap((property) => {
          const fn = property.type === 'Property' ? functionOf(bindings, property.value, scope) : null;
          return fn ? [fn] : [];
        });
      case 'ArrayExpression':
        return node.elements.slice(0, FUNCTIONS_MAX).flatMap((item) => {
          const fn = item ? functionOf(bindings, item, scope) : null;
          return fn ? [fn] : item ? table(item, scope, depth + 1) : [];
        });
      case 'NewExpression': {
        const [first] = node.arguments;
        return first && node.callee.type === 'Identifier' && node.callee.name === 'Map'
          ? table(first, scope, depth + 1)
          : NONE;
      }
      default:
        return NONE;
    }
  }

  return (callee, scope) => {
    const memo = memoOf(callee);
    if (memo.$callees) return memo.$callees;
    stepsLeft = STEPS_MAX;
    memo.$callees = callees(callee, scope, 0).slice(0, FUNCTIONS_MAX);
    return memo.$callees;
  };
}

/** `handlers.get` of `handlers.get(name)`. */
function isGet(callee: Node): callee is Extract<Node, { type: 'MemberExpression' }> {
  return callee.type === 'MemberExpression' && keyName(callee.property, callee.computed) === 'get';
}
