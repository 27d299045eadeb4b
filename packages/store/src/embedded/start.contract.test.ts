import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { silentLogger } from '@weir/runtime';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { binaryPath, prepareBinaries } from './binaries.ts';
import { findPostmaster } from './postmaster.ts';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './start.ts';

const PROGRAM = fileURLToPath(new URL('../testing/embedded-program.ts', import.meta.url));
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

let seedDir: string;
let dataDir: string;
let stack: AsyncDisposableStack;

// One cluster is made for real and copied for the tests that do not care how it came to be.
beforeAll(async () => {
  seedDir = await mkdtemp(join(tmpdir(), 'weir-embedded-seed-'));
  const postgres = await startEmbeddedPostgres({ dataDir: seedDir, logger: silentLogger });
  await postgres[Symbol.asyncDispose]();
});
afterAll(() => rm(seedDir, { recursive: true, force: true }));
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'weir-embedded-'));
  await cp(join(seedDir, 'postgres-18'), join(dataDir, 'postgres-18'), { recursive: true });
  stack = new AsyncDisposableStack();
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
});
afterEach(async () => {
  await stack.disposeAsync();
});

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  // Killing processes loses nothing that the kernel has: waiting for the disk would only make these tests slow.
  const settings = { fsync: 'off' };
  return stack.use(await startEmbeddedPostgres({ dataDir, logger: silentLogger, settings, ...options }));
}

