import { BLOCKS_MAX, type Block, blocksOf, type Guarded } from './blocks.ts';
import { joined, readCondition, settle } from './conditions.ts';
import type { Instruction } from './instructions.ts';
import { constant, type Expr, make, not, type Statement, unknown } from './ir.ts';
import { repeated } from './loops.ts';
import { operate } from './operations.ts';
import { type Context, discard, drop, emit, pop, popPlain, push, type State } from './symbols.ts';
import { handlersOf, ifOf, isTidying } from './tidy.ts';
import { type Around, branchOff, type End, goOn, NESTING_MAX, type Walk, type Walked } from './walk.ts';

/** The statements of a code object, and those that no way leads to. */
export interface Structured {
  readonly body: readonly Statement[];
  readonly unreached: readonly (readonly Statement[])[];
}

/** The statements of a code object, put together from its blocks. Never throws for what the code holds. */
export function structure(context: Context): Structured {
  const blocks = blocksOf(context.code, context.minor);
  const walk: Walk = {
    blocks,
    context,
    done: new Set(),
    begun: new Set(),
    depth: 0,
    from: (start, state, around) => walkFrom(walk, start, state, around),
  };
  const out: Statement[] = [];
  const first: State = { stack: [], out, line: context.code.firstlineno, keywords: [] };
  if (blocks.all.length > BLOCKS_MAX) {
    for (const block of blocks.all) straight(walk, block, first);
    return { body: out, unreached: [] };
  }
  walk.from(0, first, null);
  // Handlers of things that were not recognised are among the rest.
  const unreached: Statement[][] = [];
  for (const index of blocks.all.keys()) {
    if (walk.done.has(index)) continue;
    const state: State = { stack: [], out: [], line: first.line, keywords: [] };
    walk.from(index, state, null);
    if (!state.out.every(isTidying)) unreached.push(state.out);
  }
  return { body: out, unreached };
}

/** One block after the other, both ways of each branch. */
function straight(walk: Walk, block: Block, state: State): void {
  for (const instruction of block.body) {
    if (instruction.op.startsWith('RETURN_')) drop(state, walk.context, returned(walk, instruction, state));
    else operate(state, instruction, walk.context);
  }
  if (block.ending.kind === 'branch') drop(state, walk.context, pop(state));
  if (block.ending.kind === 'loop') push(state, walk.context, unknown());
  if (state.stack.length > 1000) state.stack.splice(0, state.stack.length - 1000);
}

function loopAround(around: Around | null): Around | null {
  for (let at = around; at; at = at.parent) if (at.loop) return at;
  return null;
}

/** Where a block is already spoken for: it ends the walk. */
function stopAt(walk: Walk, at: number, state: State, around: Around | null): End | null {
  const inner = loopAround(around)?.loop;
  if (inner && at === inner.header) {
    emit(state, { kind: 'continue', line: state.line });
    return 'left';
  }
  const exit = inner?.exit ?? null;
  if (exit !== null && (walk.blocks.reaches(exit, at) || settle(walk.blocks, exit) === at)) {
    emit(state, { kind: 'break', line: state.line });
    return 'left';
  }
  for (let place = around; place; place = place.parent)
    if (place.stop !== null && walk.blocks.reaches(place.stop, at)) return 'through';
  return null;
}

function walkFrom(walk: Walk, start: number, state: State, around: Around | null): Walked {
  walk.depth++;
  try {
    return walkOn(walk, start, state, around);
  } finally {
    walk.depth--;
  }
}

