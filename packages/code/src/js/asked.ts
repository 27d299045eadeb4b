import type { CallExpression, Program } from 'acorn';
import type { NamedCall } from './calls.ts';
import { pushChildren } from './children.ts';
import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import { type Bindings } from './scope.ts';

/** Modules that put a question to whoever sits at the terminal, by the call that does. */
const ASKS: ReadonlyMap<string, string> = new Map([
  ['inquirer.prompt', 'inquirer'],
  ['@inquirer/prompts.confirm', '@inquirer/prompts'],
]);
/** What a question may say; anything else may answer it, or keep it from being put. */
const SAYS: ReadonlySet<string> = new Set(['type', 'name', 'message', 'default']);

/** Code that runs only when a person at the terminal said yes. */
export interface Asked {
  readonly start: number;
  readonly end: number;
  /** The module that asked: its answer is one where it is not a file of the package. */
  readonly module: string;
}

/** Finds `const { yes } = await inquirer.prompt([{ type: 'confirm', … }]); if (yes) { … }`, in this very form. */
export function collectAsked(program: Program, bindings: Bindings, calls: readonly NamedCall[]): Asked[] {
  const questions = new Map<Node, string>();
  for (const { node, name } of calls) {
    const module = ASKS.get(name);
    if (module !== undefined && node.type === 'CallExpression' && isQuestion(node))
      questions.set(node, module);
  }
  if (questions.size === 0) return [];
  const names = new Map<string, string>();
  for (const binding of bindings.all) {
    const write = binding.writes[0];
    const from = write?.value.type === 'AwaitExpression' ? questions.get(write.value.argument) : undefined;
    if (from === undefined) continue;
    // A name that means something else anywhere in the file, or that changes, is none.
    const isOnly =
      binding.writes.length === 1 &&
      bindings.all.every((other) => other === binding || other.name !== binding.name);
    if (isOnly) names.set(binding.name, from);
  }
  const found: Asked[] = [];
  const pending: Node[] = [program];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === 'IfStatement' && node.test.type === 'Identifier') {
      const module = names.get(node.test.name);
      if (module !== undefined)
        found.push({ start: node.consequent.start, end: node.consequent.end, module });
    }
    pushChildren(node, pending);
  }
  return found;
}

/** One question of the kind that is answered with yes or no, written out, and nothing that answers it. */
function isQuestion({ arguments: [first, ...others] }: CallExpression): boolean {
  const one = first?.type === 'ArrayExpression' && first.elements.length === 1 ? first.elements[0] : first;
  if (others.length > 0 || one?.type !== 'ObjectExpression') return false;
  return one.properties.every((property) => {
    const key = property.type === 'Property' ? keyName(property.key, property.computed) : null;
    if (property.type !== 'Property' || key === null || !SAYS.has(key)) return false;
    return key !== 'type' || (property.value.type === 'Literal' && property.value.value === 'confirm');
  });
}
