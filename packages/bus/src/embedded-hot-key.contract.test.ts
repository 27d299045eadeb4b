import { randomUUID } from 'node:crypto';
import { silentLogger, systemClock } from '@weir/runtime';
import { openStore, type Store } from '@weir/store';
import { startTestPostgres } from '@weir/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { claimJobs } from './embedded/claim-sql.ts';
import { queueName } from './embedded/queue.ts';
import { createEmbeddedBus, createEmbeddedEmitter, type WeirBus } from './index.ts';
import { onlyGroup, testDeps } from './testing/deps.ts';
import { aMessage } from './testing/events.ts';

const HOT = 1_000;

describe('a package with a thousand releases on the embedded queue', () => {
  const stack = new AsyncDisposableStack();
  let store: Store;
  let bus: WeirBus;
  let group: string;

  beforeAll(async () => {
    const { databaseUrl } = stack.use(await startTestPostgres());
    store = stack.use(
      await openStore({
        databaseUrl,
        applicationName: 'contract',
        poolMax: 8,
        clock: systemClock,
        logger: silentLogger,
        emitter: createEmbeddedEmitter(),
      }),
    );
  });
  afterAll(() => stack.disposeAsync());
  beforeEach(async () => {
    group = `g-${randomUUID().slice(0, 8)}`;
    bus = stack.use(await createEmbeddedBus({ sql: store.sql, groups: onlyGroup(group) }, testDeps()));
    await bus.produce(Array.from({ length: HOT }, (_, n) => aMessage('hot', String(n))));
  });

  test('takes one place, and no other package waits for it', async () => {
    const waitedMs: number[] = [];
    const sentAtMs = new Map<string, number>();
    let hot = 0;
    const subscription = await bus.subscribe({
      group,
      topics: ['releases.live', 'releases.bulk'],
      concurrency: 2,
      async handler({ key }) {
        const sentMs = sentAtMs.get(key);
        if (sentMs !== undefined) waitedMs.push(systemClock.now() - sentMs);
        else hot++;
        await systemClock.sleep(10);
        return { kind: 'done' };
      },
    });
    await vi.waitFor(() => expect(hot).toBeGreaterThan(3), { timeout: 10_000 });

    for (let n = 0; n < 20; n++) {
      const message = aMessage(`other-${n}`, '');
      sentAtMs.set(message.key, systemClock.now());
      await bus.produce([message]);
      await systemClock.sleep(20);
    }
    await vi.waitFor(() => expect(waitedMs).toHaveLength(20), { timeout: 10_000 });
    await subscription[Symbol.asyncDispose]();

    expect(hot).toBeLessThan(HOT);
    expect(Math.max(...waitedMs)).toBeLessThan(1_500);
  });

  test('gives a claim its first release only, and the others in the same time', async () => {
    await bus.produce(Array.from({ length: 30 }, (_, n) => aMessage(`other-${n}`, '')));
    const queue = queueName('releases.live', group);

    const claims: (readonly string[])[] = [];
    const startedMs = performance.now();
    for (let at = 0; at < 2; at++) {
      claims.push((await claimJobs(store.sql, queue, 16)).map(({ key }) => key));
    }
    const tookMs = performance.now() - startedMs;
    process.stderr.write(`two claims past ${HOT} releases of one package: ${Math.round(tookMs)} ms\n`);

    expect(claims.map((keys) => keys.length)).toEqual([16, 15]);
    expect(claims.flat().filter((key) => key === 'npm/hot')).toHaveLength(1);
    expect(tookMs).toBeLessThan(1_000);
  });
});
