import { undone } from './forks.ts';
import { type Machine, withLive } from './machine.ts';
import { child, type Node, nodes, textField } from './tree.ts';

/** Calls inside calls in which what is not taken is read. */
const DEAD_DEPTH_MAX = 3;
/** Machines that are inside a loop: there, what is not taken comes up again and again. */
const inLoop = new WeakSet<Machine>();
const readBranches = new WeakSet<Node>();
/** Operands by the machine that read them: comprehensions, which are no loops here, come to them again. */
const readOperands = new WeakMap<Machine, Set<Node>>();

/** Runs a loop; what is not taken in it is not read. */
export function insideLoop<T>(machine: Machine, work: () => T): T {
  const { doubts } = machine;
  const isOutermost = !inLoop.has(machine);
  inLoop.add(machine);
  try {
    return work();
  } finally {
    if (isOutermost) inLoop.delete(machine);
    // Doubts about leaving this loop are none about the one around it.
    machine.doubts = doubts;
  }
}

/** Reads a branch that is never taken, as code that does not run. */
export function readUntaken(machine: Machine, node: Node, test: Node | null, read: () => void): void {
  if (!inLoop.has(machine) && isReadOnce(machine, node, test)) readAsDead(machine, read);
}

/** Reads an operand, or the arm of a conditional expression, that is never taken: the same, but once. */
export function readUntakenOperand(machine: Machine, node: Node, test: Node | null, read: () => void): void {
  if (inLoop.has(machine) || !DOES.has(node.nodeType)) return;
  const seen = readOperands.get(machine) ?? new Set<Node>();
  readOperands.set(machine, seen);
  if (seen.has(node) || !isReadOnce(machine, node, test)) return;
  seen.add(node);
  readAsDead(machine, read);
}

/** Expressions that may do something: names and constants in a table are not worth a second look. */
const DOES = new Set([
  'Call',
  'Await',
  'BoolOp',
  'IfExp',
  'NamedExpr',
  'List',
  'Tuple',
  'ListComp',
  'Subscript',
]);

function readAsDead(machine: Machine, read: () => void): void {
  withLive(machine, false, () => readOther(machine, read));
}

/** Goes through a way that is not gone, for what it would do; nothing that it leaves, and no error of it, stays. */
export function readOther(machine: Machine, read: () => void): void {
  const { raised } = machine;
  undone(machine, read);
  machine.raised = raised;
}

/**
 * Whether a branch that is not taken is to be read now: at the top always, in functions once where the condition asks
 * how much was gathered, which is known of one call and not of the next.
 */
function isReadOnce(machine: Machine, node: Node, test: Node | null): boolean {
  if (machine.stack.length === 0 && machine.frames.length === 0) return true;
  if (machine.stack.length > DEAD_DEPTH_MAX || readBranches.has(node) || !asksForState(test)) return false;
  readBranches.add(node);
  return true;
}

/** `if self.buffer`, `not self.ready`, `len(log) > 100`: what it holds is known of one call and not of the next. */
function asksForState(test: Node | null): boolean {
  const asked = test?.nodeType === 'UnaryOp' ? child(test, 'operand') : test;
  return asked?.nodeType === 'Attribute' || asksForLength(asked);
}

/** `len(log) > 100`, whichever way round. */
function asksForLength(test: Node | null): boolean {
  if (test?.nodeType !== 'Compare') return false;
  return [child(test, 'left'), ...nodes(test, 'comparators')].some((side) => {
    const func = side?.nodeType === 'Call' ? child(side, 'func') : null;
    return func?.nodeType === 'Name' && func.id === 'len';
  });
}

/** `__name__ == '__main__'`: what stands behind it is done by a program, and not by who imports it. */
export function isMainGuard(test: Node | null): boolean {
  if (test?.nodeType !== 'Compare') return false;
  const sides = [child(test, 'left'), ...nodes(test, 'comparators')];
  const asks = nodes(test, 'ops').every(({ nodeType }) => /^(?:Eq|Is|In)$/.test(nodeType));
  return (
    asks && sides.some((side) => side?.nodeType === 'Name' && side.id === '__name__') && sides.some(namesRun)
  );
}

/** `__main__`, and what others call the code that they run: no module is imported by such a name. */
function namesRun(side: Node | null): boolean {
  return (
    /^__\w+__$/.test(side ? textField(side, 'value') : '') ||
    (side !== null && nodes(side, 'elts').some(namesRun))
  );
}
