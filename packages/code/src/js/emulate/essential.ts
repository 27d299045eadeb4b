import type { Program } from 'acorn';
import { forEachChild } from '../children.ts';
import type { Node } from '../parse.ts';

type Statement = Program['body'][number];

/** Names and modules without which nothing starts a process, or text as code. */
const ACTS = new Set([
  'eval',
  'Function',
  'constructor',
  '_compile',
  '_load',
  'child_process',
  'node:child_process',
  'vm',
  'node:vm',
  'worker_threads',
  'node:worker_threads',
]);

/** What a statement speaks of, and which of that it gives a value. */
interface Spoken {
  readonly names: ReadonlySet<string>;
  readonly given: ReadonlySet<string>;
  readonly acts: boolean;
}

function spokenIn(statement: Statement): Spoken {
  const names = new Set<string>();
  const given = new Set<string>();
  let acts = false;
  const pending: { readonly node: Node; readonly isGiven: boolean }[] = [{ node: statement, isGiven: false }];
  for (let item = pending.pop(); item; item = pending.pop()) {
    const { node, isGiven } = item;
    if (node.type === 'Identifier') {
      names.add(node.name);
      if (isGiven) given.add(node.name);
      acts ||= ACTS.has(node.name);
      continue;
    }
    if (node.type === 'Literal') acts ||= typeof node.value === 'string' && ACTS.has(node.value);
    const target = targetOf(node);
    forEachChild(node, (child) => {
      // `a.b = 1` and `[a] = 1` give to what lies inside of the target.
      pending.push({ node: child, isGiven: child === target || (isGiven && node.type !== 'Property') });
    });
  }
  return { names, given, acts };
}

/** The child that gets a value by what a node does. */
function targetOf(node: Node): Node | null {
  switch (node.type) {
    case 'VariableDeclarator':
      return node.id;
    case 'AssignmentExpression':
    case 'ForInStatement':
    case 'ForOfStatement':
      return node.left;
    case 'UpdateExpression':
      return node.argument;
    case 'CallExpression':
      // `list.push(1)`.
      return node.callee.type === 'MemberExpression' ? node.callee : null;
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return node.id;
    default:
      return null;
  }
}

/**
 * The statements that start processes or run text, and those that these rest on, in their order: what is run when a
 * program's other statements have spent what it may cost. A name stands for all that is called so.
 */
export function essentialStatements(statements: readonly Statement[]): Statement[] {
  const needed = new Set<string>();
  const kept: Statement[] = [];
  for (const statement of statements.toReversed()) {
    const { names, given, acts } = spokenIn(statement);
    if (!acts && !given.values().some((name) => needed.has(name))) continue;
    for (const name of names) needed.add(name);
    kept.push(statement);
  }
  return kept.toReversed();
}
