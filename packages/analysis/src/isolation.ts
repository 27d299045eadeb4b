import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';

/** What the system lets us put around a child besides Node's own walls. */
export interface Isolation {
  /** `none`: a network namespace of its own, without any interface up. `host`: the network of this process. */
  readonly network: 'none' | 'host';
  /** What sets the resource limits; null when nothing can. */
  readonly limits: 'prlimit' | 'ulimit' | null;
  /** Program and arguments in front of Node's; each replaces itself by the next, so that the pid stays Node's. */
  readonly prefix: readonly string[];
}

/** No wall of the system's: for tests, and for systems that have none. */
export const NO_ISOLATION: Isolation = { network: 'host', limits: null, prefix: [] };

/**
 * Last walls: the parent's deadline and watch on memory come long before them. Address space is not limited, since
 * V8 reserves far more of it than it uses.
 */
const CPU_SECONDS_MAX = 3600;
/** More than one artifact may unpack to. */
const FILE_BYTES_MAX = 4 * 1024 ** 3;
const OPEN_FILES_MAX = 256;
/** Threads count too; Node starts about a dozen. */
const PROCESSES_MAX = 64;
/** From this kernel on processes are counted by user namespace; before, all of the user's would count. */
const COUNTS_BY_NAMESPACE = { major: 5, minor: 14 };

const FOLDERS = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];
const PROBE_MS_MAX = 2_000;

/** Where a program is: children get no PATH to look it up in. */
function find(name: string): string | null {
  for (const folder of FOLDERS) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

function works(prefix: readonly string[]): boolean {
  const [program, ...args] = [...prefix, find('true') ?? ''];
  if (program === undefined || program === '' || args.at(-1) === '') return false;
  return spawnSync(program, args, { env: {}, stdio: 'ignore', timeout: PROBE_MS_MAX }).status === 0;
}

/** Prefixes that give an empty network, best first: without rights in the namespace, then the older form. */
function networkPrefixes(): string[][] {
  const unshare = process.platform === 'linux' ? find('unshare') : null;
  if (unshare === null) return [];
  return [
    [unshare, '--user', '--map-current-user', '--net', '--'],
    [unshare, '-r', '-n', '--'],
  ];
}

function countsByNamespace(): boolean {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  return (
    major > COUNTS_BY_NAMESPACE.major ||
    (major === COUNTS_BY_NAMESPACE.major && minor >= COUNTS_BY_NAMESPACE.minor)
  );
}

function limitPrefixes(inNamespace: boolean): { by: 'prlimit' | 'ulimit'; prefix: string[] }[] {
  const found: { by: 'prlimit' | 'ulimit'; prefix: string[] }[] = [];
  const prlimit = process.platform === 'linux' ? find('prlimit') : null;
  if (prlimit !== null) {
    const processes = inNamespace && countsByNamespace() ? [`--nproc=${PROCESSES_MAX}`] : [];
    const limits = [
      '--core=0',
      `--cpu=${CPU_SECONDS_MAX}`,
      `--fsize=${FILE_BYTES_MAX}`,
      `--nofile=${OPEN_FILES_MAX}`,
    ];
    found.push({ by: 'prlimit', prefix: [prlimit, ...limits, ...processes, '--'] });
  }
  const shell = process.platform === 'win32' ? null : find('sh');
  if (shell !== null) {
    // `ulimit -f` counts blocks of 512 bytes (POSIX.1-2024). The shell must not tell the child where we are.
    const limits = `ulimit -c 0; ulimit -t ${CPU_SECONDS_MAX}; ulimit -f ${FILE_BYTES_MAX / 512}; ulimit -n ${OPEN_FILES_MAX}`;
    const script = `${limits}; unset PWD OLDPWD SHLVL; exec "$@"`;
    found.push({ by: 'ulimit', prefix: [shell, '-c', script, 'sh'] });
  }
  return found;
}

function probe(): Isolation {
  const network = networkPrefixes().find(works) ?? [];
  const limits = limitPrefixes(network.length > 0).find(({ prefix }) => works([...network, ...prefix]));
  return {
    network: network.length > 0 ? 'none' : 'host',
    limits: limits?.by ?? null,
    prefix: [...network, ...(limits?.prefix ?? [])],
  };
}

let probed: Isolation | undefined;

/** Finds out once a process, by starting `true` (a few milliseconds), which walls the system gives. */
export function probeIsolation(): Isolation {
  probed ??= probe();
  return probed;
}
