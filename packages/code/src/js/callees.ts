import { calledBy, type GivenTo } from './callers.ts';
import { isFunction } from './declares.ts';
import type { Evaluator } from './evaluator.ts';
import { memberValue, soleValue } from './held.ts';
import { createIteratedBy } from './iterated.ts';
import { createKeptIn } from './kept.ts';
import { keyName } from './keys.ts';
import { functionOf } from './liveness.ts';
import { givesMember } from './member-names.ts';
import { memoOf } from './memo.ts';
import { followsMembers, methodOfInstance, overridesOf } from './owners.ts';
import type { Node } from './parse.ts';
import { type Binding, type Bindings, bindingOf, type FunctionInfo, type Scope, type Site } from './scope.ts';
import { soleOf } from './sole.ts';

/** Functions of the file that a call may call. */
export type CalleesOf = (callee: Node, scope: Scope) => readonly FunctionInfo[];

type Member = Extract<Node, { type: 'MemberExpression' }>;

const NONE: readonly FunctionInfo[] = [];
const NO_SITES: readonly Site[] = [];
/** Functions of one call, table or parameter that are looked at. */
const FUNCTIONS_MAX = 16;
const DEPTH_MAX = 8;
/** Expressions that are looked at for one call: tables may hold tables. */
const STEPS_MAX = 100;
/** Methods that yield items of the collection that they are called on, one or many. */
const YIELDS =
  /^(?:get|at|pop|shift|find|findLast|values|entries|slice|splice|filter|concat|sort|reverse|toSorted|toReversed|flat)$/;
/** Functions that yield what they are given, as it is or as a list. */
const HANDS_ON = /^(?:Object\.(?:assign|freeze|seal|values|entries|create)|Array\.from)$/;

/** Functions that the file's own calls give parameters. */
function handedFunctions(bindings: Bindings): ReadonlyMap<Binding, readonly FunctionInfo[]> {
  const found = new Map<Binding, FunctionInfo[]>();
  for (const { node, scope } of bindings.calls) {
    if (node.arguments.length === 0) continue;
    let called: FunctionInfo | null | undefined;
    for (let index = 0; index < node.arguments.length; index++) {
      const argument = node.arguments[index];
      const given =
        argument?.type === 'Identifier' || (argument && isFunction(argument))
          ? functionOf(bindings, argument, scope)
          : null;
      if (!given) continue;
      called ??= calledBy(bindings, { node, scope });
      const parameter = soleOf(called?.params[index]);
      if (!parameter) continue;
      const known = found.get(parameter);
      if (!known) found.set(parameter, [given]);
      else if (known.length < FUNCTIONS_MAX) known.push(given);
    }
  }
  return found;
}

/**
 * Creates what tells which functions of the file a call may call: the one that is named, those that a parameter is
 * given or is by itself, what a function makes, and all of a table or collection of which one is picked when it runs.
 */