function walkOn(walk: Walk, start: number, state: State, around: Around | null): Walked {
  const { blocks, context, done } = walk;
  let at = start;
  let first = true;
  for (;;) {
    const block = blocks.all[at];
    if (!block) return { end: 'through', state };
    if (!first || !around?.loop || around.loop.header !== at) {
      const stopped = stopAt(walk, at, state, around);
      if (stopped) return { end: stopped, state };
    }
    first = false;
    if (done.has(at) && !isShortEnd(block)) return { end: 'through', state };
    const guard = blocks.guards.get(at)?.find(({ handler }) => !walk.begun.has(`try ${handler}`));
    if (guard && walk.depth < NESTING_MAX) {
      const next = guarded(walk, at, guard, state, around);
      if (next === null) return { end: 'left', state };
      at = next;
      continue;
    }
    if (blocks.headers.has(at) && !walk.begun.has(`loop ${at}`) && walk.depth < NESTING_MAX) {
      const next = repeated(walk, at, state, around);
      if (next === null) return { end: 'left', state };
      at = next;
      continue;
    }
    done.add(at);
    const { ending } = block;
    for (const instruction of block.body) {
      if (ending.kind === 'leave' && instruction === block.body.at(-1)) leave(walk, instruction, state);
      else operate(state, instruction, context);
    }
    switch (ending.kind) {
      case 'leave':
        return { end: 'left', state };
      case 'jump':
        at = ending.target;
        break;
      case 'send':
        pop(state);
        if (context.minor >= 12)
          push(state, context, state.stack.at(context.minor >= 15 ? -2 : -1) ?? unknown());
        at = ending.target;
        break;
      case 'guard': {
        const next = guarded(
          walk,
          at + 1,
          {
            handler: ending.target,
            end: blocks.all[ending.target]?.offset ?? 0,
            depth: state.stack.length,
            lasti: false,
          },
          state,
          around,
        );
        if (next === null) return { end: 'left', state };
        at = next;
        break;
      }
      case 'branch': {
        const next = branched(walk, at, ending.instruction, ending.target, state, around);
        if (typeof next !== 'number') return { end: next, state };
        at = next;
        break;
      }
      case 'loop':
        // A header that is come to a second time, or too deep inside others.
        push(state, context, unknown());
        at++;
        break;
      default:
        at++;
    }
  }
}

/** A block that only returns may end several ways. */
function isShortEnd(block: Block): boolean {
  return block.ending.kind === 'leave' && block.body.length <= 6;
}

function returned(walk: Walk, instruction: Instruction, state: State): Expr {
  return instruction.op === 'RETURN_CONST'
    ? constant(walk.context.code.consts[instruction.arg] ?? { type: 'none' })
    : popPlain(state, walk.context);
}

function leave(walk: Walk, instruction: Instruction, state: State): void {
  if (instruction.line > 0) state.line = instruction.line;
  if (instruction.op.startsWith('RETURN_'))
    emit(state, { kind: 'return', value: returned(walk, instruction, state), line: state.line });
  else if (instruction.op === 'RERAISE')
    emit(state, { kind: 'raise', value: null, cause: null, line: state.line });
  else operate(state, instruction, walk.context);
  // What lies on the stack still is left without a use.
  const { line } = state;
  const ending = state.out.pop();
  discard(state, walk.context, state.stack.length);
  if (ending) emit(state, { ...ending, line });
}

