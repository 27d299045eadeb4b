import { randomUUID } from 'node:crypto';
import { silentLogger, systemClock } from '@weir/runtime';
import { openStore } from '@weir/store';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { kafkaForTests } from '@weir/testkit/kafka';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { afterAll, beforeAll, describe } from 'vitest';
import { createKafkaBus, createOutboxRelay } from './index.ts';
import { busContract, type ContractSubject } from './testing/contract.ts';
import { onlyGroup, testDeps } from './testing/deps.ts';
import { forkWorker } from './testing/fork-worker.ts';

const kafka = await kafkaForTests();
const brokers = kafka.kind === 'ready' ? kafka.brokers : [];
let postgres: TestPostgres;

async function createSubject(): Promise<ContractSubject> {
  const prefix = `t${randomUUID().slice(0, 8)}.`;
  const group = 'g';
  const groups = onlyGroup(group);
  const stack = new AsyncDisposableStack();
  const openBus: ContractSubject['openBus'] = async (deps) =>
    stack.use(
      await createKafkaBus(
        { brokers, clientId: 'contract', topicPrefix: prefix, partitions: 4, groups },
        deps,
      ),
    );
  return {
    group,
    openBus,
    async putRaw(topic, key, payload) {
      const client = new Kafka({ brokers, clientId: 'raw', logLevel: logLevel.NOTHING });
      const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
      await producer.connect();
      await producer.send({ topic: prefix + topic, acks: -1, messages: [{ key, value: payload }] });
      await producer.disconnect();
    },
    async emitInTransaction(events, end) {
      const store = await openStore({
        databaseUrl: postgres.databaseUrl,
        applicationName: 'contract',
        poolMax: 4,
        clock: systemClock,
        logger: silentLogger,
        emitter: 'outbox',
      });
      stack.use(store);
      const deps = testDeps();
      stack.use(createOutboxRelay({ ...deps, outbox: store.outbox, bus: await openBus(deps) }));
      await store
        .transaction(async (tx) => {
          await tx.emit(events);
          if (end === 'rollback') throw new Error('rolled back');
        })
        .catch((error: unknown) => {
          if (end === 'commit') throw error;
        });
    },
    startStuckProcess: () => forkWorker({ group, bus: { kind: 'kafka', brokers, topicPrefix: prefix } }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

describe.skipIf(kafka.kind === 'absent')('on a real broker', () => {
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });

  busContract('kafka', createSubject);
});
