import type { SqlExecutor } from '@weir/model';
import { type ClaimedJob, QUEUE_SCHEMA } from './queue.ts';

const JOBS = `${QUEUE_SCHEMA}.job_common`;
/** Advisory lock (class, key): one process at a time replaces the function. */
const CREATE_LOCK = '0x77656972, 0x636c';
/** SQLSTATE unique_violation: job_i8 allows one claimed job a key, and another process was faster. */
const UNIQUE_VIOLATION = '23505';

/**
 * Claims the heads of up to `batch` keys, oldest first: pg-boss' own rule for `key_strict_fifo` (its plans.js,
 * `fetchNextJob`), asked of each candidate in index order. pg-boss finds the heads of *all* waiting keys on every
 * fetch, which took over 1 s with 100,000 waiting; this takes the same few milliseconds at any depth (ADR 001).
 *
 * A retry goes first in its key, and any claimed job blocks its key. The planner's settings are the function's own:
 * statistics of a queue are always stale, and a plan that sorts would read the whole backlog.
 */
const CREATE_FUNCTION = `
BEGIN;
SELECT pg_advisory_xact_lock(${CREATE_LOCK});
CREATE OR REPLACE FUNCTION ${QUEUE_SCHEMA}.claim_jobs(queue text, batch int)
RETURNS TABLE (id uuid, key text, data jsonb, "retryCount" int)
LANGUAGE sql VOLATILE
SET enable_sort = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $claim$
  WITH next AS (
    SELECT j.id FROM ${JOBS} j
     WHERE j.name = queue AND j.state < 'active' AND NOT j.blocked AND j.policy = 'key_strict_fifo'
       AND NOT EXISTS (
         SELECT FROM ${JOBS} b
          WHERE b.name = j.name AND b.singleton_key = j.singleton_key AND b.id <> j.id
            AND b.state IN ('active', 'retry', 'failed') AND b.policy = 'key_strict_fifo')
       AND (j.state = 'retry' OR NOT EXISTS (
         SELECT FROM ${JOBS} e
          WHERE e.name = j.name AND e.singleton_key = j.singleton_key
            AND (e.created_on, e.id) < (j.created_on, j.id)
            AND e.state < 'active' AND NOT e.blocked AND e.policy = 'key_strict_fifo'))
     ORDER BY j.priority DESC, j.created_on
     LIMIT batch
       FOR UPDATE OF j SKIP LOCKED)
  UPDATE ${JOBS} j
     SET state = 'active', started_on = ${QUEUE_SCHEMA}.job_now(), heartbeat_on = ${QUEUE_SCHEMA}.job_now(),
         retry_count = CASE WHEN j.started_on IS NOT NULL THEN j.retry_count + 1 ELSE j.retry_count END
    FROM next WHERE j.name = queue AND j.id = next.id
  RETURNING j.id, j.singleton_key, j.data, j.retry_count
$claim$;
COMMIT`;

/** Creates or replaces the claiming function; safe to run in several processes at once. */
export async function createClaimFunction(sql: SqlExecutor): Promise<void> {
  await sql.executeSql(CREATE_FUNCTION);
}

/** A claimed job with its key. */
export interface KeyedJob extends ClaimedJob {
  readonly key: string;
}

/** Claims up to `batch` jobs of different keys; none when another process was faster. Throws what the SQL throws. */
export async function claimJobs(
  sql: SqlExecutor,
  queue: string,
  batch: number,
): Promise<readonly KeyedJob[]> {
  try {
    const { rows } = await sql.executeSql(
      `SELECT id, key, data, "retryCount" FROM ${QUEUE_SCHEMA}.claim_jobs($1, $2)`,
      [queue, batch],
    );
    return rows as KeyedJob[];
  } catch (error) {
    if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) return [];
    throw error;
  }
}
