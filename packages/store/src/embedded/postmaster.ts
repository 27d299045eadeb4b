import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A server that says it runs on a cluster (`postmaster.pid`, PostgreSQL 18 source, miscadmin.h: LOCK_FILE_LINE_*). */
export interface Postmaster {
  readonly pid: number;
  /** 0 while the server has not written it yet. */
  readonly port: number;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Process ids are used again after a reboot or in a new container: only a server that was started on this cluster
 * counts. The command line is readable for everybody, unlike the working directory.
 */
async function servesCluster(pid: number, clusterDir: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  if (commandLine !== null) return commandLine.split('\0').includes(clusterDir);
  const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.includes(clusterDir);
}

/**
 * The server that runs on a cluster, or null. A pid file that a dead server left behind is removed when its number
 * belongs to another program now; otherwise the next server clears it itself.
 * @param clusterDir absolute and without links, as the server was given it.
 */
export async function findPostmaster(clusterDir: string): Promise<Postmaster | null> {
  const pidFile = join(clusterDir, 'postmaster.pid');
  const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
  if (!(await servesCluster(pid, clusterDir))) {
    await rm(pidFile, { force: true });
    return null;
  }
  return { pid, port: Number.parseInt(lines[3] ?? '', 10) || 0 };
}

/** Asks a server to end: `SIGINT` rolls open transactions back and writes a checkpoint, `SIGQUIT` leaves at once. */
export async function signalPostmaster(
  postmaster: Postmaster,
  signal: 'SIGINT' | 'SIGQUIT',
  windows: { readonly pgCtl: string; readonly clusterDir: string },
): Promise<void> {
  if (process.platform === 'win32') {
    const mode = signal === 'SIGINT' ? 'fast' : 'immediate';
    await run(windows.pgCtl, ['stop', '-D', windows.clusterDir, '-m', mode]).catch(() => {});
    return;
  }
  try {
    process.kill(postmaster.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
