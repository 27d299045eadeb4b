import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chown,
  lchown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError, describeError } from '@weir/model';
import { systemClock } from '@weir/runtime';
import { binaryPath, POSTGRES_MAJOR } from './binaries.ts';
import { commandLine, type Launcher } from './launcher.ts';

const run = promisify(execFile);

/** Role that owns everything in the embedded server. */
export const EMBEDDED_USER = 'weir';
const PASSWORD_FILE = 'weir-password';
/** A half-made cluster of a process that was killed is removed once it is older than this. */
const ABANDONED_AFTER_MS = 10 * 60_000;

/** Directory of the cluster within Weir's data directory. */
export function clusterDirOf(dataDir: string): string {
  return join(dataDir, `postgres-${POSTGRES_MAJOR}`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Gives a tree to the account that runs the server; cheap when it has it already. */
export async function giveTree(path: string, owner: Launcher['owner']): Promise<void> {
  if (owner === null || (await stat(path)).uid === owner.uid) return;
  for (const entry of await readdir(path, { recursive: true })) {
    await lchown(join(path, entry), owner.uid, owner.gid);
  }
  // Last, since it is what the next start looks at.
  await chown(path, owner.uid, owner.gid);
}

async function removeAbandoned(dataDir: string, now: number): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith('init-')) continue;
    const made = await stat(join(dataDir, name)).catch(() => null);
    if (made !== null && now - made.mtimeMs > ABANDONED_AFTER_MS) {
      await rm(join(dataDir, name), { recursive: true, force: true });
    }
  }
}

/**
 * Makes the cluster unless it exists, and returns its password. Made aside and renamed into place, so that a crash
 * leaves none half-made and of several processes the first wins.
 * @param options.durable waits until the disk has it; tests do not.
 * @throws AppError `POSTGRES_INIT`, not retriable, with initdb's own words.
 */
export async function ensureCluster(
  launcher: Launcher,
  dataDir: string,
  options: { readonly durable: boolean },
): Promise<string> {
  const clusterDir = clusterDirOf(dataDir);
  const passwordFile = join(clusterDir, PASSWORD_FILE);
  if (!(await exists(join(clusterDir, 'PG_VERSION')))) {
    await removeAbandoned(dataDir, systemClock.now());
    const workDir = await mkdtemp(join(dataDir, 'init-'));
    try {
      await initialize(launcher, workDir, options.durable);
      await rename(join(workDir, 'cluster'), clusterDir).catch(async (error: unknown) => {
        if (!(await exists(join(clusterDir, 'PG_VERSION')))) throw error;
      });
    } finally {
      await rm(workDir, { recursive: true, force: true });
    }
  }
  return (await readFile(passwordFile, 'utf8')).trim();
}

async function initialize(launcher: Launcher, workDir: string, durable: boolean): Promise<void> {
  const cluster = join(workDir, 'cluster');
  const passwordFile = join(workDir, 'password');
  const password = randomBytes(24).toString('base64url');
  await mkdir(cluster, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  await giveTree(workDir, launcher.owner);
  const [command, args] = commandLine(launcher, binaryPath(launcher.nativeDir, 'initdb'), [
    '-D',
    cluster,
    '-U',
    EMBEDDED_USER,
    '--pwfile',
    passwordFile,
    '--auth=scram-sha-256',
    // Text sorts by code point everywhere, whatever locales the machine has: an index never goes stale.
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ]);
  try {
    await run(command, args, { env: launcher.env, cwd: workDir, timeout: 120_000 });
  } catch (cause) {
    throw new AppError(
      'POSTGRES_INIT',
      `cannot make a database in ${workDir}: ${describeError(cause, 1000)}`,
      {
        retriable: false,
        cause,
      },
    );
  }
  const kept = join(cluster, PASSWORD_FILE);
  await writeFile(kept, password, { mode: 0o600 });
  if (launcher.owner !== null) await chown(kept, launcher.owner.uid, launcher.owner.gid);
}
