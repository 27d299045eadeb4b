import type { Evaluator } from './evaluator.ts';
import { asText } from './fold-value.ts';
import { keyName } from './keys.ts';
import { memoOf } from './memo.ts';
import type { Node } from './parse.ts';
import { type Binding, bindingOf, type Scope, type Site } from './scope.ts';
import { soleOf } from './sole.ts';

/** Values of one expression that are told. */
const VALUES_MAX = 12;
/** Expressions that are looked at for one: each may stand for several, and these again. */
const STEPS_MAX = 120;
/** Calls, members and names behind each other. */
const DEPTH_MAX = 14;
const NONE: readonly Site[] = [];

/** Methods of a list that give a list of its own items. */
const SAME_ITEMS: ReadonlySet<string> = new Set(
  'filter slice sort toSorted reverse toReversed concat flat values'.split(' '),
);
/** Methods of a list that give one of its items. */
const ONE_ITEM: ReadonlySet<string> = new Set('find findLast at pop shift'.split(' '));
/** Calls that give the object which they are given. */
const SAME_OBJECT = /^(?:Object\.(?:freeze|seal)|Promise\.resolve|structuredClone)$/;

/** One look: what is left of its budget. */
interface Look {
  readonly ev: Evaluator;
  left: number;
}

/**
 * The expressions whose value an expression may have: behind names, members of objects and lists that are written out,
 * parameters by what the file's own calls give, and functions of the file by what they return. An expression of which
 * no more is known stands for itself. What the code changes afterwards is not seen.
 */
export function valuesOf(ev: Evaluator, node: Node, scope: Scope): readonly Site[] {
  const memo = memoOf(node);
  if (memo.$values) return memo.$values;
  // Set before the work, so that a value which leads back to itself ends.
  memo.$values = NONE;
  memo.$values = follow({ ev, left: STEPS_MAX }, node, scope, 0).slice(0, VALUES_MAX);
  return memo.$values;
}

/** The items of the lists that an expression may stand for, in their order; null for a list of which no item is known. */
export function itemsOf(ev: Evaluator, node: Node, scope: Scope): readonly Site[] | null {
  const look: Look = { ev, left: STEPS_MAX };
  for (const site of follow(look, node, scope, 0)) {
    const items = itemsAt(look, site, 0);
    if (items) return items;
  }
  return null;
}

function follow(look: Look, node: Node, scope: Scope, depth: number): readonly Site[] {
  if (depth > DEPTH_MAX || --look.left < 0) return NONE;
  const next = (part: Node): readonly Site[] => follow(look, part, scope, depth + 1);
  switch (node.type) {
    case 'Identifier': {
      const binding = bindingOf(node, scope);
      return binding ? ofBinding(look, binding, depth) : [{ node, scope }];
    }
    case 'MemberExpression':
      return ofMember(look, node, scope, depth);
    case 'CallExpression':
      return ofCall(look, node, scope, depth);
    case 'NewExpression': {
      const [executor] = node.arguments;
      const made = executor ? look.ev.promises.madeWith(executor) : NONE;
      return made.length === 0
        ? [{ node, scope }]
        : made.flatMap((site) => follow(look, site.node, site.scope, depth + 1));
    }
    case 'AwaitExpression':
      return next(node.argument);
    case 'ChainExpression':
    case 'ParenthesizedExpression':
      return next(node.expression);
    case 'AssignmentExpression':
      return next(node.right);
    case 'SequenceExpression': {
      const last = node.expressions.at(-1);
      return last ? next(last) : NONE;
    }
    case 'ConditionalExpression':
      return [...next(node.consequent), ...next(node.alternate)];
    case 'LogicalExpression':
      return [...next(node.left), ...next(node.right)];
    default:
      return [{ node, scope }];
  }
}

function ofBinding(look: Look, binding: Binding, depth: number): readonly Site[] {
  return unchanged(look, given(look, binding, depth), binding);
}

