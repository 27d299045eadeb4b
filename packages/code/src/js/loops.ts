import { forEachChild } from './children.ts';
import type { Node } from './parse.ts';
import type { Bindings, Scope } from './scope.ts';

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
    .filter(({ node, scope }) => neverFalse(node) && !canLeave(node, isCaught(node, scope, bindings)))
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

/** Whether the function that a loop stands in catches what is thrown in it. */
function isCaught(loop: Node, { fn }: Scope, { tries }: Bindings): boolean {
  return tries.some(({ node, scope }) => scope.fn === fn && node.start <= loop.start && loop.end <= node.end);
}

/** What throws nothing that would end a loop. */
const NEVER_THROWS = new Set(['console', 'Math', 'process', 'String', 'Number', 'Date']);

/** A call of something that may throw: what reads to an end often says so by that. */
function mayThrow(node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  let at: Node = node.callee;
  while (at.type === 'MemberExpression') at = at.object;
  return !(at.type === 'Identifier' && NEVER_THROWS.has(at.name));
}

/**
 * True when a statement of the body may end the loop; functions inside it have ends of their own.
 * @param isGuarded whether what is thrown in it is caught around it.
 */
function canLeave(loop: Node, isGuarded: boolean): boolean {
  const stack: Node[] = [loop];
  let left = BODY_NODES_MAX;
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (--left < 0 || LEAVES.has(node.type)) return true;
    if (node.type === 'CallExpression' && isExit(node.callee)) return true;
    if (isGuarded && mayThrow(node)) return true;
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
