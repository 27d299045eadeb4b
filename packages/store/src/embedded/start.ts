import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, realpath, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { AppError, describeError, type Logger } from '@weir/model';
import { systemClock } from '@weir/runtime';
import { binaryPath, POSTGRES_MAJOR, prepareBinaries } from './binaries.ts';
import { clusterDirOf, EMBEDDED_USER, ensureCluster, giveTree } from './cluster.ts';
import { chooseLauncher, commandLine, type Launcher } from './launcher.ts';
import { findPostmaster, type Postmaster, signalPostmaster } from './postmaster.ts';
import { enterPresence, leavePresence, type Presence } from './presence.ts';

/** Crash recovery replays at most `max_wal_size`; a server that takes longer than this is stuck. */
const START_MS_MAX = 60_000;
const STOP_MS_MAX = 15_000;
const POLL_MS = 20;
/** The server's own log is kept for two starts' worth of trouble. */
const LOG_BYTES_MAX = 4 * 1024 * 1024;

/** Small when idle; nothing that weakens durability. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '64MB',
  max_connections: '100',
  max_wal_senders: '0',
  wal_level: 'minimal',
  max_wal_size: '512MB',
  io_method: 'sync',
  jit: 'off',
  log_min_messages: 'warning',
  timezone: 'UTC',
};

export interface EmbeddedPostgresOptions {
  /** Weir's data directory: the cluster is a folder in it. */
  readonly dataDir: string;
  readonly logger: Logger;
  /** Server settings over the default ones. Tests turn `fsync` off. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Ways in which root may run the server, in order; tests force one. */
  readonly rootLaunchers?: readonly ('namespace' | 'account')[];
  /** Folder with `bin`, `lib` and `share` of a server, instead of the one in node_modules. */
  readonly nativeDir?: string;
}

export interface EmbeddedPostgres extends AsyncDisposable {
  readonly databaseUrl: string;
  /** True when the server ran already: of a program beside this one, or of one that was killed. */
  readonly adopted: boolean;
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  });
  return promise;
}

async function spawnServer(
  launcher: Launcher,
  clusterDir: string,
  logFile: string,
  settings: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const flags = Object.entries({ ...SETTINGS, ...settings, port: String(await findFreePort()) });
  const [command, args] = commandLine(launcher, binaryPath(launcher.nativeDir, 'postgres'), [
    '-D',
    clusterDir,
    ...flags.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  if (((await stat(logFile).catch(() => null))?.size ?? 0) > LOG_BYTES_MAX)
    await rename(logFile, `${logFile}.old`);
  const log = openSync(logFile, 'a', 0o600);
  try {
    // Detached: a Ctrl-C in the terminal is for Weir, which then stops the server in its turn.
    const child = spawn(command, args, {
      env: launcher.env,
      cwd: clusterDir,
      detached: true,
      stdio: ['ignore', log, log],
    });
    child.on('error', () => {});
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** Connects to the server that runs on the cluster, starting one while none does. */
async function reachServer(
  launcher: Launcher,
  dataDir: string,
  password: string,
  options: EmbeddedPostgresOptions,
): Promise<{ presence: Presence; adopted: boolean }> {
  const clusterDir = clusterDirOf(dataDir);
  const logFile = join(dataDir, `postgres-${POSTGRES_MAJOR}.log`);
  const startedAt = systemClock.now();
  let child: ChildProcess | null = null;
  let failure: unknown = null;
  while (systemClock.now() - startedAt < START_MS_MAX) {
    const postmaster = await findPostmaster(clusterDir);
    if (postmaster !== null && postmaster.port > 0) {
      try {
        const presence = await enterPresence({ port: postmaster.port, user: EMBEDDED_USER, password });
        return { presence, adopted: child?.pid !== postmaster.pid };
      } catch (error) {
        failure = error;
      }
    }
    const childRuns =
      child !== null && child.exitCode === null && child.signalCode === null && child.pid !== undefined;
    if (postmaster === null && !childRuns) {
      // A server that was refused (another won, its port was taken, old backends still end) is tried again.
      if (child !== null) await systemClock.sleep(POLL_MS * 5);
      await giveTree(clusterDir, launcher.owner);
      child = await spawnServer(launcher, clusterDir, logFile, options.settings ?? {});
    }
    await systemClock.sleep(POLL_MS);
  }
  const log = (await readFile(logFile, 'utf8').catch(() => '')).slice(-1000);
  throw new AppError(
    'POSTGRES_START',
    `the bundled Postgres in ${clusterDir} did not answer within ${START_MS_MAX} ms (${describeError(failure, 200)}); its log ends with:\n${log}`,
    { retriable: false, cause: failure },
  );
}

async function stopServer(launcher: Launcher, clusterDir: string, postmaster: Postmaster): Promise<void> {
  const windows = { pgCtl: binaryPath(launcher.nativeDir, 'pg_ctl'), clusterDir };
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    await signalPostmaster(postmaster, signal, windows);
    const startedAt = systemClock.now();
    while (systemClock.now() - startedAt < STOP_MS_MAX) {
      if ((await findPostmaster(clusterDir))?.pid !== postmaster.pid) return;
      await systemClock.sleep(POLL_MS);
    }
  }
}

/**
 * A real Postgres server on this machine, from the programs that an npm package carries: started, or adopted when one
 * runs on the same data already. Listens on loopback only, with a random password kept beside the data (mode 0600).
 *
 * Every program that uses the server is known to the server itself (a shared lock on a connection), so whoever leaves
 * last stops it, whoever started it; after a kill it runs on until the next program has adopted it and left.
 * @throws AppErrors `POSTGRES_MISSING`, `POSTGRES_LAUNCH`, `POSTGRES_INIT`, `POSTGRES_START`; none is retriable.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(options.dataDir);
  const clusterDir = clusterDirOf(dataDir);
  const binaries = await prepareBinaries(dataDir, options.nativeDir);
  const launcher = await chooseLauncher(binaries, dataDir, options.rootLaunchers);
  const password = await ensureCluster(launcher, dataDir, { durable: options.settings?.fsync !== 'off' });
  const { presence, adopted } = await reachServer(launcher, dataDir, password, options);
  options.logger.info(
    { clusterDir, port: presence.port, adopted, as: launcher.kind },
    'embedded Postgres is up',
  );
  let left: Promise<void> | undefined;
  return {
    adopted,
    databaseUrl: `postgres://${EMBEDDED_USER}:${password}@127.0.0.1:${presence.port}/${presence.database}`,
    [Symbol.asyncDispose]() {
      left ??= leavePresence(presence, async () => {
        const postmaster = await findPostmaster(clusterDir);
        if (postmaster?.port === presence.port) await stopServer(launcher, clusterDir, postmaster);
      });
      return left;
    },
  };
}
