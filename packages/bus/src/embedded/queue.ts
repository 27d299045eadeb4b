import { describeError, type Logger, type SqlExecutor, TOPICS, type Topic } from '@weir/model';
import { type Db, PgBoss } from 'pg-boss';
import type { GroupTable } from '../bus.ts';

export const QUEUE_SCHEMA = 'weir_queue';
const TEN_YEARS_SECONDS = 10 * 365 * 24 * 3_600;
const RETRIES_MAX = 2_147_483_647;

/**
 * Settings under which pg-boss loses nothing by itself: a claim that lapses is always retried, waiting messages are
 * never too old, finished ones are deleted by us as the acknowledgement. Its supervisor, which would enforce time
 * limits, never runs; our own sweep does that (see claims.ts).
 */
const QUEUE_OPTIONS = {
  policy: 'key_strict_fifo',
  retryLimit: RETRIES_MAX,
  retryDelay: 0,
  retentionSeconds: TEN_YEARS_SECONDS,
  deleteAfterSeconds: 0,
  expireInSeconds: 24 * 3_600,
} as const;

/** What a job carries: the event's JSON text as it was given, and how often the group deferred it. */
export interface JobData {
  readonly payload: string;
  readonly attempt: number;
}

/** A job as `fetch` hands it out; id and retryCount name one claim of it. */
export interface ClaimedJob {
  readonly id: string;
  readonly retryCount: number;
  readonly data: unknown;
}

/** One queue per topic and group, so that every group gets every message. */
export function queueName(topic: Topic, group: string): string {
  return `${topic}/${group}`;
}

function toDatabase(sql: SqlExecutor): Db {
  return {
    async executeSql(text, values) {
      const result: unknown = await sql.executeSql(text, values);
      // A text of several statements has a result for each.
      const results = (Array.isArray(result) ? result : [result]) as { rows?: object[] }[];
      return { rows: results.flatMap(({ rows }) => rows ?? []) };
    },
  };
}

/** pg-boss over somebody's SQL; without `start` it runs no timers and can insert, fetch, touch, fail and delete. */
export function createBoss(sql: SqlExecutor, logger: Logger | null): PgBoss {
  const boss = new PgBoss({
    db: toDatabase(sql),
    schema: QUEUE_SCHEMA,
    supervise: false,
    schedule: false,
    registerInstance: false,
  });
  boss.on('error', (error) => logger?.warn({ error: describeError(error) }, 'queue library trouble'));
  boss.on('warning', (warning) => logger?.warn({ warning: warning.message }, 'queue library warning'));
  return boss;
}

/** Options that go with a call to take part in the caller's transaction. */
export function within(tx: SqlExecutor): { readonly db: Db } {
  return { db: toDatabase(tx) };
}

/** Creates the queue's schema, or brings it up to date, and the queues; any number of processes may do so at once. */
export async function prepareQueues(boss: PgBoss, groups: GroupTable): Promise<void> {
  await boss.start();
  for (const topic of TOPICS) {
    for (const group of groups[topic]) await boss.createQueue(queueName(topic, group), QUEUE_OPTIONS);
  }
}
