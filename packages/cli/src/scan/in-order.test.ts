import { describe, expect, it } from 'vitest';
import { forEachInOrder } from './in-order.ts';

describe('forEachInOrder', () => {
  it('keeps the order when later items finish first', async () => {
    const gates = [0, 1, 2].map(() => Promise.withResolvers<void>());
    const out: number[] = [];

    const all = forEachInOrder(
      [0, 1, 2],
      3,
      async (item) => {
        await gates[item]?.promise;
        return item;
      },
      (result) => out.push(result),
    );
    gates[2]?.resolve();
    gates[1]?.resolve();
    await Promise.resolve();
    expect(out).toEqual([]);
    gates[0]?.resolve();
    await all;

    expect(out).toEqual([0, 1, 2]);
  });

  it('never works on more than `jobs` items', async () => {
    let running = 0;
    let most = 0;

    await forEachInOrder(
      Array.from({ length: 20 }, (_, index) => index),
      3,
      async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      },
      () => {},
    );

    expect(most).toBe(3);
  });

  it('begins no more than so many items ahead of the first that is not done', async () => {
    const first = Promise.withResolvers<void>();
    let begun = 0;

    const all = forEachInOrder(
      Array.from({ length: 100 }, (_, index) => index),
      2,
      async (item) => {
        begun += 1;
        if (item === 0) await first.promise;
        return item;
      },
      () => {},
      5,
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toBe(5);
    first.resolve();
    await all;

    expect(begun).toBe(100);
  });

  it('hands a result over before the next item arrives', async () => {
    const next = Promise.withResolvers<void>();
    const out: string[] = [];
    async function* slow(): AsyncGenerator<string> {
      yield 'a';
      await next.promise;
      yield 'b';
    }

    const all = forEachInOrder(
      slow(),
      2,
      async (item) => item,
      (result) => {
        out.push(result);
        next.resolve();
      },
    );
    await all;

    expect(out).toEqual(['a', 'b']);
  });
});
