import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import { type Binding, type Bindings, bindingOf, type Scope, type Site } from './scope.ts';

/** Methods that put what they are given into the collection that they are called on. */
const PUTS: ReadonlySet<string> = new Set('push unshift add append set'.split(' '));
/** What may stand for a function, or for a collection of them. */
const MAY_CALL: ReadonlySet<string> = new Set(
  'Identifier MemberExpression FunctionExpression ArrowFunctionExpression ArrayExpression ObjectExpression CallExpression NewExpression'.split(
    ' ',
  ),
);
/** Things put into one collection that are looked at. */
const KEPT_MAX = 16;
/** Steps from a collection to the name that holds it: `(all[name] ||= []).push(f)`. */
const STEPS_MAX = 6;
const NONE: readonly Kept[] = [];

/** What holds a collection: a name, or a member of `this` by its name. */
type Holder = Binding | string;

/** A thing that is put into a collection; `member` is the name that it gets there, null where that is not known. */
export interface Kept extends Site {
  readonly member: string | null;
}

/** What the source puts into the collection that an expression reaches, or into one inside of it, after it was made. */
export type KeptIn = (collection: Node, scope: Scope) => readonly Kept[];

/** Creates the look-up of one file, which is gone through when it is first asked. */
export function createKeptIn(bindings: Bindings): KeptIn {
  let kept: Map<Holder, Kept[]> | undefined;

  function collect(): Map<Holder, Kept[]> {
    const found = new Map<Holder, Kept[]>();
    function keep(collection: Node, value: Node | undefined, scope: Scope, member: string | null): void {
      if (!value || !MAY_CALL.has(value.type)) return;
      const holder = holderOf(collection, scope);
      if (holder === null) return;
      const known = found.get(holder);
      if (!known) found.set(holder, [{ node: value, scope, member }]);
      else if (known.length < KEPT_MAX) known.push({ node: value, scope, member });
    }
    for (const { node, scope } of bindings.calls) {
      const { callee } = node;
      if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') continue;
      const method = keyName(callee.property, callee.computed);
      if (method === null || !PUTS.has(method)) continue;
      if (method === 'set') keep(callee.object, node.arguments[1], scope, null);
      else for (const value of node.arguments) keep(callee.object, value, scope, null);
    }
    for (const { target, value, scope } of bindings.assigns)
      if (target.type === 'MemberExpression' && target.object.type !== 'Super')
        keep(target.object, value, scope, keyName(target.property, target.computed));
    return found;
  }

  return (collection, scope) => {
    const holder = holderOf(collection, scope);
    if (holder === null) return NONE;
    kept ??= collect();
    return kept.get(holder) ?? NONE;
  };
}

/** The name that a collection, or one inside of it, is reached by. */
function holderOf(collection: Node, scope: Scope): Holder | null {
  let at = collection;
  for (let step = 0; step < STEPS_MAX; step++) {
    switch (at.type) {
      case 'Identifier':
        return bindingOf(at, scope);
      case 'MemberExpression':
        if (at.object.type === 'ThisExpression') return keyName(at.property, at.computed);
        at = at.object;
        break;
      case 'CallExpression':
        if (at.callee.type !== 'MemberExpression') return null;
        at = at.callee.object;
        break;
      case 'LogicalExpression':
      case 'AssignmentExpression':
        at = at.left;
        break;
      case 'ChainExpression':
        at = at.expression;
        break;
      default:
        return null;
    }
  }
  return null;
}
