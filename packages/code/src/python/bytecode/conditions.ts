import type { Blocks } from './blocks.ts';
import type { Instruction } from './instructions.ts';
import { type Expr, make, none, not } from './ir.ts';
import { operate } from './operations.ts';
import { type Context, plainly, popMany, popPlain, type State } from './symbols.ts';

/** A test with the blocks that it leads to; several branches that together are one test are one. */
export interface Condition {
  readonly test: Expr;
  readonly whenTrue: number;
  readonly whenFalse: number;
  /** The stack when the test holds, and when it does not. */
  readonly taken: readonly Expr[];
  readonly passed: readonly Expr[];
  readonly blocks: readonly number[];
}

/** Tests inside each other. */
const NESTING_MAX = 40;

/** The condition of the branch that ends a block, with the branches behind it that belong to the same test. */
export function readCondition(
  blocks: Blocks,
  context: Context,
  at: number,
  instruction: Instruction,
  target: number,
  state: State,
  free: (block: number) => boolean,
): Condition {
  return extend(blocks, context, single(context, at, instruction, target, state), free, 0);
}

function single(
  context: Context,
  at: number,
  instruction: Instruction,
  target: number,
  state: State,
): Condition {
  const { op } = instruction;
  const keeps = op.endsWith('_OR_POP');
  let test: Expr;
  if (op === 'JUMP_IF_NOT_EXC_MATCH') {
    const [, type = none()] = popMany(state, 2);
    test = make({ kind: 'matches', type: plainly(state, context, type) });
  } else test = popPlain(state, context);
  const popped = [...state.stack];
  const kept = keeps ? [...state.stack, test] : popped;
  const ifNone = op.endsWith('_NOT_NONE') ? 'is not' : op.endsWith('_NONE') ? 'is' : null;
  const jumpsOnTrue = ifNone !== null || /IF_TRUE/.test(op);
  if (ifNone) test = make({ kind: 'compare', op: ifNone, left: test, right: none() });
  const next = at + 1;
  return {
    test,
    whenTrue: jumpsOnTrue ? target : next,
    whenFalse: jumpsOnTrue ? next : target,
    taken: jumpsOnTrue ? kept : popped,
    passed: jumpsOnTrue ? popped : kept,
    blocks: [at],
  };
}

/** A value for each outcome of a test: `and` and `or` where one is what was tested. */
export function joined(test: Expr, yes: Expr, no: Expr): Expr {
  if (no === test) return make({ kind: 'logical', op: 'and', left: test, right: yes });
  if (yes === test) return make({ kind: 'logical', op: 'or', left: test, right: no });
  // The last value of a longer test is what came out of it.
  if (test.kind === 'logical' && test.op === 'and' && yes === test.right)
    return make({ kind: 'logical', op: 'or', left: test, right: no });
  if (test.kind === 'logical' && test.op === 'or' && no === test.right)
    return make({ kind: 'logical', op: 'and', left: test, right: yes });
  if (test.kind === 'unary' && test.op === 'not ') {
    if (yes === test.value) return make({ kind: 'logical', op: 'and', left: test.value, right: no });
    if (no === test.value) return make({ kind: 'logical', op: 'or', left: test.value, right: yes });
  }
  return make({ kind: 'choice', test, yes, no });
}

/** Past blocks that only take a value away or jump on: the end of a chained comparison. */
export function settle(blocks: Blocks, at: number): number {
  let place = at;
  for (let steps = 0; steps < 8; steps++) {
    const block = blocks.all[place];
    if (!block || !block.body.every(({ op }) => /^(?:POP_TOP|NOP|NOT_TAKEN)$/.test(op))) return place;
    if (block.ending.kind === 'jump' && block.ending.target <= place) return block.ending.target;
    if (block.ending.kind === 'jump') place = block.ending.target;
    else if (block.ending.kind === 'next' && block.body.length > 0) place++;
    else return place;
  }
  return place;
}