export function createCalleesOf(
  bindings: Bindings,
  heldBy: Evaluator['heldBy'],
  givenTo: GivenTo,
): CalleesOf {
  const follows = followsMembers(bindings);
  const keptIn = createKeptIn(bindings);
  const iteratedBy = createIteratedBy(bindings);
  let stepsLeft = 0;
  let handed: ReturnType<typeof handedFunctions> | undefined;

  function callees(node: Node, scope: Scope, depth: number): readonly FunctionInfo[] {
    const fn = functionOf(bindings, node, scope);
    if (fn) return follows ? [fn, ...overridesOf(bindings, node, scope)] : [fn];
    if (!follows || !mayGoOn(depth)) return NONE;
    switch (node.type) {
      case 'Identifier':
        return calleesNamed(bindingOf(node, scope), depth);
      case 'MemberExpression':
        return node.computed && keyName(node.property, true) === null
          ? calleesAmong(items(node.object, scope, depth + 1), depth)
          : ofMember(node, scope, depth);
      case 'CallExpression':
        return isMethod(node.callee, YIELDS)
          ? calleesAmong(items(node.callee.object, scope, depth + 1), depth)
          : calleesAmong(returned(node.callee, scope, depth), depth);
      default:
        return calleesAmong(choices(node, scope), depth);
    }
  }

  function mayGoOn(depth: number): boolean {
    return depth <= DEPTH_MAX && --stepsLeft >= 0;
  }

  function calleesAmong(sites: readonly Site[], depth: number): readonly FunctionInfo[] {
    const found: FunctionInfo[] = [];
    for (const site of sites) {
      if (found.length >= FUNCTIONS_MAX) break;
      found.push(...callees(site.node, site.scope, depth + 1));
    }
    return found;
  }

  /** What the functions return that a call calls. */
  function returned(callee: Node, scope: Scope, depth: number): readonly Site[] {
    return callees(callee, scope, depth + 1).flatMap(({ returns }) =>
      returns.slice(0, FUNCTIONS_MAX).map(({ value, scope: inner }) => ({ node: value, scope: inner })),
    );
  }

  function calleesNamed(binding: Binding | null, depth: number): readonly FunctionInfo[] {
    if (!binding) return NONE;
    if (binding.writes.length === 0) return binding.isParam ? calleesGiven(binding, depth) : NONE;
    const write = soleOf(binding.writes);
    if (!write) return NONE;
    if (write.kind === 'element') return calleesAmong(items(write.value, write.scope, depth + 1), depth);
    if (write.kind !== 'value') return NONE;
    if (write.path.length === 0) return callees(write.value, write.scope, depth + 1);
    const member = soleOf(write.path) ?? null;
    return member === null
      ? NONE
      : membersNamed(member, instances(write.value, write.scope, depth + 1), depth);
  }

  function calleesGiven(parameter: Binding, depth: number): readonly FunctionInfo[] {
    handed ??= handedFunctions(bindings);
    const known = handed.get(parameter) ?? NONE;
    const list = iteratedBy(parameter);
    const sites = [...givenTo(parameter), ...(list ? items(list.node, list.scope, depth + 1) : NO_SITES)];
    return [...new Set([...known, ...calleesAmong(sites, depth)])];
  }

  /** Methods of what a parameter, a member of `this` or a function yields. */
  function calleesMember({ object, property, computed }: Member, scope: Scope, depth: number) {
    const name = keyName(property, computed);
    if (name === null || object.type === 'Super' || !givesMember(bindings, name)) return NONE;
    return membersNamed(name, instances(object, scope, depth + 1), depth);
  }

  /** What a member is given as a function, or a method of what stands before it. */
  function ofMember(node: Member, scope: Scope, depth: number): readonly FunctionInfo[] {
    const own = calleesMember(node, scope, depth);
    const held = own.length === 0 ? heldBy(node, scope) : null;
    return held ? callees(held.node, held.scope, depth + 1) : own;
  }

  function membersNamed(name: string, owners: readonly Site[], depth: number): readonly FunctionInfo[] {
    const found: FunctionInfo[] = [];
    for (const owner of owners) {
      const method = methodOfInstance(bindings, owner, name);
      if (method) found.push(method);
      else if (owner.node.type === 'ObjectExpression') {
        const value = memberValue(owner.node, name);
        if (value && mayGoOn(depth)) found.push(...callees(value, owner.scope, depth + 1));
      } else if (owner.node.type === 'Identifier') {
        const later = keptIn(owner.node, owner.scope).filter(({ member }) => member === name);
        found.push(...calleesAmong(later, depth));
      }
    }
    return found;
  }

  /** Objects and classes that an expression may stand for. */
  function instances(node: Node, scope: Scope, depth: number): readonly Site[] {
    if (!mayGoOn(depth)) return NO_SITES;
    const all = (sites: readonly Site[]): readonly Site[] =>
      sites.flatMap((site) => instances(site.node, site.scope, depth + 1));
    switch (node.type) {
      case 'Identifier': {
        const binding = bindingOf(node, scope);
        const write = binding?.writes[0];
        if (!write && binding?.isParam) {
          const list = iteratedBy(binding);
          return all([...givenTo(binding), ...(list ? items(list.node, list.scope, depth + 1) : NO_SITES)]);
        }
        if (write?.kind === 'element') return all(items(write.value, write.scope, depth + 1));
        const value = soleValue(binding);
        const isMade = value !== null && value.node.type !== 'NewExpression';
        return isMade ? [{ node, scope }, ...all([value])] : [{ node, scope }];
      }
      case 'MemberExpression': {
        const held = heldBy(node, scope);
        return held ? all([held]) : node.computed ? all(items(node.object, scope, depth + 1)) : NO_SITES;
      }
      case 'ObjectExpression': {
        const spread = node.properties.flatMap((item) =>
          item.type === 'SpreadElement' ? [{ node: item.argument, scope }] : [],
        );
        return [{ node, scope }, ...all(spread)];
      }
      case 'CallExpression':
        if (isMethod(node.callee, YIELDS)) return all(items(node.callee.object, scope, depth + 1));
        return isNamed(node.callee, HANDS_ON)
          ? all(node.arguments.map((argument) => ({ node: argument, scope })))
          : all(returned(node.callee, scope, depth));
      case 'NewExpression': {
        // `new (quiet ? A : B)()` and `new kinds[kind]()`: an instance has what its class has.
        const { callee } = node;
        if (callee.type === 'Identifier') return [{ node, scope }];
        const classes =
          callee.type === 'MemberExpression' && callee.computed && keyName(callee.property, true) === null
            ? items(callee.object, scope, depth + 1)
            : choices(callee, scope);
        return classes.length > 0 ? all(classes) : [{ node, scope }];
      }
      default: {
        const several = choices(node, scope);
        return several.length > 0 ? all(several) : [{ node, scope }];
      }
    }
  }

  /** What a collection holds, as it is written out and as it is filled: also what collections inside of it hold. */
  function items(node: Node, scope: Scope, depth: number): readonly Site[] {
    if (!mayGoOn(depth)) return NO_SITES;
    const all = (sites: readonly Site[]): readonly Site[] =>
      sites.slice(0, FUNCTIONS_MAX).flatMap((site) => items(site.node, site.scope, depth + 1));
    switch (node.type) {
      case 'Identifier': {
        const binding = bindingOf(node, scope);
        const write = binding?.writes[0];
        const value = write?.kind === 'value' && write.path.length === 0 ? soleValue(binding) : null;
        const made = value ? [value] : binding?.isParam && !write ? givenTo(binding) : NO_SITES;
        const listed = write?.kind === 'element' ? { node: write.value, scope: write.scope } : null;
        return [...all(made), ...(listed ? all([listed]) : NO_SITES), ...filled(node, scope, depth)];
      }
      case 'MemberExpression': {
        const held = heldBy(node, scope);
        const made = held ? all([held]) : node.computed ? all([{ node: node.object, scope }]) : NO_SITES;
        return [...made, ...filled(node, scope, depth)];
      }
      case 'ObjectExpression':
        return node.properties
          .slice(0, FUNCTIONS_MAX)
          .flatMap((item) =>
            item.type === 'SpreadElement'
              ? all([{ node: item.argument, scope }])
              : element(item.value, scope, depth),
          );
      case 'ArrayExpression':
        return node.elements.slice(0, FUNCTIONS_MAX).flatMap((item) => {
          if (item?.type === 'SpreadElement') return all([{ node: item.argument, scope }]);
          return item ? element(item, scope, depth) : NO_SITES;
        });
      case 'NewExpression': {
        const [first] = node.arguments;
        const isCollection = first && isNamed(node.callee, /^(?:Map|Set|Array)$/);
        return isCollection ? all([{ node: first, scope }]) : NO_SITES;
      }
      case 'CallExpression': {
        const { callee } = node;
        if (isMethod(callee, YIELDS))
          return [...all([{ node: callee.object, scope }]), ...filled(callee.object, scope, depth)];
        return isNamed(callee, HANDS_ON)
          ? all(node.arguments.map((argument) => ({ node: argument, scope })))
          : all(returned(callee, scope, depth));
      }
      default:
        return all(choices(node, scope));
    }
  }

  /** One item, and where it is a collection itself what that holds. */
  function element(node: Node, scope: Scope, depth: number): readonly Site[] {
    const isTable = node.type === 'ArrayExpression' || node.type === 'ObjectExpression';
    return [{ node, scope }, ...(isTable ? items(node, scope, depth + 1) : NO_SITES)];
  }

  function filled(node: Node, scope: Scope, depth: number): readonly Site[] {
    // What a function has besides are parts of what it is, by their names, and not one of many.
    const isPart = node.type === 'Identifier' && functionOf(bindings, node, scope) !== null;
    return keptIn(node, scope).flatMap((site) =>
      isPart && site.member !== null ? NO_SITES : element(site.node, site.scope, depth),
    );
  }

  return (callee, scope) => {
    const memo = memoOf(callee);
    if (memo.$callees) return memo.$callees;
    stepsLeft = STEPS_MAX;
    const found = callees(callee, scope, 0);
    memo.$callees = found.length < 2 ? found : [...new Set(found)].slice(0, FUNCTIONS_MAX);
    return memo.$callees;
  };
}

/** Expressions of which one is the value. */
function choices(node: Node, scope: Scope): readonly Site[] {
  switch (node.type) {
    case 'AwaitExpression':
      return [{ node: node.argument, scope }];
    case 'ChainExpression':
      return [{ node: node.expression, scope }];
    case 'AssignmentExpression':
      return [{ node: node.right, scope }];
    case 'LogicalExpression':
      return [
        { node: node.left, scope },
        { node: node.right, scope },
      ];
    case 'ConditionalExpression':
      return [
        { node: node.consequent, scope },
        { node: node.alternate, scope },
      ];
    default:
      return NO_SITES;
  }
}

/** `handlers.get` of `handlers.get(name)`. */
function isMethod(callee: Node, pattern: RegExp): callee is Member & { readonly object: Node } {
  if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return false;
  return pattern.test(keyName(callee.property, callee.computed) ?? '');
}

/** Whether a callee is spelled as a global, or as a member of one. */
function isNamed(callee: Node, pattern: RegExp): boolean {
  if (callee.type === 'Identifier') return pattern.test(callee.name);
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return false;
  return pattern.test(`${callee.object.name}.${keyName(callee.property, callee.computed) ?? ''}`);
}
