import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
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

/**
 * Null when a program runs under a launcher, else why not.
 * @param writableDir directory that must be writable too.
 */
async function probe(launcher: Launcher, writableDir?: string): Promise<string | null> {
  const script = '[ -x "$1" ] && { [ -z "$2" ] || [ -w "$2" ]; } && exec "$1" --version';
  const program = binaryPath(launcher.nativeDir, 'postgres');
  const [command, args] = commandLine(launcher, '/bin/sh', ['-c', script, 'sh', program, writableDir ?? '']);
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
 * (CAP_DAC_OVERRIDE), so that the data can stay below root's home. The programs look for themselves with access(2),
 * which knows no such right: when the checkout is closed, they run from a copy.
 * @param capable false leaves the right out, to ask as access(2) does.
 */
function accountLauncher(binaries: Binaries, account: UnixAccount, capable = true): Launcher {
  const { uid, gid } = account;
  const prefix = [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    ...(capable ? ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'] : []),
  ];
  return { kind: 'account', prefix, ...binaries, owner: { uid, gid } };
}

/** Made aside and renamed into place: a server may run from a copy that another start finds. */
async function copyForAccount(nativeDir: string): Promise<string> {
  const { size, mtimeMs } = await stat(binaryPath(nativeDir, 'postgres'));
  const copy = join(ROOT_COPY_DIR, `postgres-${size}-${Math.round(mtimeMs)}`);
  if (await exists(copy)) return copy;
  await mkdir(ROOT_COPY_DIR, { recursive: true, mode: 0o755 });
  const draft = await mkdtemp(join(ROOT_COPY_DIR, 'draft-'));
  try {
    await cp(nativeDir, draft, { recursive: true, preserveTimestamps: true });
    await chmod(draft, 0o755);
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(copy))) throw error;
  }
  return copy;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** True when another account can be taken at all, whatever it reaches. */
function runsShell(binaries: Binaries, account: UnixAccount): Promise<boolean> {
  const [command, args] = commandLine(accountLauncher(binaries, account), '/bin/sh', ['-c', ':']);
  return run(command, args, { env: binaries.env, timeout: 10_000 }).then(
    () => true,
    () => false,
  );
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
    const launcher = (kind === 'namespace' ? namespaceLauncher : accountLauncher)(binaries, account);
    const failure =
      kind === 'namespace'
        ? await probe(launcher, dataDir)
        : await probe(accountLauncher(binaries, account, false));
    if (failure === null) return launcher;
    failures.push(`${kind}: ${failure}`);
  }
  if (kinds.includes('account') && (await runsShell(binaries, account))) {
    return { ...accountLauncher(binaries, account), nativeDir: await copyForAccount(binaries.nativeDir) };
  }
  throw new AppError(
    'POSTGRES_LAUNCH',
    `cannot run the bundled Postgres as root (${failures.join('; ')}): run Weir as an ordinary user, or set DATABASE_URL`,
    { retriable: false },
  );
}