/** Blocks that only jump on to the one that is named last. */
function onwards(blocks: Blocks, at: number): readonly number[] {
  const way = [at];
  for (let place = at; way.length < 8; ) {
    const block = blocks.all[place];
    if (block?.ending.kind !== 'jump' || block.body.length > 0 || block.ending.target <= place) break;
    place = block.ending.target;
    way.push(place);
  }
  return way;
}

/** True for two blocks that leave in the same way: the compiler writes short ends more than once. */
function endAlike(blocks: Blocks, x: number, y: number): boolean {
  const [a, b] = [blocks.all[x], blocks.all[y]];
  if (a?.ending.kind !== 'leave' || b?.ending.kind !== 'leave' || a.body.length > 4) return false;
  return (
    a.body.length === b.body.length &&
    a.body.every(({ op, arg }, index) => op === b.body[index]?.op && arg === b.body[index]?.arg)
  );
}

function extend(
  blocks: Blocks,
  context: Context,
  start: Condition,
  free: (block: number) => boolean,
  depth: number,
): Condition {
  let condition = start;
  for (let grown = true; grown; ) {
    grown = false;
    for (const side of [condition.whenTrue, condition.whenFalse]) {
      const more = side === condition.whenTrue ? condition.taken : condition.passed;
      const next = follow(blocks, context, condition, side, more, free, depth);
      const both = next && combine(blocks, condition, next, side);
      if (!both) continue;
      condition = both;
      grown = true;
      break;
    }
  }
  return condition;
}

/** The condition that a block is, when it does nothing but test. */
function follow(
  blocks: Blocks,
  context: Context,
  condition: Condition,
  side: number,
  stack: readonly Expr[],
  free: (block: number) => boolean,
  depth: number,
): Condition | null {
  const way = onwards(blocks, side);
  const at = way.at(-1) ?? side;
  const passed = way.slice(0, -1);
  const block = blocks.all[at];
  if (depth > NESTING_MAX || block?.ending.kind !== 'branch' || condition.blocks.includes(at) || !free(at))
    return null;
  const known = [...condition.blocks, ...passed];
  if (![...passed, at].every((place) => blocks.predecessors[place]?.every((from) => known.includes(from))))
    return null;
  if (block.body.length > 200) return null;
  const { temporaries } = context;
  const copied = stack.filter((value) => context.copied.has(value));
  const state: State = { stack: [...stack], out: [], line: 0, keywords: [] };
  for (const instruction of block.body) operate(state, instruction, context);
  const found = single(context, at, block.ending.instruction, block.ending.target, state);
  // What was tried only leaves no mark.
  for (const value of copied) context.copied.add(value);
  if (state.out.length > 0) {
    context.temporaries = temporaries;
    return null;
  }
  return extend(blocks, context, { ...found, blocks: [...passed, ...found.blocks] }, free, depth + 1);
}

function combine(blocks: Blocks, a: Condition, b: Condition, side: number): Condition | null {
  const agree = (x: number, y: number, held: readonly Expr[], left: readonly Expr[]): boolean =>
    (x === y || settle(blocks, x) === settle(blocks, y) || endAlike(blocks, x, y)) &&
    left.length <= held.length &&
    (x !== y || left.length === held.length) &&
    left.every((value, index) => value === held[index]);
  const made = (op: 'and' | 'or', left: Expr): Condition => {
    const other = side === a.whenTrue ? a.whenFalse : a.whenTrue;
    const spare =
      other !== b.whenTrue && other !== b.whenFalse && endAlike(blocks, other, other) ? [other] : [];
    return {
      ...b,
      test: make({ kind: 'logical', op, left, right: b.test }),
      blocks: [...a.blocks, ...b.blocks, ...spare],
    };
  };
  if (side === a.whenTrue) {
    if (agree(a.whenFalse, b.whenFalse, a.passed, b.passed)) return made('and', a.test);
    if (agree(a.whenFalse, b.whenTrue, a.passed, b.taken)) return made('or', not(a.test));
  } else {
    if (agree(a.whenTrue, b.whenTrue, a.taken, b.taken)) return made('or', a.test);
    if (agree(a.whenTrue, b.whenFalse, a.taken, b.passed)) return made('and', not(a.test));
  }
  return null;
}
