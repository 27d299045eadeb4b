import type { Identifier, MemberExpression } from 'acorn';
import { EXPRESSION_DEPTH_MAX, FOLD_ITEMS_MAX } from '../limits.ts';
import type { Evaluator, FoldArguments } from './evaluator.ts';
import { foldCall } from './fold-call.ts';
import { asText, type Folded, folded, layersOf, layersOfAll } from './fold-value.ts';
import { memberValue } from './held.ts';
import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import { bindingOf, type Scope } from './scope.ts';
import { soleOf } from './sole.ts';

/** Everything that one folding step needs to know. */
export interface FoldContext {
  readonly ev: Evaluator;
  readonly scope: Scope;
  readonly depth: number;
  readonly args: FoldArguments;
}

/** Folds a node one level deeper in the same scope. */
export function foldIn(context: FoldContext, node: Node): Folded | null {
  const { ev, scope, depth, args } = context;
  return ev.fold(node, scope, depth + 1, args);
}

function foldIdentifier(context: FoldContext, node: Identifier): Folded | null {
  const { ev, scope, depth, args } = context;
  const binding = bindingOf(node, scope);
  if (node.name === '__dirname') return binding ? null : folded('.');
  if (!binding) return null;
  const given = args.get(binding);
  if (given) return given;
  // A name that is written twice has no single constant.
  const write = soleOf(binding.writes);
  if (write?.kind !== 'value' || binding.isParam) return null;
  let value = ev.fold(write.value, write.scope, depth + 1, args);
  if (value && typeof value.value === 'object' && ev.isChanged(binding)) return null;
  for (const step of write.path) {
    if (step === null || !value) return null;
    value = memberOf(value, step);
  }
  return value;
}

function memberOf(object: Folded, member: string): Folded | null {
  const { value, layers } = object;
  if (member === 'length' && (typeof value === 'string' || Array.isArray(value)))
    return folded(value.length, layers);
  const index = Number(member);
  if (!Number.isInteger(index) || index < 0) return null;
  if (typeof value === 'string') return index < value.length ? folded(value.charAt(index), layers) : null;
  if (value instanceof Uint8Array) return index < value.length ? folded(value[index] ?? 0, layers) : null;
  return Array.isArray(value) ? ((value as readonly Folded[])[index] ?? null) : null;
}

function foldMember(context: FoldContext, node: Node): Folded | null {
  if (node.type !== 'MemberExpression' || node.object.type === 'Super') return null;
  const key = keyName(node.property, node.computed);
  if (node.object.type === 'ObjectExpression' && key !== null) {
    const value = memberValue(node.object, key);
    return value ? foldIn(context, value) : null;
  }
  const object = foldIn(context, node.object);
  if (!object) return foldHeld(context, node);
  const member = key ?? asMemberName(foldIn(context, node.property));
  return member === null ? null : memberOf(object, member);
}

/** A member of an object with a name that nothing changes. What a parameter is given is no constant: others may call. */
function foldHeld({ ev, scope, depth, args }: FoldContext, node: MemberExpression): Folded | null {
  let root: Node = node;
  while (root.type === 'MemberExpression') root = root.object;
  if (root.type !== 'Identifier' || bindingOf(root, scope)?.isParam !== false) return null;
  const held = depth > EXPRESSION_DEPTH_MAX ? null : ev.heldBy(node, scope);
  return held && held.node !== node ? ev.fold(held.node, held.scope, depth + 1, args) : null;
}

function asMemberName(item: Folded | null): string | null {
  return typeof item?.value === 'string' || typeof item?.value === 'number' ? String(item.value) : null;
}

function arithmetic(operator: string, a: number, b: number): number | null {
  switch (operator) {
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '^':
      return a ^ b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    case '>>>':
      return a >>> b;
    case '**':
      return a ** b;
    default:
      return null;
  }
}

function add(left: Folded, right: Folded): Folded | null {
  const layers = layersOf(left, right);
  if (typeof left.value === 'number' && typeof right.value === 'number')
    return folded(left.value + right.value, layers);
  const a = asText(left.value);
  const b = asText(right.value);
  return a === null || b === null ? null : folded(a + b, layers);
}

