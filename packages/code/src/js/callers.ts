import { functionOf } from './liveness.ts';
import { constructorOf } from './owners.ts';
import type { Node } from './parse.ts';
import type { Binding, Bindings, Site } from './scope.ts';

/** Values of one parameter that are looked at. */
const VALUES_MAX = 8;
const NONE: readonly Site[] = [];

/** What the calls of a function that the file itself makes give a parameter. */
export type GivenTo = (parameter: Binding) => readonly Site[];

/** Creates what tells of a file's calls what they give; the calls are gone through when it is first asked. */
export function createGivenTo(bindings: Bindings): GivenTo {
  let given: Map<Binding, Site[]> | null = null;

  function note(parameter: Binding, value: Node, scope: Site['scope']): void {
    const known = given?.get(parameter);
    if (!known) given?.set(parameter, [{ node: value, scope }]);
    else if (known.length < VALUES_MAX) known.push({ node: value, scope });
  }

  return (parameter) => {
    if (given) return given.get(parameter) ?? NONE;
    given = new Map();
    for (const { node, scope } of bindings.calls) {
      if (node.arguments.length === 0) continue;
      const made =
        node.type === 'NewExpression' || node.callee.type === 'Super'
          ? constructorOf(bindings, node.callee, scope)
          : null;
      const fn = made ?? functionOf(bindings, node.callee, scope);
      if (!fn) continue;
      const isCall = node.callee.type === 'MemberExpression' && isNamed(node.callee.property, 'call');
      for (const [index, [binding, ...others]] of fn.params.entries()) {
        const argument = node.arguments[isCall ? index + 1 : index];
        if (!argument || argument.type === 'SpreadElement') break;
        if (binding && others.length === 0) note(binding, argument, scope);
      }
    }
    return given.get(parameter) ?? NONE;
  };
}

function isNamed(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}
