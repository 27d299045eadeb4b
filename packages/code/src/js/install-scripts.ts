import type { Evaluator } from './evaluator.ts';
import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import { type Assign, type Binding, type Bindings, bindingOf, type Scope, type Site } from './scope.ts';

/** Scripts that the package manager runs when it installs a package. */
const RUNS_AT_INSTALL = /^(?:pre|post)?install$/;
/** Expressions that are looked at for one value, and for all values of a file. */
const STEPS_MAX = 200;
const STEPS_ALL_MAX = 20_000;

/** Whether what an expression yields names a script that installing runs, as a manifest does. */
export type SetsInstallScript = (node: Node, scope: Scope) => boolean;

/** A value, and whether it is the table of scripts of a manifest. */
interface Part extends Site {
  readonly isScripts: boolean;
}

/** Creates what tells of one file's values; members that are set later are collected when it is first asked. */
export function createSetsInstallScript(bindings: Bindings, ev: Evaluator): SetsInstallScript {
  let later: ReadonlyMap<Binding, readonly Assign[]> | null = null;
  let left = STEPS_ALL_MAX;

  /** What is behind a name: what it is given as a whole, and what its members are set to afterwards. */
  function namedBy(binding: Binding, isScripts: boolean): Part[] | true {
    const parts: Part[] = [];
    for (const { kind, value, scope, path } of binding.writes)
      if (kind === 'value' && path.length === 0) parts.push({ node: value, scope, isScripts });
    if (binding.isParam) for (const given of ev.givenTo(binding)) parts.push({ ...given, isScripts });
    later ??= setLater(bindings);
    for (const { target, value, scope } of later.get(binding) ?? []) {
      const steps = stepsTo(target);
      const [first, second] = isScripts ? ['scripts', ...steps] : steps;
      if (first !== 'scripts') continue;
      if (second === undefined) parts.push({ node: value, scope, isScripts: true });
      else if (second !== null && RUNS_AT_INSTALL.test(second)) return true;
    }
    return parts;
  }

  /** Parts of a value that matter; true where it names such a script itself. */
  function partsOf({ node, scope, isScripts }: Part): Part[] | true {
    const same = (parts: readonly (Node | null)[]): Part[] =>
      parts.flatMap((part) => (part ? [{ node: part, scope, isScripts }] : []));
    switch (node.type) {
      case 'ObjectExpression': {
        const found: Part[] = [];
        for (const property of node.properties) {
          if (property.type === 'SpreadElement') {
            found.push({ node: property.argument, scope, isScripts });
            continue;
          }
          const key = keyName(property.key, property.computed);
          if (isScripts && key !== null && RUNS_AT_INSTALL.test(key)) return true;
          if (!isScripts && key === 'scripts') found.push({ node: property.value, scope, isScripts: true });
        }
        return found;
      }
      case 'Identifier': {
        const binding = bindingOf(node, scope);
        return binding ? namedBy(binding, isScripts) : [];
      }
      case 'CallExpression':
        return [
          ...same(node.arguments),
          ...ev
            .calleesOf(node.callee, scope)
            .flatMap(({ returns }) =>
              returns.map((item) => ({ node: item.value, scope: item.scope, isScripts })),
            ),
        ];
      case 'BinaryExpression':
        return same([node.left, node.right]);
      case 'LogicalExpression':
        return same([node.left, node.right]);
      case 'ConditionalExpression':
        return same([node.consequent, node.alternate]);
      case 'TemplateLiteral':
        return same(node.expressions);
      case 'AwaitExpression':
      case 'SpreadElement':
        return same([node.argument]);
      case 'ChainExpression':
        return same([node.expression]);
      default:
        return [];
    }
  }

  return (first, firstScope) => {
    const seen = new Set<Node>();
    const pending: Part[] = [{ node: first, scope: firstScope, isScripts: false }];
    for (let part = pending.pop(); part; part = pending.pop()) {
      if (seen.has(part.node)) continue;
      seen.add(part.node);
      if (seen.size > STEPS_MAX || --left < 0) return false;
      const parts = partsOf(part);
      if (parts === true) return true;
      pending.push(...parts);
    }
    return false;
  };
}

/** Members that names get after they were made, by those names. */
function setLater({ assigns }: Bindings): ReadonlyMap<Binding, readonly Assign[]> {
  const found = new Map<Binding, Assign[]>();
  for (const assign of assigns) {
    let at = assign.target;
    while (at.type === 'MemberExpression') at = at.object;
    const binding = at.type === 'Identifier' ? bindingOf(at, assign.scope) : null;
    const known = binding && found.get(binding);
    if (known) known.push(assign);
    else if (binding) found.set(binding, [assign]);
  }
  return found;
}

/** The members that lead to what is set, outermost object first; null for one that is computed. */
function stepsTo(target: Node): (string | null)[] {
  const steps: (string | null)[] = [];
  for (let at = target; at.type === 'MemberExpression'; at = at.object)
    steps.unshift(keyName(at.property, at.computed));
  return steps;
}
