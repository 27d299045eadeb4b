import { fileURLToPath } from 'node:url';
import { AppError } from '@weir/model';
import { systemClock } from '@weir/runtime';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import { createClient, translated } from './connection.ts';
import { createPartitions } from './partitions.ts';

/** Folder of the committed migrations. */
export const MIGRATIONS_DIR = fileURLToPath(new URL('../migrations', import.meta.url));
/** Advisory lock (class, key): the migrator itself takes none. */
const MIGRATION_LOCK = [0x77656972, 3] as const;
/** Oldest server that knows `NULLS NOT DISTINCT`. */
const SERVER_VERSION_MIN = 150_000;

/**
 * Brings a database to the schema of this program and creates the partitions around today. Safe to repeat and to run
 * in many processes at once: one applies, the others wait and find nothing to do.
 * @throws AppErrors `STORE_UNAVAILABLE` (retriable) and `STORE_TOO_OLD` (not retriable) for a server below 15.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const client = createClient({ databaseUrl, applicationName: 'weir-migrate' });
  await translated(async () => {
    try {
      await client.connect();
      // Waiting for another process' migration is no failure.
      await client.query('SET lock_timeout = 0; SET statement_timeout = 0');
      const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
      if (Number(rows[0]?.server_version_num) < SERVER_VERSION_MIN) {
        throw new AppError('STORE_TOO_OLD', 'Weir needs PostgreSQL 15 or newer: upgrade the server', {
          retriable: false,
        });
      }
      await client.query('SELECT pg_advisory_lock($1, $2)', [...MIGRATION_LOCK]);
      await applyMigrations(drizzle(client), { migrationsFolder: MIGRATIONS_DIR });
      await client.query('BEGIN');
      await createPartitions(client, new Date(systemClock.now()));
      await client.query('COMMIT');
    } finally {
      await client.end().catch(() => {});
    }
  });
}
