import { BLOCKS_MAX, type Block, type Blocks, blocksOf, type Guarded } from './blocks.ts';
import { clausesOf, comprehension } from './comprehensions.ts';
import { joined, readCondition, settle } from './conditions.ts';
import type { Instruction } from './instructions.ts';
import { constant, type Expr, type LoopTarget, make, name, not, type Statement, unknown } from './ir.ts';
import { operate } from './operations.ts';
import { type Context, discard, drop, emit, plainly, pop, popPlain, push, type State } from './symbols.ts';
import { bodyOf, handlersOf, ifOf, isTidying, loopOf } from './tidy.ts';

/** What lies around the place that is walked, innermost first. */
interface Around {
  readonly parent: Around | null;
  /** A loop: its header, and the block that follows it. */
  readonly loop: { readonly header: number; readonly exit: number | null } | null;
  /** Blocks from here on belong to what follows the statement. */
  readonly stop: number | null;
}

/** How a walk ended: it came to where the statement around goes on, or control left. */
type End = 'through' | 'left';

interface Walked {
  readonly end: End;
  readonly state: State;
}

/** Statements inside each other; deeper ones are read one after the other. */
const NESTING_MAX = 80;

interface Walk {
  readonly blocks: Blocks;
  readonly context: Context;
  readonly done: Set<number>;
  /** Loops and `try` statements that were begun. */
  readonly begun: Set<string>;
  depth: number;
}

/** The statements of a code object, and those that no way leads to. */
export interface Structured {
  readonly body: readonly Statement[];
  readonly unreached: readonly (readonly Statement[])[];
}

