import type { Block } from './blocks.ts';
import { clausesOf, comprehension } from './comprehensions.ts';
import { type Expr, type LoopTarget, make, name, type Statement, unknown } from './ir.ts';
import { operate } from './operations.ts';
import { type Context, emit, plainly, pop, push, type State } from './symbols.ts';
import { bodyOf, loopOf } from './tidy.ts';
import { type Around, branchOff, type Walk } from './walk.ts';

/** A loop; gives the block that follows it, or null when none does. */
export function repeated(walk: Walk, header: number, state: State, around: Around | null): number | null {
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
    walk.from(header, inside, { parent: around, loop: { header, exit }, stop: null });
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
  const { context } = walk;
  const exit = block.ending.kind === 'loop' ? block.ending.target : header + 1;
  const asynchronous = isAsync(walk, exit);
  const isIndexed = context.minor >= 15 && !asynchronous;
  const source = state.stack.at(isIndexed ? -2 : -1) ?? unknown();
  const iter = plainly(state, context, source);
  const loop: LoopTarget = { target: null };
  const inside = branchOff(state);
  // The iterator itself says nothing more.
  inside.stack[inside.stack.length - 1] = make({ kind: 'null' });
  push(inside, context, make({ kind: 'element', loop }));
  walk.from(header + 1, inside, { parent: around, loop: { header, exit }, stop: null });
  if (isIndexed) pop(state);
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
    const spent = minor === 13 ? 'POP_TOP' : minor >= 14 ? 'POP_ITER' : null;
    const takes = 1 + (second?.op !== spent ? 0 : minor >= 15 ? 2 : 1);
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