/** A branch: `if`, a choice between two values, or a short circuit. Gives the block to go on with, or how it ended. */
function branched(
  walk: Walk,
  at: number,
  instruction: Instruction,
  target: number,
  state: State,
  around: Around | null,
): number | End {
  const { blocks, context } = walk;
  const free = (block: number): boolean =>
    !walk.done.has(block) &&
    !blocks.headers.has(block) &&
    !blocks.guards.has(block) &&
    stopAt(walk, block, branchOff(state), around) === null;
  const condition = readCondition(blocks, context, at, instruction, target, state, free);
  for (const block of condition.blocks) walk.done.add(block);
  const { test } = condition;
  const [a, b] = [
    branchOff({ ...state, stack: [...condition.taken] }),
    branchOff({ ...state, stack: [...condition.passed] }),
  ];
  // The side that follows in the code is written first.
  const [yes, no] = [condition.whenTrue, condition.whenFalse];
  const isYesFirst = yes !== target && (no === target || yes < no);
  const near = isYesFirst ? yes : no;
  const far = isYesFirst ? no : yes;
  const [nearState, farState] = isYesFirst ? [a, b] : [b, a];
  const nearTest = isYesFirst ? test : not(test);
  let meet = near > at && far > at ? blocks.meet(near, far) : null;
  const inner = loopAround(around)?.loop;
  const leaves = inner?.exit ?? null;
  if (meet !== null && leaves !== null && blocks.reaches(leaves, meet)) meet = null;
  if (walk.depth >= NESTING_MAX) {
    drop(state, context, test);
    goOn(state, nearState);
    return near;
  }
  const inside: Around = { parent: around, loop: null, stop: meet };
  const { line } = state;
  const first = walk.from(near, nearState, inside);
  if (first.end === 'left' && near !== far) {
    if (nearState.out.length > 0) emit(state, ifOf(nearTest, nearState.out, [], line));
    else drop(state, context, test);
    goOn(state, farState);
    return far;
  }
  const second =
    far === meet ? { end: 'through' as const, state: farState } : walk.from(far, farState, inside);
  const merged = second.end === 'left' ? nearState : merge(nearTest, nearState, farState);
  if (nearState.out.length > 0 || farState.out.length > 0)
    emit(state, ifOf(nearTest, nearState.out, farState.out, line));
  else if (merged === nearState || merged.stack.every((value, index) => value === nearState.stack[index]))
    drop(state, context, test);
  goOn(state, merged);
  return meet ?? 'through';
}

/** One stack out of those that two ways left. */
function merge(test: Expr, yes: State, no: State): State {
  const size = Math.min(yes.stack.length, no.stack.length);
  const stack = Array.from({ length: size }, (_, index) => {
    const [a, b] = [yes.stack[index] ?? unknown(), no.stack[index] ?? unknown()];
    return a === b || same(a, b) ? a : joined(test, a, b);
  });
  return { ...yes, stack };
}

function same(a: Expr, b: Expr): boolean {
  return (
    a.kind === b.kind &&
    (a.size === 1
      ? a.kind === 'name' && b.kind === 'name'
        ? a.id === b.id
        : a.kind !== 'const' && a.kind !== 'name'
      : false)
  );
}

/** A `try`; gives the block that follows it, or null when none does. */
function guarded(
  walk: Walk,
  start: number,
  guard: Guarded,
  state: State,
  around: Around | null,
): number | null {
  const { context } = walk;
  walk.begun.add(`try ${guard.handler}`);
  const exit = afterGuard(walk, start, guard);
  // Before 3.9 a `finally` is run into: it follows, whatever came before it.
  if (exit === guard.handler) return start;
  const { line } = state;
  const inside = branchOff(state);
  const body = walk.from(start, inside, { parent: around, loop: null, stop: exit });
  const caught: State = { stack: state.stack.slice(0, guard.depth), out: [], line, keywords: [] };
  const exceptions = context.minor < 0 ? 3 : context.minor < 11 ? 6 : guard.lasti ? 2 : 1;
  for (let count = 0; count < exceptions; count++) push(caught, context, make({ kind: 'exception' }));
  const handler = walk.from(guard.handler, caught, { parent: around, loop: null, stop: exit });
  emit(state, { kind: 'try', body: inside.out, ...handlersOf(caught.out), line });
  if (exit === null) {
    if (body.end === 'through') goOn(state, inside);
    return null;
  }
  if (body.end === 'through') goOn(state, inside);
  else if (handler.end === 'through') goOn(state, caught);
  return exit;
}

/** The block after a `try`: the first that its body goes to outside of it and that does not just leave. */
function afterGuard({ blocks }: Walk, start: number, guard: Guarded): number | null {
  const { all } = blocks;
  let exit: number | null = null;
  for (let at = start; at < all.length && (all[at]?.offset ?? 0) < guard.end; at++) {
    for (const to of all[at]?.successors ?? []) {
      const next = all[to];
      if (!next || to <= at || next.offset < guard.end || (exit !== null && to >= exit)) continue;
      if (next.ending.kind === 'leave' && to !== guard.handler && (blocks.predecessors[to]?.length ?? 0) <= 1)
        continue;
      exit = to;
    }
  }
  return exit;
}
