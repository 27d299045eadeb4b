import type { SqlExecutor } from '@weir/model';
import { silentLogger, systemClock } from '@weir/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from './open.ts';
import { samplePublished } from './testing/samples.ts';
import { type StoreHarness, startStoreHarness } from './testing/store-harness.ts';

let harness: StoreHarness;
const emitted: string[] = [];
const seenAt = new Date('2026-11-23T10:00:00Z');

beforeAll(async () => {
  harness = await startStoreHarness({
    emitter: async (tx: SqlExecutor, messages) => {
      await tx.executeSql('SELECT 1');
      emitted.push(...messages.map((message) => `${message.topic} ${message.key}`));
    },
  });
});
afterAll(() => harness[Symbol.asyncDispose]());

test('a given emitter gets topic and key inside the transaction', async () => {
  await harness.store.transaction((tx) => tx.emit([samplePublished('mine', '1.0.0', seenAt)]));

  expect(emitted).toEqual(['releases.live npm/mine']);
});

test('two transactions that lock each other out fail retriably, and one goes through', async () => {
  const { store } = harness;
  await store.sql.executeSql('CREATE TABLE locks (id int PRIMARY KEY, n int NOT NULL)');
  await store.sql.executeSql('INSERT INTO locks VALUES (1, 0), (2, 0)');
  const bothHold = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  const cross = (first: number, second: number, own: 0 | 1) =>
    store.transaction(async (tx) => {
      await tx.executeSql('UPDATE locks SET n = n + 1 WHERE id = $1', [first]);
      bothHold[own].resolve();
      await bothHold[own === 0 ? 1 : 0].promise;
      await tx.executeSql('UPDATE locks SET n = n + 1 WHERE id = $1', [second]);
    });

  const results = await Promise.allSettled([cross(1, 2, 0), cross(2, 1, 1)]);

  const failed = results.filter((result) => result.status === 'rejected');
  expect(failed).toHaveLength(1);
  expect(failed[0]?.reason).toMatchObject({ code: 'STORE_UNAVAILABLE', retriable: true });
});

test('a killed connection is retriable, and the pool goes on with a new one', async () => {
  const { store } = harness;

  const killed = store.transaction((tx) => tx.executeSql('SELECT pg_terminate_backend(pg_backend_pid())'));

  await expect(killed).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retriable: true });
  await store.ping();
});

test('an error of ours is thrown as it is, one that was swallowed cannot commit', async () => {
  const { store } = harness;

  await expect(store.sql.executeSql('SELECT * FROM no_such_table')).rejects.toMatchObject({ code: '42P01' });
  const swallowed = store.transaction(async (tx) => {
    await tx.executeSql('SELECT 1 / 0').catch(() => {});
  });
  await expect(swallowed).rejects.toMatchObject({ code: 'TX_ABORTED' });
});

test('a transaction that has ended takes no more statements', async () => {
  const escaped = await harness.store.transaction(async (tx) => tx);

  await expect(escaped.executeSql('SELECT 1')).rejects.toMatchObject({ code: 'TX_CLOSED' });
});

test('a server that is not there is retriable', async () => {
  const opening = openStore({
    databaseUrl: 'postgres://weir@127.0.0.1:1/weir',
    applicationName: 'test',
    poolMax: 1,
    clock: systemClock,
    logger: silentLogger,
    emitter: 'outbox',
  });

  await expect(opening).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retriable: true });
});

test('connections say who they are and are bounded in time', async () => {
  const { rows } = await harness.store.sql.executeSql(
    `SELECT current_setting('application_name') AS name, current_setting('statement_timeout') AS statement,
            current_setting('idle_in_transaction_session_timeout') AS idle`,
  );

  expect(rows).toEqual([{ name: 'weir-test', statement: '1min', idle: '1min' }]);
});
