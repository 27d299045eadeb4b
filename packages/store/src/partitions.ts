import type { Queryable } from './connection.ts';

/** Tables that are partitioned by month of `seen_at`. */
export const PARTITIONED_TABLES = [
  'feed_rows',
  'releases',
  'release_files',
  'release_facts',
  'analyses',
  'findings',
  'indicator_sightings',
  'verdict_log',
  'compact_facts',
] as const;

/** Months that exist before they begin: a job that fails for two months is still in time. */
const MONTHS_AHEAD = 2;
const MONTHS_BEHIND = 1;
/** Advisory lock (class, key): one process makes partitions at a time. */
const PARTITION_LOCK = [0x77656972, 2] as const;

/** First instant of a month in UTC. */
function monthStart(now: Date, offset: number): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1));
}

/** `releases_2026_11` */
export function partitionName(table: string, month: Date): string {
  return `${table}_${month.toISOString().slice(0, 7).replace('-', '_')}`;
}

async function createPartition(db: Queryable, table: string, from: Date, to: Date): Promise<void> {
  const name = partitionName(table, from);
  const range = [from.toISOString(), to.toISOString()];
  // Made aside and attached: unlike CREATE … PARTITION OF this does not lock readers and writers of the table out.
  await db.query(`CREATE TABLE ${name} (LIKE ${table} INCLUDING ALL)`);
  await db.query(
    `ALTER TABLE ${name} ADD CONSTRAINT ${name}_month CHECK (seen_at >= '${range[0]}' AND seen_at < '${range[1]}')`,
  );
  const { rows } = await db.query(
    `SELECT FROM ${table}_default WHERE seen_at >= $1 AND seen_at < $2 LIMIT 1`,
    range,
  );
  if (rows.length > 0) await moveFromDefault(db, table, name, range);
  await db.query(
    `ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${range[0]}') TO ('${range[1]}')`,
  );
  await db.query(`ALTER TABLE ${name} DROP CONSTRAINT ${name}_month`);
}

/** Rows that came before their month was made. Append-only tables refuse a DELETE, so their guard is off for this move. */
async function moveFromDefault(db: Queryable, table: string, name: string, range: string[]): Promise<void> {
  await db.query(`LOCK TABLE ${table}_default IN ACCESS EXCLUSIVE MODE`);
  await db.query(`ALTER TABLE ${table}_default DISABLE TRIGGER USER`);
  await db.query(
    `WITH moved AS (DELETE FROM ${table}_default WHERE seen_at >= $1 AND seen_at < $2 RETURNING *)
     INSERT INTO ${name} SELECT * FROM moved`,
    range,
  );
  await db.query(`ALTER TABLE ${table}_default ENABLE TRIGGER USER`);
}

/**
 * Creates the monthly partitions around `now` that do not exist, moving rows that already fell into the DEFAULT
 * partition. Safe to repeat and to run in several processes.
 * @param db one open transaction.
 */
export async function createPartitions(db: Queryable, now: Date): Promise<void> {
  await db.query('SELECT pg_advisory_xact_lock($1, $2)', [...PARTITION_LOCK]);
  const { rows } = await db.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits i
       JOIN pg_class c ON c.oid = i.inhrelid
       JOIN pg_class p ON p.oid = i.inhparent
      WHERE p.relnamespace = current_schema()::regnamespace AND p.relname = ANY($1)`,
    [PARTITIONED_TABLES],
  );
  const existing = new Set(rows.map((row) => row.name));
  for (let offset = -MONTHS_BEHIND; offset <= MONTHS_AHEAD; offset++) {
    const from = monthStart(now, offset);
    for (const table of PARTITIONED_TABLES) {
      if (existing.has(partitionName(table, from))) continue;
      await createPartition(db, table, from, monthStart(now, offset + 1));
    }
  }
}

/** Raw feed rows explain a miss for this long (DESIGN.md, "The record"). */
export const FEED_ROWS_KEPT_MS = 7 * 24 * 3_600_000;

/** Removes raw feed rows, checkpoints and problems that are older than {@link FEED_ROWS_KEPT_MS}. */
export async function pruneFeedRows(db: Queryable, now: Date): Promise<void> {
  const oldest = new Date(now.getTime() - FEED_ROWS_KEPT_MS);
  await db.query('DELETE FROM feed_rows WHERE seen_at < $1', [oldest]);
  await db.query('DELETE FROM feed_problems WHERE seen_at < $1', [oldest]);
  await db.query('DELETE FROM feed_checkpoints WHERE at < $1', [oldest]);
}
