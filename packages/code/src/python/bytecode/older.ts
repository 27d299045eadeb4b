import type { Instruction, Minor } from './instructions.ts';

/** Instructions whose name has another meaning from 3.6 on. */
const RENAMED = /^(?:CALL_FUNCTION(?:_VAR)?(?:_KW)?|MAKE_FUNCTION|MAKE_CLOSURE)$/;

/**
 * Instructions of 2.6 to 3.5 as 3.6 has them (Python/compile.c of each), as far as there are such: those that mean
 * something else today are called `OLD_…`, values that are tested and taken away later are taken away by the test.
 * Never throws.
 */
export function asOf36(instructions: readonly Instruction[], minor: Minor): Instruction[] {
  const indexAt = new Map(instructions.map(({ offset }, index) => [offset, index]));
  const opAt = (index: number): string => instructions[index]?.op ?? '';
  const gone = new Set<number>();
  return instructions.map((instruction, index) => {
    const { op, arg, target } = instruction;
    if (gone.has(index)) return { ...instruction, op: 'NOP' };
    if (op === 'CALL_FUNCTION' && opAt(index + 1) === 'BUILD_CLASS') return { ...instruction, op: 'NOP' };
    if (RENAMED.test(op)) return { ...instruction, op: `OLD_${op}` };
    if (op === 'BUILD_MAP' && minor < 5) return { ...instruction, arg: 0 };
    if (op === 'BUILD_MAP_UNPACK_WITH_CALL') return { ...instruction, arg: arg & 255 };
    if (op === 'RAISE_VARARGS' && minor < 0) return { ...instruction, op: 'OLD_RAISE_VARARGS' };
    if (op === 'LIST_APPEND' && (minor === 0 || minor === -2))
      return { ...instruction, op: 'OLD_LIST_APPEND' };
    if (op === 'SET_ADD' && minor === 0) return { ...instruction, op: 'OLD_SET_ADD' };
    if (op === 'GET_ITER' && opAt(index + 1) === 'LOAD_CONST' && opAt(index + 2) === 'YIELD_FROM')
      return { ...instruction, op: 'GET_YIELD_FROM_ITER' };
    if (/^JUMP_IF_(?:FALSE|TRUE)$/.test(op) && target !== null) {
      const to = indexAt.get(target) ?? -1;
      if (opAt(index + 1) === 'POP_TOP') gone.add(index + 1);
      if (opAt(to) !== 'POP_TOP') return { ...instruction, op: `${op}_OR_POP` };
      return { ...instruction, op: `POP_${op}`, target: instructions[to]?.end ?? target };
    }
    return instruction;
  });
}

/**
 * Instructions of 3.6 and 3.7, and older ones written as theirs, as 3.8 would have them (Python/compile.c of each): blocks of loops are gone, a loop is left
 * by a jump, `except` and `finally` begin alike, and what runs into a `finally` says so. Never throws.
 */
export function asOf38(instructions: readonly Instruction[]): Instruction[] {
  const found = [...instructions];
  const indexAt = new Map(found.map(({ offset }, index) => [offset, index]));
  const replace = (index: number, change: Partial<Instruction>): void => {
    const known = found[index];
    if (known) found[index] = { ...known, ...change };
  };
  /** Where loops that are open end, innermost last. */
  const ends: number[] = [];
  /** Where a `finally` or the end of a `with` begins. */
  const finals = new Set<number>();
  for (const [index, { op, offset, end, target }] of instructions.entries()) {
    while (ends.length > 0 && offset >= (ends.at(-1) ?? 0)) ends.pop();
    if (op === 'SETUP_LOOP') {
      if (target !== null) ends.push(target);
      replace(index, { op: 'NOP', target: null });
    } else if (op === 'BREAK_LOOP') replace(index, { op: 'JUMP_ABSOLUTE', target: ends.at(-1) ?? end });
    else if (op === 'CONTINUE_LOOP') replace(index, { op: 'JUMP_ABSOLUTE' });
    else if (op === 'SETUP_EXCEPT') {
      replace(index, { op: 'SETUP_FINALLY' });
      if (instructions[index + 1]?.op === 'GET_ANEXT') endAsyncFor(index, indexAt.get(target ?? -1) ?? -1);
    } else if (/^SETUP_(?:FINALLY|WITH|ASYNC_WITH)$/.test(op) && target !== null) finals.add(target);
    else if (op === 'LOAD_CONST' && finals.has(end)) replace(index, { op: 'BEGIN_FINALLY' });
  }

  /**
   * `async for` ends where `StopAsyncIteration` was caught: one instruction of 3.8 takes away what there is then.
   * @param handler place of the handler, which tells that exception from others.
   */
  function endAsyncFor(setup: number, handler: number): void {
    const part = instructions.slice(handler, handler + 5);
    const test = part[3];
    if (handler < 0 || part[1]?.op !== 'LOAD_GLOBAL' || test?.target == null) return;
    // 3.7 jumps to where it is dealt with; 3.6 goes on there and jumps to what ends other exceptions.
    const caught = test.op === 'POP_JUMP_IF_TRUE' ? (indexAt.get(test.target) ?? -1) : handler + 4;
    if (instructions[caught]?.op !== 'POP_TOP') return;
    for (let index = handler; index < handler + 4; index++) replace(index, { op: 'NOP', target: null });
    if (caught !== handler + 4 && part[4]?.op === 'END_FINALLY') replace(handler + 4, { op: 'NOP' });
    replace(caught, { op: 'END_ASYNC_FOR' });
    for (let index = caught + 1; /^POP_(?:TOP|EXCEPT)$/.test(instructions[index]?.op ?? ''); index++)
      replace(index, { op: 'NOP' });
    replace(setup, { target: instructions[caught]?.offset ?? null });
  }

  return found;
}
