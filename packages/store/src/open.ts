import type { Clock, Emitter, Logger, SqlExecutor } from '@weir/model';
import type { Store, Tx } from './api.ts';
import { type ConnectionOptions, createPool, translated } from './connection.ts';
import { createOutbox, outboxEmitter } from './outbox.ts';
import { createPartitions, pruneFeedRows } from './partitions.ts';
import { createAlertRepository } from './repositories/alerts.ts';
import { createAllowanceRepository } from './repositories/allowance.ts';
import { createAnalysisRepository } from './repositories/analyses.ts';
import { createEdgeRepository } from './repositories/edges.ts';
import { createEvidenceRepository } from './repositories/evidence.ts';
import { createFeedRepository } from './repositories/feeds.ts';
import { createParkedRepository } from './repositories/parked.ts';
import { createRecheckRepository } from './repositories/rechecks.ts';
import { createReleaseRepository } from './repositories/releases.ts';
import { readStats } from './repositories/stats.ts';
import { createSweepRepository } from './repositories/sweeps.ts';
import { createVerdictRepository } from './repositories/verdicts.ts';
import { createShelf } from './shelf.ts';
import { runTransaction } from './transaction.ts';

export interface OpenStoreOptions {
  readonly databaseUrl: string;
  /** What `pg_stat_activity` shows for this process. */
  readonly applicationName: string;
  /** Connections at most, leases (one connection each) not counted. */
  readonly poolMax: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where `tx.emit` puts events: the embedded queue's own, or the outbox table for the Kafka relay. */
  readonly emitter: Emitter | 'outbox';
}

/**
 * Opens the store on a migrated database (see `migrate`) and makes sure that it answers.
 * @throws AppError `STORE_UNAVAILABLE`, retriable.
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { clock, logger } = options;
  const connection: ConnectionOptions = {
    databaseUrl: options.databaseUrl,
    applicationName: options.applicationName,
    onNotice: (notice) => logger.debug({ notice }, 'Postgres says'),
  };
  const pool = createPool({ ...connection, poolMax: options.poolMax });
  const emitter = options.emitter === 'outbox' ? outboxEmitter : options.emitter;
  const sql: SqlExecutor = {
    executeSql: (text, values) => translated(() => pool.query(text, values)),
  };
  const transaction = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => runTransaction(pool, emitter, work);
  let closed: Promise<void> | undefined;
  const store: Store = {
    transaction,
    sql,
    async ping() {
      await sql.executeSql('SELECT 1');
    },
    async ensurePartitions(now) {
      await transaction((tx) => createPartitions(asQueryable(tx), now));
      await pruneFeedRows(asQueryable(sql), now);
    },
    stats: () => readStats(pool),
    feeds: createFeedRepository(pool, connection, clock),
    sweeps: createSweepRepository(pool),
    rechecks: createRecheckRepository(pool, clock),
    releases: createReleaseRepository(pool),
    analyses: createAnalysisRepository(sql),
    evidence: createEvidenceRepository(pool, transaction, connection),
    edges: createEdgeRepository(pool),
    verdicts: createVerdictRepository(pool, transaction),
    alerts: createAlertRepository(pool, transaction, clock),
    parked: createParkedRepository(pool, transaction),
    allowance: createAllowanceRepository(pool),
    shelf: createShelf(pool, clock),
    outbox: createOutbox(connection, clock),
    [Symbol.asyncDispose]() {
      closed ??= pool.end();
      return closed;
    },
  };
  try {
    await store.ping();
  } catch (error) {
    await pool.end();
    throw error;
  }
  logger.debug({ applicationName: options.applicationName, poolMax: options.poolMax }, 'store is open');
  return store;
}

/** A transaction as code that needs no more than `query` sees it. */
function asQueryable(executor: SqlExecutor): Parameters<typeof createPartitions>[0] {
  return {
    // oxlint-disable-next-line no-unnecessary-type-parameters -- the caller knows its columns, as in pg's own types
    async query<R>(text: string, values?: unknown[]) {
      const { rows } = await executor.executeSql(text, values);
      return { rows: rows as R[], rowCount: rows.length };
    },
  };
}
