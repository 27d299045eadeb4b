import { forEachChild } from './children.ts';
import type { Evaluator } from './evaluator.ts';
import { textOf } from './fold-value.ts';
import { keyName, spelledName } from './keys.ts';
import { isPassThrough, isRequire } from './names.ts';
import type { Node } from './parse.ts';
import type { Use } from './parts.ts';
import { type Bindings } from './scope.ts';

/** What a piece of code speaks of: `name` or `name.member`, and other files of the package directly. */
export interface Mentions {
  readonly names: ReadonlySet<string>;
  readonly uses: readonly Use[];
}

/** Calls and imports that load a module, with its specifier. */
export type LoadOf = ReadonlyMap<Node, string>;

/** Finds the expressions of a file that load a module whose name is a constant. */
export function loadsOf(bindings: Bindings, ev: Evaluator): LoadOf {
  const loads = new Map<Node, string>();
  for (const { node, scope } of bindings.calls) {
    const first = node.arguments[0];
    if (!first || !isRequire(ev.nameOf(node.callee, scope))) continue;
    const specifier = textOf(ev.fold(first, scope));
    if (specifier !== null) loads.set(node, specifier);
  }
  for (const { node, scope } of bindings.imports) {
    if (node.type !== 'ImportExpression') continue;
    const specifier = textOf(ev.fold(node.source, scope));
    if (specifier !== null) loads.set(node, specifier);
  }
  return loads;
}

/** What `require('./x')`, `(await import('./x')).y` or `__importStar(require('./x'))` stands for; null for others. */
export function targetOf(node: Node, loads: LoadOf): Use | null {
  const specifier = loads.get(node);
  if (specifier !== undefined) return { specifier, member: '*' };
  switch (node.type) {
    case 'AwaitExpression':
      return targetOf(node.argument, loads);
    case 'ChainExpression':
    case 'ParenthesizedExpression':
      return targetOf(node.expression, loads);
    case 'CallExpression': {
      const [first] = node.arguments as Node[];
      const callee = node.callee as Node;
      const helper = spelledName(callee);
      return first && helper !== null && isPassThrough(helper) ? targetOf(first, loads) : null;
    }
    case 'MemberExpression': {
      const target = targetOf(node.object, loads);
      if (!target || target.member !== '*') return target;
      return { specifier: target.specifier, member: keyName(node.property, node.computed) ?? '*' };
    }
    default:
      return null;
  }
}

/** Collects every name that a piece of code mentions, nested functions included, without recursion. */
export function collectMentions(root: Node, loads: LoadOf): Mentions {
  const names = new Set<string>();
  const uses: Use[] = [];
  const stack: Node[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    const target = node.type === 'MemberExpression' || loads.has(node) ? targetOf(node, loads) : null;
    if (target) {
      uses.push(target);
      continue;
    }
    switch (node.type) {
      case 'Identifier':
        names.add(node.name);
        break;
      case 'MemberExpression': {
        const key = keyName(node.property, node.computed);
        const base = baseOf(node.object);
        if (node.computed) stack.push(node.property);
        if (base === null) stack.push(node.object);
        else names.add(key === null ? base : `${base}.${key}`);
        break;
      }
      case 'Property':
      case 'PropertyDefinition':
      case 'MethodDefinition':
        if (node.computed) stack.push(node.key);
        if (node.value) stack.push(node.value);
        break;
      case 'VariableDeclarator':
        // `self = this` may stand for the exports; a pattern tells which members of a loaded file are used.
        if (node.init?.type === 'ThisExpression') names.add('exports');
        if (!destructured(node.id, node.init ?? null, loads, uses))
          forEachChild(node, (child) => stack.push(child));
        break;
      case 'AssignmentExpression':
        if (node.right.type === 'ThisExpression') names.add('exports');
        forEachChild(node, (child) => stack.push(child));
        break;
      default:
        forEachChild(node, (child) => stack.push(child));
    }
  }
  return { names, uses };
}

/** The name under which a member's object is known: an identifier, or the exports. */
function baseOf(object: Node): string | null {
  if (object.type === 'Identifier') return object.name;
  if (object.type === 'ThisExpression') return 'exports';
  const ofModule =
    object.type === 'MemberExpression' &&
    object.object.type === 'Identifier' &&
    object.object.name === 'module' &&
    keyName(object.property, object.computed) === 'exports';
  return ofModule ? 'exports' : null;
}

function destructured(id: Node, init: Node | null, loads: LoadOf, uses: Use[]): boolean {
  const target = init && id.type === 'ObjectPattern' ? targetOf(init, loads) : null;
  if (!target || target.member !== '*' || id.type !== 'ObjectPattern') return false;
  for (const property of id.properties) {
    const key = property.type === 'Property' ? keyName(property.key, property.computed) : null;
    uses.push({ specifier: target.specifier, member: key ?? '*' });
  }
  return true;
}
