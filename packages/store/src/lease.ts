import { AppError } from '@weir/model';
import type { Client, QueryResultRow } from 'pg';
import {
  type ConnectionOptions,
  createClient,
  isConnectionLost,
  toStoreError,
  translated,
} from './connection.ts';

/** First number of the advisory locks that hold a role; the second is derived from the role's name. */
const LEASE_LOCK_CLASS = 0x77656973;

/** A role held through a session lock on a connection of its own: it is lost the moment the connection is. */
export interface SessionLease extends AsyncDisposable {
  readonly client: Client;
  /** Runs a statement on the lease's own connection; throws `fencedCode` once the connection is lost. */
  // oxlint-disable-next-line no-unnecessary-type-parameters -- the caller knows its columns, as in pg's own types
  query<R extends QueryResultRow>(
    text: string,
    values?: unknown[],
  ): Promise<{ rows: R[]; rowCount: number | null }>;
  /** Throws `fencedCode` once the connection is lost. */
  check(): void;
  /** Aborted when the connection is lost or given back. */
  readonly lost: AbortSignal;
}

/**
 * Tries to take a role. Null while another session holds it. The server gives the role back when the connection ends,
 * so a killed holder blocks nobody; one that is merely cut off must be fenced by an epoch beside the lock.
 * @param fencedCode code of the AppError (not retriable) that every call throws after the loss.
 * @throws AppError `STORE_UNAVAILABLE`, retriable.
 */
export async function takeSessionLease(
  options: ConnectionOptions,
  name: string,
  fencedCode: string,
): Promise<SessionLease | null> {
  const client = createClient(options);
  const lost = new AbortController();
  const fenced = (): AppError =>
    new AppError(fencedCode, `this process does not hold "${name}" any more: its connection ended`, {
      retriable: false,
    });
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  try {
    await translated(() => client.connect());
    const { rows } = await translated(() =>
      client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken', [
        LEASE_LOCK_CLASS,
        name,
      ]),
    );
    if (rows[0]?.taken !== true) {
      await client.end();
      return null;
    }
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  return {
    client,
    lost: lost.signal,
    check() {
      if (lost.signal.aborted) throw fenced();
    },
    async query(text, values) {
      if (lost.signal.aborted) throw fenced();
      try {
        return await client.query(text, values);
      } catch (error) {
        if (lost.signal.aborted || isConnectionLost(error)) throw fenced();
        throw toStoreError(error);
      }
    },
    async [Symbol.asyncDispose]() {
      lost.abort();
      await client.end().catch(() => {});
    },
  };
}
