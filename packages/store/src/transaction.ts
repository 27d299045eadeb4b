import {
  type AnyEvent,
  AppError,
  describeError,
  type Emitter,
  eventKey,
  eventTopic,
  parseEvent,
} from '@weir/model';
import type { Pool, PoolClient } from 'pg';
import type { Tx } from './api.ts';
import { toStoreError, translated } from './connection.ts';
import { encodeEvent } from './encode-event.ts';

/** Seed of the per-key locks, so that they do not meet other users of the same lock space. */
const KEY_LOCK_SEED = 0x77656972;

function createTx(client: PoolClient, emitter: Emitter): { tx: Tx; close: () => void } {
  let open = true;
  async function executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> {
    if (!open) {
      throw new AppError('TX_CLOSED', 'the transaction has ended: await everything inside it', {
        retriable: false,
      });
    }
    return translated(() => client.query(text, values));
  }
  const tx: Tx = {
    executeSql,
    async emit(events: readonly AnyEvent[]) {
      if (events.length === 0) return;
      const messages = events.map((event) => {
        encodeEvent(parseEvent(event));
        return { topic: eventTopic(event), key: eventKey(event), event };
      });
      // Held until commit: two transactions of one package queue up here, so that the order in which sequence numbers
      // are given is the order in which they become visible. Sorted, so that two batches cannot lock each other out.
      await executeSql(
        `SELECT pg_advisory_xact_lock(lock) FROM (
           SELECT DISTINCT hashtextextended(key, $2) AS lock FROM unnest($1::text[]) AS key ORDER BY 1) AS locks`,
        [messages.map((message) => message.key), KEY_LOCK_SEED],
      );
      await emitter(tx, messages);
    },
  };
  return {
    tx,
    close: () => {
      open = false;
    },
  };
}

/**
 * Runs work in one READ COMMITTED transaction.
 * @throws what the work throws; AppError `STORE_UNAVAILABLE` (retriable) when the database fails, also when it fails
 *   during COMMIT and nobody knows whether it took place: all writes are upserts, so a repeat is safe.
 */
export async function runTransaction<T>(
  pool: Pool,
  emitter: Emitter,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const client = await translated(() => pool.connect());
  const { tx, close } = createTx(client, emitter);
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(tx);
    close();
    const { command } = await client.query('COMMIT');
    // Postgres answers COMMIT with ROLLBACK when a statement failed and its error was swallowed.
    if (command !== 'COMMIT') {
      throw new AppError('TX_ABORTED', 'a statement of the transaction failed and nothing was stored', {
        retriable: false,
      });
    }
    return result;
  } catch (error) {
    close();
    await client.query('ROLLBACK').catch((cause: unknown) => {
      broken = new Error(describeError(cause), { cause });
    });
    throw toStoreError(error);
  } finally {
    client.release(broken);
  }
}
