import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqlExecutor } from '@weir/model';
import { silentLogger, systemClock } from '@weir/runtime';
import { openStore } from '@weir/store';
import { startTestPostgres } from '@weir/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createBoss, queueName } from './embedded/queue.ts';
import { createEmbeddedBus, createEmbeddedEmitter, type WeirBus } from './index.ts';
import { onlyGroup, testDeps } from './testing/deps.ts';
import { aMessage, reasonOf } from './testing/events.ts';
import { forkWorker, type WorkerSpec } from './testing/fork-worker.ts';

/** Short, so that the tests are; production has 15 s. */
const LEASE_MS = 3_000;
const UNTIL = { timeout: 30_000, interval: 50 };

describe('embedded queue across processes', () => {
  const stack = new AsyncDisposableStack();
  let databaseUrl: string;
  let sql: SqlExecutor;
  let group: string;
  let bus: WeirBus;
  let dir: string;

  beforeAll(async () => {
    databaseUrl = stack.use(await startTestPostgres()).databaseUrl;
    const store = await openStore({
      databaseUrl,
      applicationName: 'contract',
      poolMax: 8,
      clock: systemClock,
      logger: silentLogger,
      emitter: createEmbeddedEmitter(),
    });
    sql = stack.use(store).sql;
    dir = mkdtempSync(join(tmpdir(), 'weir-bus-'));
    stack.defer(() => rmSync(dir, { recursive: true }));
  });
  afterAll(() => stack.disposeAsync());
  beforeEach(async () => {
    group = `g-${randomUUID().slice(0, 8)}`;
    const options = { sql, groups: onlyGroup(group), leaseMs: LEASE_MS };
    bus = stack.use(await createEmbeddedBus(options, testDeps()));
  });

  function workerSpec(logFile: string, failpoints = ''): WorkerSpec {
    const storeModule = import.meta.resolve('@weir/store');
    return {
      group,
      logFile,
      failpoints,
      bus: { kind: 'embedded', databaseUrl, storeModule, leaseMs: LEASE_MS },
    };
  }
  /** Handled numbers by key, in the order in which they were handled; repeats of the same number collapsed. */
  function readLog(logFile: string): Map<string, number[]> {
    const orders = new Map<string, number[]>();
    for (const line of readFileSync(logFile, 'utf8').trim().split('\n')) {
      const [key = '', number] = line.split(' ');
      const order = orders.get(key) ?? [];
      if (order.at(-1) !== Number(number)) order.push(Number(number));
      orders.set(key, order);
    }
    return orders;
  }
  async function waitForLag(messages: number): Promise<void> {
    await vi.waitFor(async () => {
      const { rows } = await sql.executeSql(
        `SELECT count(*)::int AS count FROM weir_queue.job WHERE name LIKE $1`,
        [`%/${group}`],
      );
      expect((rows as { count: number }[])[0]?.count).toBe(messages);
    }, UNTIL);
  }

  test('a crash between handling and acknowledgement repeats that message before the next of its key', async () => {
    const logFile = join(dir, 'crash.log');
    await bus.produce(Array.from({ length: 6 }, (_, n) => aMessage('one', String(n))));
    const worker = forkWorker(workerSpec(logFile, 'bus.before-ack:3'));
    await worker.ended;
    const linesBefore = readFileSync(logFile, 'utf8').trim().split('\n');
    const next = forkWorker(workerSpec(logFile));
    await waitForLag(0);
    await next.kill();

    expect(linesBefore).toEqual(['npm/one 0', 'npm/one 1', 'npm/one 2']);
    const lines = readFileSync(logFile, 'utf8').trim().split('\n');
    expect(lines.slice(3)).toEqual(['npm/one 2', 'npm/one 3', 'npm/one 4', 'npm/one 5']);
  });

  test('order per key holds over three processes, one of them killed', async () => {
    const logFile = join(dir, 'order.log');
    const [keys, each] = [12, 25];
    const workers = [1, 2, 3].map(() => forkWorker(workerSpec(logFile)));
    await Promise.all(workers.map((worker) => worker.ready()));
    await bus.produce(
      Array.from({ length: keys * each }, (_, n) => aMessage(`k${n % keys}`, String(Math.floor(n / keys)))),
    );
    // Whichever takes one first: on a quick machine, two of them may leave nothing for the third.
    const victim = await Promise.race(workers.map((worker) => worker.inHand().then(() => worker)));
    await victim.kill();
    await waitForLag(0);
    await Promise.all(workers.filter((worker) => worker !== victim).map((worker) => worker.kill()));

    const orders = readLog(logFile);
    const expected = Array.from({ length: each }, (_, n) => n);
    expect([...orders.keys()]).toHaveLength(keys);
    for (const order of orders.values()) expect(order).toEqual(expected);
  });

  test('no retry limit, age or maintenance of the library loses a waiting message', async () => {
    const boss = createBoss(sql, null);
    const queue = queueName('releases.live', group);
    await bus.produce([aMessage('kept', '1'), aMessage('kept', '2')]);
    for (let round = 0; round < 6; round++) {
      const [job] = await boss.fetch(queue, { batchSize: 10 });
      expect(job).toBeDefined();
      if (job) await boss.fail(queue, { id: job.id, retryCount: job.retryCount });
    }
    await sql.executeSql(
      `UPDATE weir_queue.job SET created_on = created_on - interval '2 years', start_after = start_after - interval '2 years',
              keep_until = keep_until - interval '2 years' WHERE name = $1`,
      [queue],
    );
    await boss.start();
    await boss.supervise(queue);
    await boss.stop({ graceful: false });
    const seen: string[] = [];
    const subscription = await bus.subscribe({
      group,
      topics: ['releases.live'],
      concurrency: 2,
      async handler({ event }) {
        seen.push(reasonOf(event));
        return { kind: 'done' };
      },
    });
    await waitForLag(0);
    await subscription[Symbol.asyncDispose]();

    expect(seen).toEqual(['1', '2']);
  });

  test('a claim reads no more of a deep queue than it takes', async () => {
    const depth = 5_000;
    const messages = Array.from({ length: depth }, (_, n) => aMessage(`d${n}`, 'x'));
    for (let from = 0; from < depth; from += 1_000) await bus.produce(messages.slice(from, from + 1_000));
    const { rows } = await sql.executeSql(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM weir_queue.claim_jobs($1, 8)`,
      [queueName('releases.live', group)],
    );
    const [{ Plan: plan }] = (rows as { 'QUERY PLAN': [{ Plan: Record<string, number> }] }[])[0]?.[
      'QUERY PLAN'
    ] ?? [{ Plan: {} }];

    expect(plan['Actual Rows']).toBe(8);
    // Passing over the whole backlog would take at least three pages of index for each of its rows.
    expect((plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0)).toBeLessThan(depth / 2);
  });

  test('a claim that lapsed under a handler is not acknowledged by it', async () => {
    const deps = testDeps();
    const other = stack.use(
      await createEmbeddedBus({ sql, groups: onlyGroup(group), leaseMs: LEASE_MS }, deps),
    );
    await bus.produce([aMessage('slow', '1')]);
    const boss = createBoss(sql, null);
    const queue = queueName('releases.live', group);
    let runs = 0;
    await other.subscribe({
      group,
      topics: ['releases.live'],
      concurrency: 1,
      async handler() {
        runs += 1;
        // What the sweep of another process would do, had this one been stuck for longer than the lease.
        if (runs === 1) {
          const { rows } = await sql.executeSql(
            `SELECT id, retry_count AS "retryCount" FROM weir_queue.job WHERE name = $1`,
            [queue],
          );
          await boss.fail(queue, rows as { id: string; retryCount: number }[]);
        }
        return { kind: 'done' };
      },
    });
    await waitForLag(0);

    const [lost] = (await deps.metrics.claimsLost.get()).values;
    expect(runs).toBe(2);
    expect(lost?.value).toBe(1);
  });
});
