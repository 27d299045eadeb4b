import type { Instruction } from './instructions.ts';

/**
 * Instructions of 3.6 and 3.7 as 3.8 would have them (Python/compile.c of each): blocks of loops are gone, a loop is left
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