/** `a + b + c + …` parses into a tree as deep as it is long: its left spine is walked in a loop. */
function foldBinary(context: FoldContext, node: Node): Folded | null {
  const spine: { operator: string; right: Node }[] = [];
  let at: Node = node;
  while (at.type === 'BinaryExpression' && at.left.type !== 'PrivateIdentifier') {
    spine.push({ operator: at.operator, right: at.right });
    at = at.left;
  }
  let left = foldIn(context, at);
  for (const { operator, right } of spine.toReversed()) {
    if (!left) return null;
    const next = foldIn(context, right);
    if (!next) return null;
    if (operator === '+') left = add(left, next);
    else {
      const result = arithmetic(operator, Number(asText(left.value)), Number(asText(next.value)));
      left = result === null ? null : folded(result, layersOf(left, next));
    }
  }
  return left;
}

function foldTemplate(context: FoldContext, node: Node): Folded | null {
  if (node.type !== 'TemplateLiteral') return null;
  let text = '';
  const parts: Folded[] = [];
  for (const [index, quasi] of node.quasis.entries()) {
    text += quasi.value.cooked ?? quasi.value.raw;
    const expression = node.expressions[index];
    if (!expression) continue;
    const value = foldIn(context, expression);
    const printed = value && asText(value.value);
    if (value === null || printed === null) return null;
    parts.push(value);
    text += printed;
  }
  return folded(text, layersOf(...parts));
}

function foldArray(context: FoldContext, node: Node): Folded | null {
  if (node.type !== 'ArrayExpression') return null;
  const items: Folded[] = [];
  for (const element of node.elements) {
    if (!element) return null;
    if (element.type === 'SpreadElement') {
      const spread = foldIn(context, element.argument);
      if (typeof spread?.value === 'string') {
        for (const char of spread.value) items.push({ value: char, layers: spread.layers });
      } else if (Array.isArray(spread?.value)) {
        for (const item of spread.value as readonly Folded[]) items.push(item);
      } else return null;
      if (items.length > FOLD_ITEMS_MAX) return null;
      continue;
    }
    const item = foldIn(context, element);
    if (!item) return null;
    items.push(item);
  }
  return folded(items, layersOfAll(items));
}

function foldUnary(context: FoldContext, operator: string, argument: Node): Folded | null {
  const value = foldIn(context, argument);
  if (!value) return null;
  switch (operator) {
    case '-':
      return folded(-Number(asText(value.value)), value.layers);
    case '+':
      return folded(Number(asText(value.value)), value.layers);
    case '~':
      return folded(~Number(asText(value.value)), value.layers);
    case '!':
      return folded(Array.isArray(value.value) ? false : !value.value, value.layers);
    default:
      return null;
  }
}

/** The constant that an expression yields; see {@link Evaluator.fold}. */
export function foldNode(
  ev: Evaluator,
  node: Node,
  scope: Scope,
  depth: number,
  args: FoldArguments,
): Folded | null {
  if (depth > EXPRESSION_DEPTH_MAX) return null;
  const context: FoldContext = { ev, scope, depth, args };
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ||
        typeof node.value === 'number' ||
        typeof node.value === 'boolean'
        ? folded(node.value)
        : null;
    case 'Identifier':
      return foldIdentifier(context, node);
    case 'TemplateLiteral':
      return foldTemplate(context, node);
    case 'BinaryExpression':
      return foldBinary(context, node);
    case 'ArrayExpression':
      return foldArray(context, node);
    case 'MemberExpression':
      return foldMember(context, node);
    case 'UnaryExpression':
      return foldUnary(context, node.operator, node.argument);
    case 'ParenthesizedExpression':
    case 'ChainExpression':
      return foldIn(context, node.expression);
    case 'AwaitExpression':
      return foldIn(context, node.argument);
    case 'SequenceExpression': {
      const last = node.expressions.at(-1);
      return last ? foldIn(context, last) : null;
    }
    case 'LogicalExpression':
      return foldIn(context, node.left) ?? foldIn(context, node.right);
    case 'CallExpression':
    case 'NewExpression':
      return foldCall(context, node);
    default:
      return null;
  }
}