/** The statements of a code object, put together from its blocks. Never throws for what the code holds. */
export function structure(context: Context): Structured {
  const blocks = blocksOf(context.code, context.minor);
  const walk: Walk = { blocks, context, done: new Set(), begun: new Set(), depth: 0 };
  const out: Statement[] = [];
  const first: State = { stack: [], out, line: context.code.firstlineno, keywords: [] };
  if (blocks.all.length > BLOCKS_MAX) {
    for (const block of blocks.all) straight(walk, block, first);
    return { body: out, unreached: [] };
  }
  walkFrom(walk, 0, first, null);
  // Handlers of things that were not recognised are among the rest.
  const unreached: Statement[][] = [];
  for (const index of blocks.all.keys()) {
    if (walk.done.has(index)) continue;
    const state: State = { stack: [], out: [], line: first.line, keywords: [] };
    walkFrom(walk, index, state, null);
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

function branchOff(state: State): State {
  return { stack: [...state.stack], out: [], line: state.line, keywords: state.keywords };
}

/** Takes a state over from where a statement ended. */
function goOn(state: State, from: State): void {
  state.stack.splice(0, state.stack.length, ...from.stack);
  if (from.line > 0) state.line = from.line;
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
        if (context.minor >= 12) push(state, context, state.stack.at(-1) ?? unknown());
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
  const first = walkFrom(walk, near, nearState, inside);
  if (first.end === 'left' && near !== far) {
    if (nearState.out.length > 0) emit(state, ifOf(nearTest, nearState.out, [], line));
    else drop(state, context, test);
    goOn(state, farState);
    return far;
  }
  const second =
    far === meet ? { end: 'through' as const, state: farState } : walkFrom(walk, far, farState, inside);
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

/** A loop; gives the block that follows it, or null when none does. */
function repeated(walk: Walk, header: number, state: State, around: Around | null): number | null {
  const { blocks, context } = walk;
  walk.begun.add(`loop ${header}`);
  const block = blocks.all[header];
  if (!block) return null;
  const { line } = state;
  context.loops++;
  try {
    if (block.ending.kind === 'loop') {
      walk.done.add(header);
      for (const instruction of block.body) operate(state, instruction, context);
      return overItems(walk, header, block, state, around, line);
    }
    const exit = exitOf(walk, header);
    const inside = branchOff(state);
    walkFrom(walk, header, inside, { parent: around, loop: { header, exit }, stop: null });
    emit(state, loopOf(inside.out, line));
    // The test at the end of the first round is that of the loop: the one before it is its first.
    if (exit === null) return null;
    return exit;
  } finally {
    context.loops--;
  }
}

/** The block that follows a loop without a source: the first one outside that its blocks go to. */
function exitOf(walk: Walk, header: number): number | null {
  const { all, warm, predecessors } = walk.blocks;
  let last = header;
  // A loop inside that ends later belongs to this one: they share their test.
  for (let at = header; at <= last; at++)
    for (const from of predecessors[at] ?? []) if (from >= at && warm.has(from)) last = Math.max(last, from);
  let exit: number | null = null;
  for (let at = header; at <= last; at++)
    for (const to of all[at]?.successors ?? [])
      if (to > last && (exit === null || to < exit) && warm.has(at) && !isShortEnd2(all[to])) exit = to;
  if (exit !== null) return exit;
  return all[last + 1] && warm.has(last + 1) && (predecessors[last + 1]?.length ?? 0) > 0 ? last + 1 : null;
}

function isShortEnd2(block: Block | undefined): boolean {
  return (
    block?.ending.kind === 'leave' &&
    block.body.at(-1)?.op !== 'RETURN_VALUE' &&
    block.body.at(-1)?.op !== 'RETURN_CONST'
  );
}

function overItems(
  walk: Walk,
  header: number,
  block: Block,
  state: State,
  around: Around | null,
  line: number,
): number {
  const { blocks, context } = walk;
  const exit = block.ending.kind === 'loop' ? block.ending.target : header + 1;
  const asynchronous = isAsync(walk, exit);
  const source = state.stack.at(-1) ?? unknown();
  const iter = plainly(state, context, source);
  const loop: LoopTarget = { target: null };
  const inside = branchOff(state);
  // The iterator itself says nothing more.
  inside.stack[inside.stack.length - 1] = make({ kind: 'null' });
  push(inside, context, make({ kind: 'element', loop }));
  walkFrom(walk, header + 1, inside, { parent: around, loop: { header, exit }, stop: null });
  pop(state);
  const body = bodyOf(inside.out);
  const made: Statement = { kind: 'for', target: loop.target ?? name('_'), iter, asynchronous, body, line };
  if (!intoStack(context, made, state)) emit(state, rewritten(context, made, state));
  return afterLoop(walk, exit, asynchronous, state);
}

const isAsync = (walk: Walk, exit: number): boolean => walk.blocks.all[exit]?.body[0]?.op === 'END_ASYNC_FOR';

/** What stands at the exit of a loop takes the spent iterator away; that has been done here. */
function afterLoop(walk: Walk, exit: number, asynchronous: boolean, state: State): number {
  const { minor } = walk.context;
  const [first, second] = walk.blocks.all[exit]?.body ?? [];
  if (asynchronous) {
    for (let count = minor < 11 ? 7 : 2; count > 0; count--)
      push(state, walk.context, make({ kind: 'exception' }));
  } else if (minor >= 12 && first?.op === 'END_FOR') {
    // The exit block begins with what takes the iterator away: put back what it takes.
    const takes =
      1 + (minor === 13 && second?.op === 'POP_TOP' ? 1 : minor >= 14 && second?.op === 'POP_ITER' ? 1 : 0);
    for (let count = 0; count < takes; count++) push(state, walk.context, make({ kind: 'null' }));
  }
  return exit;
}

/** A loop that only adds to a display on the stack is that display's comprehension. */
function intoStack(context: Context, loop: Statement, state: State): boolean {
  const built = clausesOf(loop);
  // What was begun further out belongs to the loop around this one.
  if (!built?.into || context.begun.get(built.into) !== context.loops - 1) return false;
  const at = state.stack.lastIndexOf(built.into);
  if (at < 0 || (built.into.kind === 'display' && built.into.items.length > 0)) return false;
  state.stack[at] = comprehension(built);
  return true;
}

/** A loop that adds to displays and does more: the displays get names. */
function rewritten(context: Context, loop: Statement, state: State): Statement {
  const names = new Map<Expr, Expr>();
  const into = (display: Expr): Expr => {
    const known = names.get(display);
    if (known) return known;
    const made = name(`_value${context.temporaries++}`);
    names.set(display, made);
    const at = state.stack.lastIndexOf(display);
    if (at >= 0) {
      state.stack[at] = made;
      emit(state, { kind: 'assign', target: made, value: display, line: loop.line });
    }
    return made;
  };
  const inside = (body: readonly Statement[]): Statement[] => body.map(replace);
  function replace(statement: Statement): Statement {
    switch (statement.kind) {
      case 'yielded': {
        if (context.begun.get(statement.into) !== context.loops - 1) return statement;
        const target = into(statement.into);
        const { line } = statement;
        if (statement.key)
          return {
            kind: 'assign',
            target: make({ kind: 'item', value: target, index: statement.key }),
            value: statement.value,
            line,
          };
        const method = statement.into.kind === 'display' && statement.into.type === 'set' ? 'add' : 'append';
        const func = make({ kind: 'attribute', value: target, name: method });
        return {
          kind: 'expression',
          value: make({ kind: 'call', func, args: [statement.value], keywords: [] }),
          line,
        };
      }
      case 'if':
        return { ...statement, body: inside(statement.body), orelse: inside(statement.orelse) };
      case 'for':
      case 'while':
        return { ...statement, body: inside(statement.body) };
      case 'try':
        return {
          ...statement,
          body: inside(statement.body),
          final: inside(statement.final),
          handlers: statement.handlers.map((handler) => ({ ...handler, body: inside(handler.body) })),
        };
      default:
        return statement;
    }
  }
  return replace(loop);
}

/** A `try`; gives the block that follows it, or null when none does. */
function guarded(
  walk: Walk,
  start: number,
  guard: Guarded,
  state: State,
  around: Around | null,
): number | null {
  const { blocks, context } = walk;
  walk.begun.add(`try ${guard.handler}`);
  const exit = afterGuard(walk, start, guard);
  // Before 3.9 a `finally` is run into: it follows, whatever came before it.
  if (exit === guard.handler) return start;
  const { line } = state;
  const inside = branchOff(state);
  const body = walkFrom(walk, start, inside, { parent: around, loop: null, stop: exit });
  const caught: State = { stack: state.stack.slice(0, guard.depth), out: [], line, keywords: [] };
  const exceptions = context.minor < 11 ? 6 : guard.lasti ? 2 : 1;
  for (let count = 0; count < exceptions; count++) push(caught, context, make({ kind: 'exception' }));
  const handler = walkFrom(walk, guard.handler, caught, { parent: around, loop: null, stop: exit });
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
