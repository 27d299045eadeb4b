import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from './connection.ts';
import { MIGRATIONS_DIR, migrate } from './migrate.ts';
import { PARTITIONED_TABLES } from './partitions.ts';
import { startTestPostgres, type TestPostgres } from './testing/index.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

async function createEmptyDatabase(name: string): Promise<string> {
  const admin = createClient({ databaseUrl: postgres.databaseUrl, applicationName: 'test' });
  await admin.connect();
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const url = new URL(postgres.databaseUrl);
  url.pathname = `/${name}`;
  return url.href;
}

test('many processes migrate an empty database at once, and again later', async () => {
  const databaseUrl = await createEmptyDatabase(`weir_test_${Math.floor(Date.now() / 1000)}_migrate`);

  await Promise.all(Array.from({ length: 6 }, () => migrate(databaseUrl)));
  await migrate(databaseUrl);

  const client = createClient({ databaseUrl, applicationName: 'test' });
  await client.connect();
  const applied = await client.query('SELECT FROM drizzle.__drizzle_migrations');
  const partitions = await client.query<{ parent: string; n: number }>(
    `SELECT p.relname AS parent, count(*)::int AS n FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent
      WHERE p.relkind = 'p' GROUP BY 1 ORDER BY 1`,
  );
  await client.query(`SELECT 1`);
  await client.end();
  const migrations = readdirSync(MIGRATIONS_DIR).filter((name) => name.endsWith('.sql'));
  expect(applied.rowCount).toBe(migrations.length);
  // Last month, this month, two ahead, and DEFAULT.
  expect(partitions.rows).toEqual([...PARTITIONED_TABLES].toSorted().map((parent) => ({ parent, n: 5 })));
});

test('a server that is not there is retriable', async () => {
  await expect(migrate('postgres://weir@127.0.0.1:1/weir')).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    retriable: true,
  });
});

test('drizzle-kit finds the migrations consistent', async () => {
  const kit = createRequire(import.meta.url).resolve('drizzle-kit');
  const root = join(MIGRATIONS_DIR, '..', '..', '..');

  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(dirname(kit), 'bin.cjs'), 'check', '--config', 'packages/store/drizzle.config.ts'],
    { cwd: root, timeout: 60_000 },
  );

  expect(stdout).toContain("Everything's fine");
});
