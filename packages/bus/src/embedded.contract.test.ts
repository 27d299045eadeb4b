import { randomUUID } from 'node:crypto';
import { silentLogger, systemClock } from '@weir/runtime';
import { openStore, type Store } from '@weir/store';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { afterAll, beforeAll } from 'vitest';
import { createBoss, queueName } from './embedded/queue.ts';
import { createEmbeddedBus, createEmbeddedEmitter } from './index.ts';
import { busContract, type ContractSubject } from './testing/contract.ts';
import { onlyGroup } from './testing/deps.ts';
import { forkWorker } from './testing/fork-worker.ts';

let postgres: TestPostgres;

function open(group: string): Promise<Store> {
  return openStore({
    databaseUrl: postgres.databaseUrl,
    applicationName: 'contract',
    poolMax: 8,
    clock: systemClock,
    logger: silentLogger,
    emitter: createEmbeddedEmitter({ groups: onlyGroup(group) }),
  });
}

async function createSubject(): Promise<ContractSubject> {
  const group = `g-${randomUUID().slice(0, 8)}`;
  const groups = onlyGroup(group);
  const stack = new AsyncDisposableStack();
  const store = stack.use(await open(group));
  return {
    group,
    openBus: async (deps) => stack.use(await createEmbeddedBus({ sql: store.sql, groups }, deps)),
    async putRaw(topic, key, payload) {
      const boss = createBoss(store.sql, null);
      await boss.insert(queueName(topic, group), [{ singletonKey: key, data: { payload, attempt: 0 } }]);
    },
    async emitInTransaction(events, end) {
      await store
        .transaction(async (tx) => {
          await tx.emit(events);
          if (end === 'rollback') throw new Error('rolled back');
        })
        .catch((error: unknown) => {
          if (end === 'commit') throw error;
        });
    },
    startStuckProcess: () =>
      forkWorker({
        group,
        bus: {
          kind: 'embedded',
          databaseUrl: postgres.databaseUrl,
          storeModule: import.meta.resolve('@weir/store'),
        },
      }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
});

busContract('embedded', createSubject);
