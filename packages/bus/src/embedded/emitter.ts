import { type Emitter, type OutgoingMessage, type SqlExecutor, type Topic } from '@weir/model';
import type { PgBoss } from 'pg-boss';
import { v7 } from 'uuid';
import type { GroupTable } from '../bus.ts';
import { encodeEvent } from '../codec.ts';
import { GROUPS_OF_TOPIC } from '../groups.ts';
import { createBoss, type JobData, queueName, within } from './queue.ts';

interface NewJob {
  readonly id: string;
  readonly singletonKey: string;
  readonly data: JobData;
}

/**
 * The job of a message. Ids of one process grow (uuid's v7 counts within a millisecond): the queue orders a key's jobs
 * by transaction time, then by id, so messages of one transaction keep their order.
 */
export function toJob(message: OutgoingMessage, attempt: number): NewJob {
  return { id: v7(), singletonKey: message.key, data: { payload: encodeEvent(message.event), attempt } };
}

/** Inserts messages for every group of their topics, in the caller's transaction. */
export async function insertMessages(
  boss: PgBoss,
  tx: SqlExecutor,
  messages: readonly OutgoingMessage[],
  groups: GroupTable,
): Promise<void> {
  const byTopic = Map.groupBy(messages, ({ topic }): Topic => topic);
  for (const [topic, ofTopic] of byTopic) {
    for (const group of groups[topic]) {
      const jobs = ofTopic.map((message) => toJob(message, 0));
      await boss.insert(queueName(topic, group), jobs, within(tx));
    }
  }
}

/**
 * Emits into the embedded queue as part of the caller's transaction. Needs nothing but the transaction, so that the
 * store can be opened with it; the queues must exist (`createEmbeddedBus` or `prepareEmbeddedQueues` makes them).
 *
 * The emitter throws AppError `EVENT_TOO_LARGE` (not retriable), and what the SQL throws.
 */
export function createEmbeddedEmitter(options: { readonly groups?: GroupTable } = {}): Emitter {
  const groups = options.groups ?? GROUPS_OF_TOPIC;
  // Reads a queue's settings once, through whichever transaction came first; inserts always use their own.
  let latest: SqlExecutor | null = null;
  const boss = createBoss(
    { executeSql: (text, values) => latest?.executeSql(text, values) ?? Promise.resolve({ rows: [] }) },
    null,
  );
  return async function emitEmbedded(tx, messages) {
    latest = tx;
    await insertMessages(boss, tx, messages, groups);
  };
}