async function query(databaseUrl: string, text: string): Promise<unknown[]> {
  const client = new Client(databaseUrl);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

function findRunning(): ReturnType<typeof findPostmaster> {
  return findPostmaster(join(dataDir, 'postgres-18'));
}

interface Program {
  readonly child: ChildProcess;
  readonly databaseUrl: string;
  readonly adopted: boolean;
}

/** Runs the program as a process of its own, until the test ends at the latest. */
async function runProgram(prefix: readonly string[] = []): Promise<Program> {
  const words = [...prefix, process.execPath, PROGRAM, dataDir];
  const child = spawn(words[0] ?? '', words.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise((done) => child.once('exit', done));
  stack.defer(async () => {
    child.stdin?.end();
    await exited;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, ...(JSON.parse(line) as { databaseUrl: string; adopted: boolean }) };
  }
  throw new Error('the program ended before the server was up');
}

test('a server is started once, shared, and stopped by whoever leaves last', async () => {
  const first = await start();
  const second = await start();
  await first[Symbol.asyncDispose]();
  const stillThere = await query(second.databaseUrl, 'SELECT 1 AS one');
  await second[Symbol.asyncDispose]();

  expect([first.adopted, second.adopted]).toEqual([false, true]);
  expect(second.databaseUrl).toBe(first.databaseUrl);
  expect(stillThere).toEqual([{ one: 1 }]);
  expect(await findRunning()).toBeNull();
});

test('programs that start at the same moment on fresh data share one server', async () => {
  await rm(join(dataDir, 'postgres-18'), { recursive: true });

  const all = await Promise.all(Array.from({ length: 3 }, () => start()));

  expect(new Set(all.map((one) => one.databaseUrl)).size).toBe(1);
  expect(all.filter((one) => !one.adopted)).toHaveLength(1);
  expect((await readdir(dataDir)).filter((name) => name.startsWith('init-'))).toEqual([]);
});

test('a client that is no program of ours keeps the server up', async () => {
  const postgres = await start();
  const client = new Client(postgres.databaseUrl);
  client.on('error', () => {});
  await client.connect();

  await postgres[Symbol.asyncDispose]();
  const running = await findRunning();
  await client.end();
  const next = await start();

  expect(running).not.toBeNull();
  expect(next.adopted).toBe(true);
});

test('a program that is killed leaves its server to the next one, with its data', async () => {
  const killed = await runProgram();
  await query(killed.databaseUrl, 'CREATE TABLE kept AS SELECT 7 AS n');
  killed.child.kill('SIGKILL');
  await new Promise((done) => killed.child.once('exit', done));

  const next = await start();

  expect(next.adopted).toBe(true);
  expect(await query(next.databaseUrl, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
});

test('after a crash of the server itself the next start recovers what was committed', async () => {
  const first = await start();
  await query(first.databaseUrl, 'CREATE TABLE kept AS SELECT 7 AS n');
  const running = await findRunning();
  process.kill(running?.pid ?? 0, 'SIGKILL');

  const next = await start();

  expect(next.adopted).toBe(false);
  expect(await query(next.databaseUrl, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
});

test('a pid file that names an unrelated process does not stop a start', async () => {
  const first = await start();
  await first[Symbol.asyncDispose]();
  const lines = [
    process.pid,
    join(dataDir, 'postgres-18'),
    '1700000000',
    '5432',
    '',
    '127.0.0.1',
    '0 0',
    'ready',
  ];
  await writeFile(join(dataDir, 'postgres-18', 'postmaster.pid'), lines.join('\n'));

  const next = await start();

  expect(next.adopted).toBe(false);
  expect(await query(next.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('it listens on loopback only, wants its password, and keeps it to its owner', async () => {
  const postgres = await start({ settings: {} });
  const url = new URL(postgres.databaseUrl);
  const passwordFile = join(dataDir, 'postgres-18', 'weir-password');
  const wrong = new URL(url);
  wrong.password = 'wrong';

  expect(url.hostname).toBe('127.0.0.1');
  expect((await readFile(passwordFile, 'utf8')).length).toBeGreaterThanOrEqual(32);
  expect((await stat(passwordFile)).mode & 0o077).toBe(0);
  await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  expect(
    await query(
      url.href,
      `SELECT current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets,
              current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit`,
    ),
  ).toEqual([{ addresses: '127.0.0.1', sockets: '', fsync: 'on', commit: 'on' }]);
});

/** The server's programs below a directory that only its owner may enter, as a checkout in /root or a private clone. */
async function copyBelowClosedDir(): Promise<string> {
  const { nativeDir } = await prepareBinaries(dataDir);
  const closed = join(dataDir, 'closed');
  const copy = join(closed, 'native');
  await mkdir(closed, { mode: 0o700 });
  await cp(nativeDir, copy, { recursive: true });
  await cp(resolve(nativeDir, '..', 'package.json'), join(closed, 'package.json'));
  await chmod(closed, 0o700);
  return copy;
}

test('it runs from below a 0700 directory', async () => {
  const nativeDir = await copyBelowClosedDir();

  const postgres = await start({ nativeDir });

  expect((await stat(dirname(nativeDir))).mode & 0o777).toBe(0o700);
  expect(dirname(binaryPath(nativeDir, 'postgres'))).toContain('closed');
  expect(await query(postgres.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test.runIf(isRoot)('root without namespaces uses another account, on the same data as before', async () => {
  const inNamespace = await start({ rootLaunchers: ['namespace'] });
  await query(inNamespace.databaseUrl, 'CREATE TABLE kept AS SELECT 7 AS n');
  await inNamespace[Symbol.asyncDispose]();

  const asAccount = await start({ rootLaunchers: ['account'] });
  const kept = await query(asAccount.databaseUrl, 'SELECT n FROM kept');
  const owner = (await stat(join(dataDir, 'postgres-18'))).uid;
  await asAccount[Symbol.asyncDispose]();
  const back = await start({ rootLaunchers: ['namespace'] });

  expect(kept).toEqual([{ n: 7 }]);
  expect(owner).not.toBe(0);
  expect(await query(back.databaseUrl, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
});

test.runIf(isRoot)('an ordinary user needs nothing but its own directory', async () => {
  await rm(join(dataDir, 'postgres-18'), { recursive: true });
  await chown(dataDir, NOBODY, NOBODY);
  const identity = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];

  const program = await runProgram(['setpriv', ...identity]);

  expect(program.adopted).toBe(false);
  expect(await query(program.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect((await stat(join(dataDir, 'postgres-18'))).uid).toBe(NOBODY);
});
