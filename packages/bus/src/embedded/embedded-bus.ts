import { AppError, describeError, type Logger, type OutgoingMessage, type SqlExecutor } from '@weir/model';
import { assertGroup, type BusDeps, type GroupTable, type WeirBus } from '../bus.ts';
import { GROUPS_OF_TOPIC } from '../groups.ts';
import { createMessageRunner } from '../runner.ts';
import { createClaimFunction } from './claim-sql.ts';
import { type EmbeddedSubscription, startEmbeddedConsumer } from './consumer.ts';
import { insertMessages, toJob } from './emitter.ts';
import { createBoss, prepareQueues, queueName, within } from './queue.ts';

export interface EmbeddedBusOptions {
  /** The store's own connections, outside any transaction. */
  readonly sql: SqlExecutor;
  readonly groups?: GroupTable;
  /** How long a dead process keeps its messages; default 15 s, so that redelivery stays within 30 s. */
  readonly leaseMs?: number;
}

/** Creates the queue's tables and queues without consuming: for `weir migrate`, and before an emitter is used alone. */
export async function prepareEmbeddedQueues(
  sql: SqlExecutor,
  logger: Logger,
  groups: GroupTable = GROUPS_OF_TOPIC,
): Promise<void> {
  const boss = createBoss(sql, logger);
  await prepareQueues(boss, groups);
  await createClaimFunction(sql);
  await boss.stop({ graceful: false });
}

/**
 * The bus on Postgres: pg-boss with strict order per key, over the store's own connections.
 * @throws AppError `BUS_UNAVAILABLE`, retriable, when the queue's tables cannot be made or reached.
 */
export async function createEmbeddedBus(options: EmbeddedBusOptions, deps: BusDeps): Promise<WeirBus> {
  const { sql } = options;
  const groups = options.groups ?? GROUPS_OF_TOPIC;
  const boss = createBoss(sql, deps.logger);
  try {
    await prepareQueues(boss, groups);
    await createClaimFunction(sql);
  } catch (error) {
    throw new AppError('BUS_UNAVAILABLE', `cannot prepare the embedded queue: ${describeError(error)}`, {
      retriable: true,
      cause: error,
    });
  }
  const running = new Set<EmbeddedSubscription>();
  const subscriptions = new AsyncDisposableStack();

  return {
    kind: 'embedded',
    async subscribe({ group, topics, handler, concurrency }) {
      for (const topic of topics) assertGroup(groups, topic, group);
      const run = createMessageRunner({ group, handler }, deps);
      const lease = options.leaseMs === undefined ? {} : { leaseMs: options.leaseMs };
      const subscription = subscriptions.use(
        startEmbeddedConsumer({ group, topics, concurrency, run, ...lease }, { ...deps, boss, sql }),
      );
      running.add(subscription);
      return subscription;
    },
    async produce(messages: readonly OutgoingMessage[]) {
      await insertMessages(boss, sql, messages, groups);
      for (const subscription of running) subscription.wake();
    },
    async redeliver(group, redeliveries) {
      for (const { message, attempt } of redeliveries) {
        await boss.insert(queueName(message.topic, group), [toJob(message, attempt)], within(sql));
      }
      for (const subscription of running) subscription.wake();
    },
    async [Symbol.asyncDispose]() {
      await subscriptions.disposeAsync();
      await boss.stop({ graceful: false });
    },
  };
}
