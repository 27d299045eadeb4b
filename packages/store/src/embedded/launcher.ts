import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError, describeError } from '@weir/model';
import { type Binaries, binaryPath } from './binaries.ts';

const run = promisify(execFile);

/** Where root keeps a copy of the programs when the account that runs them cannot reach the checkout. */
const ROOT_COPY_DIR = '/var/lib/weir';

/** How to run a server program: Postgres refuses to run as root, and needs to reach its own files. */
export interface Launcher {
  readonly kind: 'direct' | 'namespace' | 'account';
  /** Words before the program's own path. */
  readonly prefix: readonly string[];
  readonly nativeDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Owner that the cluster's files must have as this process sees it; null leaves them alone. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

/** Command and arguments that run a program the launcher's way. */
export function commandLine(
  launcher: Launcher,
  program: string,
  args: readonly string[],
): [command: string, args: string[]] {
  const [first, ...others] = launcher.prefix;
  return first === undefined ? [program, [...args]] : [first, [...others, program, ...args]];
}

interface UnixAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** initdb looks its own account up, so only an account with an entry will do. */
async function findAccount(): Promise<UnixAccount> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n');
  const accounts = lines
    .map((line) => line.split(':'))
    .map((part) => ({ name: part[0] ?? '', uid: Number(part[2]), gid: Number(part[3]) }))
    .filter((account) => account.uid > 0 && account.gid > 0);
  const found =
    accounts.find((account) => account.name === 'postgres') ??
    accounts.find((account) => account.name === 'nobody') ??
    accounts[0];
  if (found !== undefined) return found;
  throw new AppError(
    'POSTGRES_LAUNCH',
    'no account but root exists here, and Postgres does not run as root',
    {
      retriable: false,
    },
  );
}

/** True when the program can be reached and the directory written under a prefix, as initdb itself checks. */
async function probe(launcher: Launcher, dataDir: string): Promise<string | null> {
  const script = '[ -x "$1" ] && [ -w "$2" ] && exec "$1" --version';
  const program = binaryPath(launcher.nativeDir, 'postgres');
  const [command, args] = commandLine(launcher, '/bin/sh', ['-c', script, 'sh', program, dataDir]);
  try {
    await run(command, args, { env: launcher.env, timeout: 10_000 });
    return null;
  } catch (error) {
    return describeError(error, 300);
  }
}

/**
 * Root in a user namespace of its own: outside it is still root's files, inside it is an ordinary account. Needs no
 * account on the machine and reaches whatever root owns, also below a 0700 directory.
 */
function namespaceLauncher(binaries: Binaries, account: UnixAccount): Launcher {
  const prefix = ['unshare', '--user', `--map-user=${account.uid}`, `--map-group=${account.gid}`];
  return { kind: 'namespace', prefix, ...binaries, owner: { uid: 0, gid: 0 } };
}

/**
 * An existing account, for containers that forbid namespaces. It keeps the right to pass closed directories
 * (CAP_DAC_OVERRIDE), so that the data can stay below root's home. access(2) ignores that right, and the programs
 * check their own path with it: when the checkout is closed, they run from a copy.
 */
async function accountLauncher(binaries: Binaries, account: UnixAccount): Promise<Launcher> {
  const { uid, gid } = account;
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const reachable = await run(
    'setpriv',
    [...identity, '/bin/sh', '-c', '[ -x "$1" ]', 'sh', binaryPath(binaries.nativeDir, 'initdb')],
    {
      env: binaries.env,
    },
  ).then(
    () => true,
    () => false,
  );
  const nativeDir = reachable ? binaries.nativeDir : await copyForAccount(binaries.nativeDir);
  const prefix = ['setpriv', ...identity, '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return { kind: 'account', prefix, nativeDir, env: binaries.env, owner: { uid, gid } };
}

async function copyForAccount(nativeDir: string): Promise<string> {
  const { size, mtimeMs } = await stat(binaryPath(nativeDir, 'postgres'));
  const copy = join(ROOT_COPY_DIR, `postgres-${size}-${Math.round(mtimeMs)}`);
  await mkdir(ROOT_COPY_DIR, { recursive: true, mode: 0o755 });
  await cp(nativeDir, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

/**
 * Picks the way to run the server programs: directly for an ordinary user, in a user namespace or as another account
 * for root. Each way is tried before it is chosen.
 * @param kinds for tests: which ways root may take, in order.
 * @throws AppError `POSTGRES_LAUNCH`, not retriable, naming what failed for each way.
 */
export async function chooseLauncher(
  binaries: Binaries,
  dataDir: string,
  kinds: readonly ('namespace' | 'account')[] = ['namespace', 'account'],
): Promise<Launcher> {
  if (process.getuid?.() !== 0) return { kind: 'direct', prefix: [], ...binaries, owner: null };
  const account = await findAccount();
  const failures: string[] = [];
  for (const kind of kinds) {
    if (kind === 'namespace') {
      const launcher = namespaceLauncher(binaries, account);
      const failure = await probe(launcher, dataDir);
      if (failure === null) return launcher;
      failures.push(`namespace: ${failure}`);
    } else {
      try {
        return await accountLauncher(binaries, account);
      } catch (error) {
        failures.push(`account: ${describeError(error, 300)}`);
      }
    }
  }
  throw new AppError(
    'POSTGRES_LAUNCH',
    `cannot run the bundled Postgres as root (${failures.join('; ')}): run Weir as an ordinary user, or set DATABASE_URL`,
    { retriable: false },
  );
}
