import {
  disassemble,
  type Instruction,
  type Minor,
  type Protected,
  protectedRanges,
} from './instructions.ts';
import type { CodeObject } from './marshal.ts';

/** How control leaves a block. */
export type Ending =
  | { readonly kind: 'next' | 'leave' }
  | { readonly kind: 'jump' | 'send'; readonly target: number }
  | { readonly kind: 'branch'; readonly target: number; readonly instruction: Instruction }
  | { readonly kind: 'loop'; readonly target: number }
  | { readonly kind: 'guard'; readonly target: number };

/** Instructions that run one after the other. Blocks are named by their place among all. */
export interface Block {
  readonly offset: number;
  readonly body: readonly Instruction[];
  readonly ending: Ending;
  /** Where control goes without exceptions; the one that follows first. */
  readonly successors: readonly number[];
}

/** A `try` by where it begins. */
export interface Guarded {
  readonly handler: number;
  /** Offset behind the last instruction that it protects. */
  readonly end: number;
  /** Values that stay on the stack for the handler, and whether it also gets the place of the exception. */
  readonly depth: number;
  readonly lasti: boolean;
}

/** The blocks of a code object and what their edges tell. */
export interface Blocks {
  readonly all: readonly Block[];
  readonly predecessors: readonly (readonly number[])[];
  /** Blocks that run without an exception before them. */
  readonly warm: ReadonlySet<number>;
  /** Headers of loops. */
  readonly headers: ReadonlySet<number>;
  /** The `try` statements that begin at a block, outermost first. */
  readonly guards: ReadonlyMap<number, readonly Guarded[]>;
  /** True when `to` can be reached from `from` by going forward only, or is it. */
  readonly reaches: (from: number, to: number) => boolean;
  /** The first block that both reach going forward; null when there is none. */
  readonly meet: (a: number, b: number) => number | null;
}

/** Blocks of one code object whose edges are followed; more are read one after the other. */
export const BLOCKS_MAX = 6000;

const JUMPS = /^JUMP_(?:FORWARD|ABSOLUTE|BACKWARD|BACKWARD_NO_INTERRUPT)$/;
const BRANCHES = /^(?:POP_JUMP_|JUMP_IF_)/;
const LEAVES = /^(?:RETURN_VALUE|RETURN_CONST|RAISE_VARARGS|RERAISE)$/;

/** A handler that stands for an `except` or `finally` of the source, not for `with`, `async for` or tidying up. */
function isHandler(instructions: readonly Instruction[], at: number, minor: Minor): boolean {
  const [first, second] = [instructions[at]?.op, instructions[at + 1]?.op];
  if (minor >= 11) return first === 'PUSH_EXC_INFO' && second !== 'WITH_EXCEPT_START';
  return !/^(?:END_ASYNC_FOR|WITH_EXCEPT_START|WITH_CLEANUP(?:_START)?)$/.test(first ?? '');
}

/** Splits a code object into blocks. */
export function blocksOf(code: CodeObject, minor: Minor): Blocks {
  const instructions: Instruction[] = [];
  // A jump to what does nothing goes to what follows it.
  const places = new Map<number, number>();
  for (const instruction of disassemble(code, minor)) {
    places.set(instruction.offset, instructions.length);
    if (!/^(?:NOP|NOT_TAKEN|CACHE)$/.test(instruction.op)) instructions.push(instruction);
  }
  const ranges = protectedRanges(code).filter(({ start, end, target }) => start < end && places.has(target));
  const asyncTargets = asyncLoops(instructions, ranges);
  const leaders = new Set([0]);
  const lead = (offset: number | null): void => {
    const place = offset === null ? undefined : places.get(offset);
    if (place !== undefined) leaders.add(place);
  };
  for (const [index, { op, target }] of instructions.entries()) {
    if (target !== null) lead(target);
    const isHeader = op === 'SETUP_FINALLY' && asyncTargets.has(index + 1);
    if ((target !== null && !isHeader) || LEAVES.test(op) || asyncTargets.has(index)) leaders.add(index + 1);
    if (op === 'FOR_ITER') leaders.add(index);
  }
  for (const range of ranges) {
    lead(range.target);
    if (isHandler(instructions, places.get(range.target) ?? 0, minor)) lead(range.start);
  }
  const starts = [...leaders].filter((index) => index < instructions.length).sort((a, b) => a - b);
  const blockOf = new Map(starts.map((start, index) => [start, index]));
  const blockAt = new Map<number, number>();
  for (const [offset, place] of places) {
    const index = blockOf.get(place);
    if (index !== undefined) blockAt.set(offset, index);
  }
  const all = starts.map((start, index): Block => {
    const stop = starts[index + 1] ?? instructions.length;
    const part = instructions.slice(start, stop);
    const last = part.at(-1);
    const target = last?.target ?? null;
    const to = target === null ? undefined : blockAt.get(target);
    const loopEnd = blockAt.get(asyncTargets.get(stop - 1) ?? -1);
    const ending = endingOf(last, to, loopEnd, instructions, places, minor);
    const next = index + 1 < starts.length ? [index + 1] : [];
    const successors = successorsOf(ending, next);
    const body = ending.kind === 'next' || ending.kind === 'leave' ? part : part.slice(0, -1);
    return { offset: part[0]?.offset ?? 0, body, ending, successors };
  });
  return connect(all, ranges, blockAt, instructions, places, minor);
}

