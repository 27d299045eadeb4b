import { describe, expect, test } from 'vitest';
import { createDispatcher, RESERVE_EVERY } from './dispatcher.ts';

interface Started {
  readonly name: string;
  end(error?: Error): void;
}

/** A dispatcher whose items end when the test says so. */
function createRig(concurrency: number, lanes = 1) {
  const started: Started[] = [];
  const errors: unknown[] = [];
  const dispatcher = createDispatcher({
    concurrency,
    lanes,
    onError: (error) => errors.push(error),
    onFree: () => {},
  });
  return {
    dispatcher,
    errors,
    started: (): string[] => started.map(({ name }) => name),
    push(name: string, key: string, lane = 0): void {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const end = (error?: Error): void => (error ? reject(error) : resolve());
      dispatcher.push({
        lane,
        key,
        run() {
          started.push({ name, end });
          return promise;
        },
      });
    },
    async end(name: string, error?: Error): Promise<void> {
      started.find((item) => item.name === name)?.end(error);
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    },
  };
}

describe('dispatcher', () => {
  test('starts one item a key, and as many keys as it may', async () => {
    const rig = createRig(2);
    rig.push('a1', 'a');
    rig.push('a2', 'a');
    rig.push('b1', 'b');
    rig.push('c1', 'c');
    expect(rig.started()).toEqual(['a1', 'b1']);

    await rig.end('a1');

    expect(rig.started()).toEqual(['a1', 'b1', 'a2']);
    expect(rig.dispatcher.waiting()).toBe(1);
  });

  test('prefers the first lane and gives the last one a start in so many', async () => {
    const rig = createRig(1, 2);
    rig.dispatcher.pause();
    for (let n = 0; n < RESERVE_EVERY * 2; n++) rig.push(`live${n}`, `l${n}`, 0);
    rig.push('bulk0', 'b0', 1);
    rig.push('bulk1', 'b1', 1);
    rig.dispatcher.resume();
    for (let n = 0; n < RESERVE_EVERY * 2 - 1; n++) await rig.end(rig.started().at(-1) ?? '');

    const bulkPlaces = rig.started().flatMap((name, place) => (name.startsWith('bulk') ? [place + 1] : []));
    expect(bulkPlaces).toEqual([RESERVE_EVERY, RESERVE_EVERY * 2]);
  });

  test('keeps a key to itself across lanes', async () => {
    const rig = createRig(4, 2);
    rig.push('live', 'same', 0);
    rig.push('bulk', 'same', 1);
    expect(rig.started()).toEqual(['live']);

    await rig.end('live');

    expect(rig.started()).toEqual(['live', 'bulk']);
  });

  test('starts nothing after an error, and nothing while paused', async () => {
    const rig = createRig(1);
    rig.push('a', 'a');
    rig.push('b', 'b');

    await rig.end('a', new Error('bug'));

    expect(rig.started()).toEqual(['a']);
    expect(rig.errors).toEqual([new Error('bug')]);
  });

  test('is idle when the last running item ended; cleared items never run', async () => {
    const rig = createRig(1);
    rig.push('a', 'a');
    rig.push('b', 'b');
    let idle = false;
    const waitForIdle = async (): Promise<void> => {
      await rig.dispatcher.idle();
      idle = true;
    };
    const waiting = waitForIdle();
    rig.dispatcher.clear();
    await Promise.resolve();
    expect(idle).toBe(false);

    await rig.end('a');
    await waiting;

    expect(rig.started()).toEqual(['a']);
    expect(rig.dispatcher.running()).toBe(0);
  });
});
