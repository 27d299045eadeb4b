import type { Function as FunctionNode } from 'acorn';
import type { Node } from './parse.ts';

/** A class, with or without a name. */
export type ClassNode = Extract<Node, { type: 'ClassDeclaration' | 'ClassExpression' }>;

/** Whether a block or loop head declares names of its own; most do not, and a scope less is a lookup less. */
export function declaresHere(node: Node): boolean {
  switch (node.type) {
    case 'BlockStatement':
    case 'StaticBlock':
      return node.body.some(declares);
    case 'ForStatement':
      return node.init?.type === 'VariableDeclaration' && node.init.kind !== 'var';
    case 'ForInStatement':
    case 'ForOfStatement':
      return node.left.type === 'VariableDeclaration' && node.left.kind !== 'var';
    case 'SwitchStatement':
      return node.cases.some((item) => item.consequent.some(declares));
    default:
      return true;
  }
}

function declares(statement: Node): boolean {
  return (
    (statement.type === 'VariableDeclaration' && statement.kind !== 'var') ||
    statement.type === 'ClassDeclaration' ||
    statement.type === 'FunctionDeclaration'
  );
}

/** True for what makes a function, other than a class. */
export function isFunction(node: Node): node is FunctionNode & Node {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  );
}

/** A function that yields what it gives. Compilers write `await` as the `yield` of functions that they hand to a helper. */
export function isGenerator(node: FunctionNode, isHanded: boolean): boolean {
  return node.generator && (node.type === 'FunctionDeclaration' || node.async || !isHanded);
}