/** What the file's own calls give a name of a parameter, and what it is where they give nothing. */
function ofParameter(look: Look, binding: Binding, depth: number): readonly Site[] {
  const { fallback } = binding;
  return [
    ...look.ev
      .pickedBy(binding)
      .flatMap((one) => pick(look, follow(look, one.node, one.scope, depth + 1), one.path, depth)),
    ...(fallback ? follow(look, fallback.node, fallback.scope, depth + 1) : NONE),
  ];
}

/** What a name or member stands for, unless that is a list or object which is filled later. */
function unchanged(look: Look, found: readonly Site[], holder: Binding | string): readonly Site[] {
  const isFilled = found.some(
    ({ node: { type } }) => type === 'ArrayExpression' || type === 'ObjectExpression',
  );
  return isFilled && look.ev.isChanged(holder) ? NONE : found;
}

function given(look: Look, binding: Binding, depth: number): readonly Site[] {
  const byCalls = binding.isParam ? ofParameter(look, binding, depth) : NONE;
  const write = soleOf(binding.writes);
  if (!write || write.kind === 'import') return byCalls;
  const from =
    write.kind === 'element'
      ? (yielded(look, write.value, write.scope, depth) ??
        follow(look, write.value, write.scope, depth + 1).flatMap(
          (site) => itemsAt(look, site, depth) ?? NONE,
        ))
      : follow(look, write.value, write.scope, depth + 1);
  return [...byCalls, ...pick(look, from, write.path, depth)];
}

/** What a call of a generator of the file gives in turn; null for what is no such call. */
function yielded(look: Look, node: Node, scope: Scope, depth: number): readonly Site[] | null {
  if (node.type !== 'CallExpression') return null;
  const fns = look.ev
    .calleesOf(node.callee, scope)
    .filter((fn) => 'generator' in fn.node && fn.node.generator);
  return fns.length > 0 ? returnedBy(look, fns, depth) : null;
}

function ofMember(
  look: Look,
  node: Node & { readonly type: 'MemberExpression' },
  scope: Scope,
  depth: number,
): readonly Site[] {
  const { object } = node;
  if (object.type === 'Super') return NONE;
  const held = look.ev.heldBy(node, scope);
  const member = keyName(node.property, node.computed);
  if (held) return unchanged(look, follow(look, held.node, held.scope, depth + 1), member ?? '');
  if (object.type === 'ThisExpression') return NONE;
  // What is known by a name of an API is that, and no object of the file.
  if (look.ev.nameOf(node, scope) !== null) return [{ node, scope }];
  const folded = node.computed ? look.ev.fold(node.property, scope) : null;
  const key = member ?? (folded ? asText(folded.value) : null);
  const found = pick(look, follow(look, object, scope, depth + 1), [key], depth);
  return key === null ? found : unchanged(look, found, key);
}

function ofCall(
  look: Look,
  node: Node & { readonly type: 'CallExpression' },
  scope: Scope,
  depth: number,
): readonly Site[] {
  const callee = node.callee as Node;
  const fns = look.ev.calleesOf(callee, scope);
  if (fns.length > 0) return returnedBy(look, fns, depth);
  const [first] = node.arguments;
  const name = look.ev.nameOf(callee, scope);
  if (name !== null && first && SAME_OBJECT.test(name)) return follow(look, first, scope, depth + 1);
  if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return [{ node, scope }];
  const method = keyName(callee.property, callee.computed);
  if (method !== null && ONE_ITEM.has(method)) {
    const items = listed(look, callee.object, scope, depth + 1);
    return items?.flatMap((item) => follow(look, item.node, item.scope, depth + 1)) ?? [{ node, scope }];
  }
  if (method === 'then' && first) return returnedBy(look, look.ev.calleesOf(first, scope), depth);
  if (method === 'catch' || method === 'finally')
    return [
      ...follow(look, callee.object, scope, depth + 1),
      ...(method === 'catch' && first ? returnedBy(look, look.ev.calleesOf(first, scope), depth) : NONE),
    ];
  return [{ node, scope }];
}

function returnedBy(look: Look, fns: ReturnType<Evaluator['calleesOf']>, depth: number): readonly Site[] {
  return fns.flatMap(({ returns }) =>
    returns.flatMap(({ value, scope }) => follow(look, value, scope, depth + 1)),
  );
}

