import type { Function as FunctionNode, Program } from 'acorn';
import type { Node } from './parse.ts';

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

/** A function that yields what it gives. Compilers write `await` as the `yield` of function expressions. */
export function isGenerator(node: Node | FunctionNode | Program): boolean {
  return (
    (node.type === 'FunctionDeclaration' && node.generator) ||
    (node.type === 'FunctionExpression' && node.generator && node.async)
  );
}
