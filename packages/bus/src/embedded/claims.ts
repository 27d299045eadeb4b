import { AppError, describeError, isRetriable, type SqlExecutor } from '@weir/model';
import type { PgBoss } from 'pg-boss';
import type { BusDeps } from '../bus.ts';
import { type ClaimedJob, QUEUE_SCHEMA } from './queue.ts';

/** A claim that was not refreshed for this long belongs to a dead process. */
export const LEASE_MS = 15_000;
/** Refresh and sweep: a dead process' messages are back within {@link LEASE_MS} plus this. */
export const HEARTBEAT_MS = 5_000;
const SETTLE_ATTEMPTS = 20;
const SETTLE_RETRY_MS = 500;

/** Served by job_i8, the partial index over claimed jobs. */
const STALE_SQL = `
  SELECT id, retry_count AS "retryCount" FROM ${QUEUE_SCHEMA}.job
   WHERE name = $1 AND state = 'active' AND policy = 'key_strict_fifo'
     AND heartbeat_on < now() - $2 * interval '1 millisecond'
   LIMIT 1000`;

/** The jobs this process has in hand, kept alive and given up. */
export interface Claims extends AsyncDisposable {
  hold(queue: string, job: ClaimedJob): void;
  /** Acknowledges: deletes the job if this claim of it still stands. Returns false when it was lost: refused. */
  acknowledge(queue: string, job: ClaimedJob): Promise<boolean>;
  /** Gives everything back that is held, for whoever comes next. */
  release(): Promise<void>;
}

/** Holds claims on some queues, refreshes them, and sweeps the lapsed claims of others. */
export function createClaims(
  boss: PgBoss,
  sql: SqlExecutor,
  queues: readonly string[],
  deps: BusDeps,
  leaseMs: number = LEASE_MS,
): Claims {
  const { clock, logger } = deps;
  const held = new Map(queues.map((queue) => [queue, new Map<string, ClaimedJob>()]));
  const stop = new AbortController();

  async function settle<T>(step: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await step();
      } catch (error) {
        if (!isRetriable(error) || attempt >= SETTLE_ATTEMPTS) throw error;
        await clock.sleep(SETTLE_RETRY_MS);
      }
    }
  }

  async function refresh(queue: string): Promise<void> {
    const jobs = [...(held.get(queue)?.values() ?? [])].map(({ id, retryCount }) => ({ id, retryCount }));
    if (jobs.length > 0) await boss.touch(queue, jobs);
  }

  async function sweep(queue: string): Promise<void> {
    const { rows } = await sql.executeSql(STALE_SQL, [queue, leaseMs]);
    const lapsed = rows as { id: string; retryCount: number }[];
    if (lapsed.length === 0) return;
    logger.warn({ queue, jobs: lapsed.length }, 'claims of a dead or stuck process lapsed: redelivering');
    await boss.fail(queue, lapsed);
  }

  async function tend(): Promise<void> {
    while (!stop.signal.aborted) {
      for (const queue of queues) {
        try {
          await refresh(queue);
          await sweep(queue);
        } catch (error) {
          logger.warn({ queue, error: describeError(error) }, 'cannot refresh claims');
        }
      }
      await clock.sleep(Math.min(HEARTBEAT_MS, leaseMs / 3), stop.signal).catch(() => {});
    }
  }
  const tending = tend();

  return {
    hold(queue, job) {
      held.get(queue)?.set(job.id, job);
    },
    async acknowledge(queue, job) {
      const { id, retryCount } = job;
      const { affected } = (await settle(() => boss.deleteJob(queue, { id, retryCount }))) as {
        affected?: number;
      };
      held.get(queue)?.delete(id);
      if (affected === undefined) {
        throw new AppError('QUEUE_ANSWER', 'the queue library did not say what it deleted', {
          retriable: false,
        });
      }
      return affected > 0;
    },
    async release() {
      for (const [queue, jobs] of held) {
        if (jobs.size === 0) continue;
        const claims = [...jobs.values()].map(({ id, retryCount }) => ({ id, retryCount }));
        await settle(() => boss.fail(queue, claims));
        jobs.clear();
      }
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await tending;
    },
  };
}
