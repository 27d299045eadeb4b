import { createHash, randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@weir/model';
import { silentLogger, systemClock } from '@weir/runtime';
import type { Client } from 'pg';
import { createClient } from '../connection.ts';
import { startEmbeddedPostgres } from '../embedded/start.ts';
import { readStoreEnv } from '../env.ts';
import { MIGRATIONS_DIR, migrate } from '../migrate.ts';

export { sampleFacts, sampleFactsDigest, sampleFile, sampleRef, sampleResult } from './samples.ts';

/** Databases of test runs that were killed are dropped by later runs once they are older than this. */
const ABANDONED_AFTER_SECONDS = 3_600;
/** Advisory lock (class, key): one process makes the template. */
const TEMPLATE_LOCK = [0x77656972, 4] as const;
/** Tests lose nothing by a power cut. */
const TEST_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
};

export interface TestPostgres extends AsyncDisposable {
  /** A migrated database of this harness' own. */
  readonly databaseUrl: string;
  /** Makes another migrated database and returns its address; all are dropped on disposal. */
  createDatabase(): Promise<string>;
}

/**
 * A real Postgres for tests: `DATABASE_URL` if set, else the bundled server in the temporary directory, one per
 * checkout, shared by all test processes and stopped by the last one. Says on stderr which it used.
 * Databases are clones of a migrated template, so one per test file is cheap.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const { databaseUrl: own } = readStoreEnv();
  const stack = new AsyncDisposableStack();
  try {
    const server = own ?? stack.use(await startShared()).databaseUrl;
    process.stderr.write(
      `tests use Postgres ${own === undefined ? 'bundled with npm' : 'from DATABASE_URL'}\n`,
    );
    const admin = createClient({ databaseUrl: server, applicationName: 'weir-testing' });
    await admin.connect();
    stack.defer(() => admin.end());
    await dropAbandoned(admin);
    const template = await ensureTemplate(admin, server);
    const createDatabase = async (): Promise<string> => {
      const name = `weir_test_${nowSeconds()}_${randomUUID().slice(0, 8)}`;
      await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
      stack.defer(async () => {
        await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      });
      return withDatabase(server, name);
    };
    const databaseUrl = await createDatabase();
    return { databaseUrl, createDatabase, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

function nowSeconds(): number {
  return Math.floor(systemClock.now() / 1000);
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** A directory that only we can write; somebody else's of the same name is left alone. */
function sharedDir(): string {
  const checkout = createHash('sha256').update(MIGRATIONS_DIR).digest('hex').slice(0, 8);
  const uid = process.getuid?.() ?? 0;
  const dir = join(tmpdir(), `weir-test-postgres-${uid}-${checkout}`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const found = lstatSync(dir);
  const ours = found.isDirectory() && (process.getuid === undefined || found.uid === uid);
  return ours ? dir : mkdtempSync(join(tmpdir(), 'weir-test-postgres-'));
}

function startShared(): ReturnType<typeof startEmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir: sharedDir(), logger: silentLogger, settings: TEST_SETTINGS });
}

async function dropAbandoned(admin: Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE datname LIKE 'weir\\_test\\_%'`,
  );
  for (const { datname } of rows) {
    const madeAt = Number(datname.split('_')[2]);
    if (nowSeconds() - madeAt > ABANDONED_AFTER_SECONDS) {
      // Another run may drop it at this moment.
      await admin.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`).catch(() => {});
    }
  }
}

/** Name of the migrated template; a change of any migration, or a new month, makes a new one. */
function templateName(): string {
  const hash = createHash('sha256').update(new Date(systemClock.now()).toISOString().slice(0, 7));
  for (const file of readdirSync(MIGRATIONS_DIR).toSorted()) {
    if (file.endsWith('.sql')) hash.update(readFileSync(join(MIGRATIONS_DIR, file)));
  }
  return `weir_template_${hash.digest('hex').slice(0, 12)}`;
}

async function ensureTemplate(admin: Client, server: string): Promise<string> {
  const name = templateName();
  await admin.query('SELECT pg_advisory_lock($1, $2)', [...TEMPLATE_LOCK]);
  try {
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount !== 0) return name;
    const draft = `${name}_draft`;
    await admin.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${draft}`);
    await migrate(withDatabase(server, draft));
    await admin.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
    return name;
  } catch (cause) {
    throw new AppError('TEST_DATABASE', `cannot make the template database ${name} for tests`, {
      retriable: false,
      cause,
    });
  } finally {
    await admin.query('SELECT pg_advisory_unlock($1, $2)', [...TEMPLATE_LOCK]);
  }
}
