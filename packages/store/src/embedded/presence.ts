import { systemClock } from '@weir/runtime';
import { Client } from 'pg';

/** Advisory lock (class, key) that every program holds shared while it uses the embedded server. */
const PRESENCE_LOCK = [0x77656972, 1] as const;
const DATABASE = 'weir';
/** Backends of a pool that was just closed need a moment to leave the list. */
const LAST_BACKENDS_MS_MAX = 1_000;

/** A program's mark on the embedded server. */
export interface Presence {
  readonly client: Client;
  readonly port: number;
  readonly database: string;
}

async function isDuplicate(work: Promise<unknown>): Promise<void> {
  await work.catch((error: { code?: string }) => {
    // 42P04: the database exists; 23505: another session makes it at this moment.
    if (error.code !== '42P04' && error.code !== '23505') throw error;
  });
}

/**
 * Connects to the server and says "here". Waits while the last program before us is stopping it, and fails then.
 * Throws what the driver throws: the caller decides whether to start a server.
 */
export async function enterPresence(server: {
  port: number;
  user: string;
  password: string;
}): Promise<Presence> {
  const client = new Client({
    host: '127.0.0.1',
    ...server,
    database: 'postgres',
    application_name: 'weir-presence',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  // A server that goes away is noticed by those who query it.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock_shared($1, $2)', [...PRESENCE_LOCK]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await isDuplicate(client.query(`CREATE DATABASE ${DATABASE}`));
    return { client, port: server.port, database: DATABASE };
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

async function isAlone(client: Client): Promise<boolean> {
  await client.query('SELECT pg_advisory_unlock_shared($1, $2)', [...PRESENCE_LOCK]);
  const { rows } = await client.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS alone', [
    ...PRESENCE_LOCK,
  ]);
  return rows[0]?.alone ?? false;
}

async function hasOtherClients(client: Client): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
  return rowCount !== 0;
}

/**
 * Takes the mark back. When no other program and no other client is left, runs `stop` while newcomers wait, who then
 * find the server gone and start their own.
 */
export async function leavePresence(presence: Presence, stop: () => Promise<void>): Promise<void> {
  const { client } = presence;
  try {
    if (!(await isAlone(client))) return;
    const startedAt = systemClock.now();
    while (await hasOtherClients(client)) {
      if (systemClock.now() - startedAt > LAST_BACKENDS_MS_MAX) return;
      await systemClock.sleep(20);
    }
    await stop();
  } catch {
    // The server is gone already: nothing to stop.
  } finally {
    await client.end().catch(() => {});
  }
}