function successorsOf(ending: Ending, next: readonly number[]): readonly number[] {
  switch (ending.kind) {
    case 'leave':
      return [];
    case 'jump':
    case 'send':
      return [ending.target];
    case 'branch':
    case 'loop':
      return [...next, ending.target];
    default:
      return next;
  }
}

function endingOf(
  last: Instruction | undefined,
  to: number | undefined,
  loopEnd: number | undefined,
  instructions: readonly Instruction[],
  places: ReadonlyMap<number, number>,
  minor: Minor,
): Ending {
  if (!last) return { kind: 'next' };
  if (LEAVES.test(last.op)) return { kind: 'leave' };
  if (last.op === 'GET_ANEXT' && loopEnd !== undefined) return { kind: 'loop', target: loopEnd };
  if (to === undefined) return { kind: 'next' };
  if (JUMPS.test(last.op)) return { kind: 'jump', target: to };
  if (last.op === 'SEND') return { kind: 'send', target: to };
  if (last.op === 'FOR_ITER') return { kind: 'loop', target: to };
  if (BRANCHES.test(last.op)) return { kind: 'branch', target: to, instruction: last };
  if (last.op === 'SETUP_FINALLY' && isHandler(instructions, places.get(last.target ?? 0) ?? 0, minor))
    return { kind: 'guard', target: to };
  return { kind: 'next' };
}

/** Where the loops of `async for` end, by the place of their `GET_ANEXT`. */
function asyncLoops(
  instructions: readonly Instruction[],
  ranges: readonly Protected[],
): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const [index, { op, offset }] of instructions.entries()) {
    if (op !== 'GET_ANEXT') continue;
    const before = instructions[index - 1];
    const target =
      before?.op === 'SETUP_FINALLY'
        ? before.target
        : ranges.find(({ start, end }) => start <= offset && offset < end)?.target;
    if (target !== null && target !== undefined) found.set(index, target);
  }
  return found;
}

function connect(
  all: readonly Block[],
  ranges: readonly Protected[],
  blockAt: ReadonlyMap<number, number>,
  instructions: readonly Instruction[],
  places: ReadonlyMap<number, number>,
  minor: Minor,
): Blocks {
  const predecessors: number[][] = all.map(() => []);
  for (const [index, { successors }] of all.entries())
    for (const to of successors) predecessors[to]?.push(index);
  const warm = new Set<number>();
  const pending = [0];
  while (pending.length > 0) {
    const at = pending.pop() ?? 0;
    if (warm.has(at)) continue;
    warm.add(at);
    pending.push(...(all[at]?.successors ?? []));
  }
  const headers = new Set<number>();
  for (const [index, { successors, ending }] of all.entries()) {
    if (ending.kind === 'loop') headers.add(index);
    for (const to of successors)
      if (to <= index && warm.has(index) && ending.kind !== 'send') headers.add(to);
  }
  return {
    all,
    predecessors,
    warm,
    headers,
    guards: guardsOf(ranges, blockAt, instructions, places, minor),
    ...reachOf(all),
  };
}

function guardsOf(
  ranges: readonly Protected[],
  blockAt: ReadonlyMap<number, number>,
  instructions: readonly Instruction[],
  places: ReadonlyMap<number, number>,
  minor: Minor,
): ReadonlyMap<number, readonly Guarded[]> {
  const ends = new Map<number, number>();
  const starts = new Map<number, Protected>();
  for (const range of ranges) {
    if (range.start >= range.target || !isHandler(instructions, places.get(range.target) ?? 0, minor))
      continue;
    if (range.end <= range.target) ends.set(range.target, Math.max(ends.get(range.target) ?? 0, range.end));
    const first = starts.get(range.target);
    if (!first || range.start < first.start) starts.set(range.target, range);
  }
  const found = new Map<number, Guarded[]>();
  for (const [target, { start, depth, lasti }] of starts) {
    const [at, handler] = [blockAt.get(start), blockAt.get(target)];
    if (at === undefined || handler === undefined) continue;
    const list = found.get(at) ?? [];
    list.push({ handler, end: ends.get(target) ?? target, depth, lasti });
    found.set(at, list);
  }
  for (const list of found.values()) list.sort((a, b) => b.end - a.end);
  return found;
}

/** Which blocks reach which, going forward: one bit for each pair. */
function reachOf(all: readonly Block[]): Pick<Blocks, 'reaches' | 'meet'> {
  const size = all.length > BLOCKS_MAX ? 0 : all.length;
  const words = (size + 31) >> 5;
  const bits = new Uint32Array(size * words);
  for (let from = size - 1; from >= 0; from--) {
    const row = from * words;
    bits[row + (from >> 5)] = (bits[row + (from >> 5)] ?? 0) | (1 << (from & 31));
    for (const to of all[from]?.successors ?? []) {
      if (to <= from) continue;
      for (let word = to >> 5; word < words; word++)
        bits[row + word] = (bits[row + word] ?? 0) | (bits[to * words + word] ?? 0);
    }
  }
  return {
    reaches: (from, to) =>
      from < size && to < size && ((bits[from * words + (to >> 5)] ?? 0) & (1 << (to & 31))) !== 0,
    meet(a, b) {
      if (a >= size || b >= size) return null;
      for (let word = Math.max(a, b) >> 5; word < words; word++) {
        const both = (bits[a * words + word] ?? 0) & (bits[b * words + word] ?? 0);
        if (both !== 0) return word * 32 + (31 - Math.clz32(both & -both));
      }
      return null;
    },
  };
}
