import type { CallExpression, Identifier, NewExpression } from 'acorn';
import { forEachChild } from './children.ts';
import type { Evaluator } from './evaluator.ts';
import { type AskedName, keepsTo, leaves } from './family-test.ts';
import { keyName, methodName } from './keys.ts';
import { LABEL } from './labels.ts';
import type { Node } from './parse.ts';
import type { Binding, FunctionInfo, Scope } from './scope.ts';
import { soleOf } from './sole.ts';
import { parametersOf } from './written-members.ts';

type Call = CallExpression | NewExpression;

function goesAway(node: Node): boolean {
  if (node.type === 'BlockStatement') return node.body.length === 1 && goesAway(node.body[0] as Node);
  return node.type === 'ContinueStatement' || node.type === 'ReturnStatement';
}

function holds(outer: Node, inner: Node): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** The scope that has a name; null for globals. */
function homeOf(name: string, scope: Scope): Scope | null {
  let at: Scope | null = scope;
  while (at && !at.names.has(name)) at = at.parent;
  return at;
}

/** The name of the key that stands beside a value: `[key, value]`; the name itself where it is a key. */
function keyBeside(name: string, home: Scope): string {
  const binding = home.names.get(name);
  const write = soleOf(binding?.writes);
  if (write && write.kind === 'element' && write.path.length > 0) {
    for (const [other, { writes }] of home.names)
      if (writes[0]?.value === write.value && writes[0].path.at(-1) === '0') return other;
  }
  const [first, second] = parametersOf(home.fn).flatMap((parameter) =>
    parameter.type === 'ArrayPattern' ? parameter.elements : [],
  );
  const isValue = second?.type === 'Identifier' && second.name === name;
  return isValue && first?.type === 'Identifier' ? first.name : name;
}

/** Whether a step down from a node to one inside it is taken for names of a family only. */
function isAskedBefore(at: Node, inner: Node, before: readonly Node[], name: AskedName): boolean {
  switch (at.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return inner === at.consequent && keepsTo(at.test, name);
    case 'LogicalExpression':
      return at.operator === '&&' && inner === at.right && keepsTo(at.left, name);
    case 'BlockStatement':
      return before.some(
        (step) =>
          step.type === 'IfStatement' &&
          !step.alternate &&
          goesAway(step.consequent) &&
          leaves(step.test, name),
      );
    default:
      return false;
  }
}

/** Whether something between a node and what is around it lets only names of a family through. */
function isGuarded(node: Node, around: Node, { writes }: Binding, name: AskedName): boolean {
  for (let at: Node | undefined = around; at; ) {
    const before: Node[] = [];
    let inner: Node | undefined;
    forEachChild(at, (child) => {
      if (!inner && holds(child, node)) inner = child;
      else if (!inner) before.push(child);
    });
    const step: Node | undefined = inner;
    // A name that is given another meaning further in is not the key that was asked about.
    const isSame = step !== undefined && !writes.some(({ value }) => holds(step, value));
    if (step && isSame && isAskedBefore(at, step, before, name)) return true;
    at = step;
  }
  return false;
}

/** Labels of variables of one family in the place of those of the whole environment. */
function narrowed(labels: number): number {
  return (labels & ~LABEL.envAll) | LABEL.envNamed;
}

/**
 * Labels of a name that goes through the environment, as a key or as the value beside it: where the code asked before
 * whether it is of one family of harmless variables, as of a tool's own (`REACT_APP_…`), those of such variables.
 */
export function askedOfFamily(labels: number, node: Identifier, scope: Scope, ev: Evaluator): number {
  if ((labels & LABEL.envAll) === 0) return labels;
  const home = homeOf(node.name, scope);
  const key = home && keyBeside(node.name, home);
  const binding = home && key ? home.names.get(key) : undefined;
  if (!home || !key || !binding) return labels;
  return isGuarded(node, home.fn.node as Node, binding, { key, ev, scope }) ? narrowed(labels) : labels;
}

/** Whether a predicate lets only names of one family of harmless variables through. */
function keepsFamily(predicate: Node | undefined, scope: Scope, ev: Evaluator): boolean {
  if (predicate?.type !== 'ArrowFunctionExpression' && predicate?.type !== 'FunctionExpression') return false;
  const { body } = predicate;
  const [parameter] = predicate.params;
  const key = parameter?.type === 'ArrayPattern' ? parameter.elements[0] : parameter;
  const only = body.type === 'BlockStatement' ? soleOf(body.body) : null;
  const answer =
    body.type !== 'BlockStatement' ? body : only?.type === 'ReturnStatement' ? only.argument : null;
  return key?.type === 'Identifier' && !!answer && keepsTo(answer, { key: key.name, ev, scope });
}

/** `Object.keys(process.env)`. */
function listsNames(node: Node): boolean {
  return (
    node.type === 'CallExpression' &&
    /^(?:keys|ownKeys|getOwnPropertyNames)$/.test(methodName(node.callee) ?? '')
  );
}

/**
 * What the list that a method is called on gives its result, of the labels that it has: a filter may let one family of
 * variables through, and what is made of each name of the environment is what the function returns.
 */
export function filtered(
  labels: number,
  { callee, arguments: args }: Call,
  scope: Scope,
  ev: Evaluator,
  returned: () => number,
): number {
  if ((labels & LABEL.envAll) === 0 || callee.type !== 'MemberExpression') return labels;
  const method = methodName(callee);
  if (method === 'filter') return keepsFamily(args[0], scope, ev) ? narrowed(labels) : labels;
  const isMade = (method === 'reduce' || method === 'map') && listsNames(callee.object);
  return isMade && args[0]?.type.endsWith('FunctionExpression')
    ? (labels & ~LABEL.envAll) | returned()
    : labels;
}

/** A variable of the environment by its name: what else an object that holds all of them may have is spelled otherwise. */
const VARIABLE = /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/;

/** Whether an expression is made of single variables only, each by its name: `env.CI_NAME || env.CI_SLUG`. */
function isOfVariables(node: Node): boolean {
  switch (node.type) {
    case 'Literal':
      return true;
    case 'MemberExpression':
      return node.object.type === 'Identifier' && VARIABLE.test(keyName(node.property, node.computed) ?? '');
    case 'TemplateLiteral':
      return node.expressions.every(isOfVariables);
    case 'LogicalExpression':
      return isOfVariables(node.left) && isOfVariables(node.right);
    default:
      return false;
  }
}

/** Labels of arguments that functions which return them hand back: of the environment, those that only pick variables do not. */
export function givenBack(labels: number, fns: readonly FunctionInfo[]): number {
  if ((labels & LABEL.envAll) === 0) return labels;
  const isPicked = fns.every(({ returns }) => returns.every(({ value }) => isOfVariables(value)));
  return isPicked ? narrowed(labels) : labels;
}
