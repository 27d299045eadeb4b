import { describe, expect, it } from 'vitest';
import { coalescePauseMs, createLookMemory } from './coalesce.ts';

const config = { coalesceMs: 15_000, coalesceMaxMs: 300_000 };

describe('coalescePauseMs', () => {
  it.each([
    ['a small document', 3_000, 0, 15_000],
    ['one whose size is unknown', null, 0, 15_000],
    ['a first look without news', 3_000, 1, 15_000],
    ['a second', 3_000, 2, 30_000],
    ['a fifth', 3_000, 5, 240_000],
    ['a hundredth', 3_000, 100, 240_000],
    ['10 MB', 10_000_000, 0, 30_000],
    ['40 MB', 40_000_000, 0, 120_000],
    ['40 MB that bring nothing', 40_000_000, 3, 300_000],
    ['64 MB', 64_000_000, 0, 192_000],
  ])('after %s', (_what, documentBytes, idleLooks, pauseMs) => {
    expect(coalescePauseMs({ documentBytes, idleLooks }, config)).toBe(pauseMs);
  });

  it('is never shorter than the configured one, and nothing when that is nothing', () => {
    const last = { documentBytes: 40_000_000, idleLooks: 9 };

    expect(coalescePauseMs(last, { coalesceMs: 600_000, coalesceMaxMs: 300_000 })).toBe(600_000);
    expect(coalescePauseMs(last, { coalesceMs: 0, coalesceMaxMs: 300_000 })).toBe(0);
  });
});

describe('look memory', () => {
  it('counts looks in a row that brought nothing, and keeps the size that is known', () => {
    const memory = createLookMemory(config);
    const looks = [false, false, null, false] as const;

    looks.forEach((news, at) =>
      memory.note('n', { atMs: at, news, documentBytes: at === 1 ? 7_000_000 : null }),
    );
    const idle = memory.find('n');
    memory.note('n', { atMs: 9, news: true, documentBytes: null });

    expect(idle).toEqual({ atMs: 3, idleLooks: 3, documentBytes: 7_000_000 });
    expect(memory.find('n')).toEqual({ atMs: 9, idleLooks: 0, documentBytes: 7_000_000 });
  });

  it('forgets what is past, and the oldest of too many', () => {
    const memory = createLookMemory(config, 3);
    const note = (subject: string, atMs: number): void =>
      memory.note(subject, { atMs, news: true, documentBytes: null });
    for (const subject of ['a', 'b', 'c', 'd']) note(subject, 0);
    note('b', 1);

    expect(['a', 'b', 'c', 'd'].map((subject) => memory.find(subject) !== null)).toEqual([
      false,
      true,
      true,
      true,
    ]);
    note('e', 600_001);
    expect(memory.size()).toBe(1);
  });
});
