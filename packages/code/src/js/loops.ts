import { forEachChild } from './children.ts';
import type { Node } from './parse.ts';
import type { Bindings } from './scope.ts';

/** A loop that nothing ends and nothing interrupts: whoever runs it hangs. */
export interface EndlessLoop {
  readonly offset: number;
  readonly endOffset: number;
  readonly live: boolean;
}

/** Nodes of one loop's body that are looked at. */
const BODY_NODES_MAX = 5_000;
/** What leaves a loop, or lets others run meanwhile. */
const LEAVES = new Set([
  'BreakStatement',
  'ReturnStatement',
  'ThrowStatement',
  'YieldExpression',
  'AwaitExpression',
]);

/** Finds `while (true)`, `for (;;)` and `for (…; i < Infinity; …)` without a way out. */
export function findEndlessLoops(bindings: Bindings): EndlessLoop[] {
  return bindings.loops
    .filter(({ node }) => neverFalse(node) && !canLeave(node))
    .map(({ node, scope }) => ({ offset: node.start, endOffset: node.end, live: scope.fn.live }));
}

function neverFalse(loop: Node): boolean {
  if (loop.type === 'ForStatement') return !loop.test || isTrue(loop.test);
  return (loop.type === 'WhileStatement' || loop.type === 'DoWhileStatement') && isTrue(loop.test);
}

function isTrue(test: Node): boolean {
  if (test.type === 'Literal') return Boolean(test.value);
  if (test.type === 'UnaryExpression') return test.operator === '!' && isFalse(test.argument);
  return (
    test.type === 'BinaryExpression' &&
    /^<=?$/.test(test.operator) &&
    test.right.type === 'Identifier' &&
    test.right.name === 'Infinity'
  );
}

/** `0`, and `![]` as minifiers and obfuscators write it. */
function isFalse(node: Node): boolean {
  if (node.type === 'Literal') return !node.value;
  return node.type === 'UnaryExpression' && node.operator === '!' && node.argument.type === 'ArrayExpression';
}

/** True when a statement of the body may end the loop; functions inside it have ends of their own. */
function canLeave(loop: Node): boolean {
  const stack: Node[] = [loop];
  let left = BODY_NODES_MAX;
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (--left < 0 || LEAVES.has(node.type)) return true;
    if (node.type === 'CallExpression' && isExit(node.callee)) return true;
    if (/Function/.test(node.type)) continue;
    forEachChild(node, (child) => stack.push(child));
  }
  return false;
}

/** `process.exit()` ends it, and `Atomics.wait` sleeps. */
function isExit(callee: Node): boolean {
  return (
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    /^(?:exit|abort|wait|kill)$/.test(callee.property.name)
  );
}
