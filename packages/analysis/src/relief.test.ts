import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createRelief, type ProcessMemory } from './relief.ts';

const MB = 1024 * 1024;

/** A process that holds what it is told to, and frees what it is told to be able to. */
function memoryOf(rssMb: number): ProcessMemory & {
  rssMb: number;
  afterPlainMb: number;
  afterThoroughMb: number;
  readonly collected: string[];
} {
  const memory = {
    rssMb,
    afterPlainMb: rssMb,
    afterThoroughMb: rssMb,
    collected: [] as string[],
    rssBytes: () => memory.rssMb * MB,
    collect(how: 'plain' | 'thorough') {
      memory.collected.push(how);
      memory.rssMb = how === 'plain' ? memory.afterPlainMb : memory.afterThoroughMb;
    },
  };
  return memory;
}

/** A clock that is a second later whenever it is asked. */
function passing(): () => number {
  let ms = 0;
  return () => (ms += 1000);
}

describe('memory is collected', () => {
  test('not while there is room', () => {
    const memory = memoryOf(100);
    const relief = createRelief(200 * MB, memory, passing());

    memory.rssMb = 179;
    relief.begin();
    relief.look();

    expect(memory.collected).toEqual([]);
  });

  test('once when it is short, before a release and in the middle of one', () => {
    const memory = memoryOf(100);
    const relief = createRelief(200 * MB, memory, passing());

    memory.rssMb = 190;
    memory.afterPlainMb = 110;
    relief.begin();
    relief.look();
    memory.rssMb = 190;
    relief.look();

    expect(memory.collected).toEqual(['plain', 'plain']);
  });

  test('thoroughly when V8 keeps what it freed', () => {
    const memory = memoryOf(100);
    const relief = createRelief(200 * MB, memory, passing());

    memory.rssMb = 190;
    memory.afterPlainMb = 170;
    memory.afterThoroughMb = 110;
    relief.look();

    expect(memory.collected).toEqual(['plain', 'thorough']);
  });

  test('not again and again while a release holds what it needs, but again after it', () => {
    const memory = memoryOf(100);
    const relief = createRelief(200 * MB, memory, passing());

    memory.rssMb = 190;
    memory.afterPlainMb = 190;
    memory.afterThoroughMb = 190;
    for (let i = 0; i < 5; i++) relief.look();
    expect(memory.collected).toEqual(['plain', 'thorough']);

    memory.afterPlainMb = 120;
    relief.begin();
    expect(memory.collected).toEqual(['plain', 'thorough', 'plain']);
  });

  test('not before each release by a child that needs more than it did at first', () => {
    const memory = memoryOf(100);
    const relief = createRelief(200 * MB, memory, passing());

    memory.rssMb = 190;
    memory.afterPlainMb = 190;
    memory.afterThoroughMb = 190;
    for (let i = 0; i < 5; i++) relief.begin();

    expect(memory.collected).toEqual(['plain', 'thorough']);
  });
});

test('a child that is full of garbage gives it back, and goes on where its guard would have ended it', async () => {
  const child = fork(new URL('./testing/unruly-child.ts', import.meta.url), [String(192 * MB)], {
    serialization: 'advanced',
    execArgv: ['--expose-gc', '--single-threaded-gc', '--initial-heap-size=1024'],
  });
  const exit = once(child, 'exit');
  await once(child, 'message');
  child.send({ id: 1, pass: 'full', request: { filename: 'litter' } });

  expect(await exit).toEqual([4, null]);
});