/** Members of what expressions stand for, by the steps that lead to them; null is any member. */
function pick(
  look: Look,
  sites: readonly Site[],
  path: readonly (string | null)[],
  depth: number,
): readonly Site[] {
  let found = sites;
  for (const step of path) found = found.flatMap((site) => membersOf(look, site, step, depth));
  return found;
}

function membersOf(look: Look, site: Site, step: string | null, depth: number): readonly Site[] {
  const { node, scope } = site;
  if (node.type === 'ObjectExpression') {
    const found: Site[] = [];
    // The last of several is the one that holds.
    for (const property of node.properties.toReversed()) {
      if (look.left < 0) break;
      if (property.type === 'SpreadElement') {
        found.push(...pick(look, follow(look, property.argument, scope, depth + 1), [step], depth + 1));
      } else if (step === null || keyName(property.key, property.computed) === step) {
        found.push(...follow(look, property.value, scope, depth + 1));
        if (step !== null) break;
      }
    }
    return step === null ? found.toReversed() : found;
  }
  const items = itemsAt(look, site, depth);
  if (!items) return NONE;
  const index = step === null ? -1 : Number(step);
  const wanted = step === null ? items : items.slice(index, index + 1);
  return Number.isInteger(index)
    ? wanted.flatMap((item) => follow(look, item.node, item.scope, depth + 1))
    : NONE;
}

/** The items of a list that is written out; null for what is none. */
function itemsAt(look: Look, { node, scope }: Site, depth: number): readonly Site[] | null {
  if (depth > DEPTH_MAX || --look.left < 0) return null;
  if (node.type === 'ArrayExpression')
    return node.elements.flatMap((item): readonly Site[] => {
      if (!item) return NONE;
      return item.type === 'SpreadElement'
        ? (listed(look, item.argument, scope, depth + 1) ?? [{ node: item, scope }])
        : [{ node: item, scope }];
    });
  if (node.type === 'NewExpression') {
    const [first] = node.arguments;
    return first && node.callee.type === 'Identifier' && /^(?:Map|Set)$/.test(node.callee.name)
      ? listed(look, first, scope, depth + 1)
      : null;
  }
  if (node.type !== 'CallExpression') return null;
  const callee = node.callee as Node;
  const [first] = node.arguments;
  const name = look.ev.nameOf(callee, scope);
  const gone = name === null ? null : /^Object\.(entries|values|keys)$/.exec(name)?.[1];
  if (gone && first) return entriesOf(look, first, scope, gone, depth);
  if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return null;
  const method = keyName(callee.property, callee.computed);
  if (method === null || !SAME_ITEMS.has(method)) return null;
  const own = listed(look, callee.object, scope, depth + 1);
  if (!own || method !== 'concat') return own;
  return [
    ...own,
    ...node.arguments.flatMap((item) => listed(look, item, scope, depth + 1) ?? [{ node: item, scope }]),
  ];
}

function listed(look: Look, node: Node, scope: Scope, depth: number): readonly Site[] | null {
  const inTurn = yielded(look, node, scope, depth);
  if (inTurn) return inTurn;
  for (const site of follow(look, node, scope, depth)) {
    const items = itemsAt(look, site, depth + 1);
    if (items) return items;
  }
  return null;
}

/** What `Object.entries`, `Object.values` and `Object.keys` give of an object that is written out. */
function entriesOf(look: Look, object: Node, scope: Scope, what: string, depth: number): readonly Site[] {
  return follow(look, object, scope, depth + 1).flatMap((site): readonly Site[] => {
    if (site.node.type !== 'ObjectExpression') return NONE;
    return site.node.properties.flatMap((property): readonly Site[] => {
      const key = property.type === 'Property' ? keyName(property.key, property.computed) : null;
      if (property.type !== 'Property' || key === null) return NONE;
      const { start, end, value } = property;
      const name: Node = { type: 'Literal', value: key, raw: JSON.stringify(key), start, end };
      if (what === 'keys') return [{ node: name, scope: site.scope }];
      if (what === 'values') return [{ node: value, scope: site.scope }];
      return [{ node: { type: 'ArrayExpression', elements: [name, value], start, end }, scope: site.scope }];
    });
  });
}
