import { AppError, describeError } from '@weir/model';
import { Client, type ClientConfig, Pool, type QueryResultRow } from 'pg';

export interface ConnectionOptions {
  readonly databaseUrl: string;
  /** What `pg_stat_activity` shows. */
  readonly applicationName: string;
  /** Notices and warnings of the server. */
  readonly onNotice?: (message: string) => void;
}

/** No statement of ours runs longer; a longer one is a missing index. */
const STATEMENT_MS_MAX = 60_000;
/** A transaction that does nothing for this long belongs to a stuck process, and holds locks. */
const IDLE_IN_TRANSACTION_MS_MAX = 60_000;
const LOCK_MS_MAX = 20_000;
const CONNECT_MS_MAX = 10_000;

/** The part of pg that repositories use: one statement with positional parameters. */
export interface Queryable {
  // oxlint-disable-next-line no-unnecessary-type-parameters -- the caller knows its columns, as in pg's own types
  query<R extends QueryResultRow>(
    text: string,
    values?: unknown[],
  ): Promise<{ rows: R[]; rowCount: number | null }>;
}

function configOf(options: ConnectionOptions): ClientConfig {
  return {
    connectionString: options.databaseUrl,
    application_name: options.applicationName,
    statement_timeout: STATEMENT_MS_MAX,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS_MAX,
    lock_timeout: LOCK_MS_MAX,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    keepAlive: true,
  };
}

/** A pool of connections; an idle one that breaks is replaced, and those who query notice. */
export function createPool(options: ConnectionOptions & { readonly poolMax: number }): Pool {
  const pool = new Pool({ ...configOf(options), max: options.poolMax });
  pool.on('error', () => {});
  // A connection that breaks while it is in use says so to its query; without a listener it would end the process.
  pool.on('connect', (client) => {
    client.on('error', () => {});
    client.on('notice', (notice) => options.onNotice?.(notice.message ?? ''));
  });
  return pool;
}

/** A connection of its own: for session locks, notifications and migrations. */
export function createClient(options: ConnectionOptions): Client {
  const client = new Client(configOf(options));
  client.on('error', () => {});
  client.on('notice', (notice) => options.onNotice?.(notice.message ?? ''));
  return client;
}

/** SQLSTATE classes and codes (PostgreSQL 18 manual, appendix A) after which the same step may succeed. */
const RETRIABLE_CLASSES = new Set(['08', '53']);
const RETRIABLE_CODES = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '55P03', // lock_not_available
  '57014', // query_canceled: statement_timeout
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
  '25P03', // idle_in_transaction_session_timeout
]);
const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** What pg says, without a code, when a connection ended or none was to be had (pg 8, client.js; pg-pool 3, index.js). */
const LOST_CONNECTION =
  /^(?:Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|Cannot use a pool after calling end|Client was closed)/;

function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') {
    return RETRIABLE_CLASSES.has(code.slice(0, 2)) || RETRIABLE_CODES.has(code) || SYSTEM_CODES.has(code);
  }
  return LOST_CONNECTION.test(error.message);
}

/** True when the session itself is gone, and with it every session lock. */
export function isConnectionLost(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return error instanceof Error && LOST_CONNECTION.test(error.message);
  return code.startsWith('08') || code.startsWith('57P') || SYSTEM_CODES.has(code);
}

/** A driver's error as the store throws it: AppError `STORE_UNAVAILABLE` (retriable) when a repeat can succeed, else itself. */
export function toStoreError(error: unknown): unknown {
  if (error instanceof AppError || !isUnavailable(error)) return error;
  return new AppError('STORE_UNAVAILABLE', `Postgres cannot serve this now: ${describeError(error, 300)}`, {
    retriable: true,
    cause: error,
  });
}

/** Runs work on a connection or pool and translates what it throws, see {@link toStoreError}. */
export async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStoreError(error);
  }
}
