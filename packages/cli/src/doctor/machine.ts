import { execFile } from 'node:child_process';
import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { promisify } from 'node:util';
import { probeIsolation } from '@weir/analysis';
import { readVersion } from '@weir/platform/version';
import type { Check, Finding } from './check.ts';

/** Below this an embedded Postgres and a month of evidence have no room; below a tenth of it nothing works. */
const FREE_BYTES_WISHED = 5 * 1024 ** 3;

const run = promisify(execFile);

/** Weir's and Node's versions. */
export const versionsCheck: Check = {
  name: 'versions',
  look: async () => ({
    state: process.versions.node.startsWith('24.') ? 'ok' : 'warn',
    says: `Weir ${readVersion()}, Node ${process.versions.node} (${process.execPath}), ${process.platform}-${process.arch}`,
    ...(process.versions.node.startsWith('24.')
      ? {}
      : { todo: 'Weir is tested on Node 24: run `npm ci` without --omit=optional' }),
  }),
};

/** The data folder: there, ours, with room. */
export function dataDirCheck(dataDir: string): Check {
  return {
    name: 'data folder',
    async look(): Promise<Finding> {
      try {
        await mkdir(dataDir, { recursive: true, mode: 0o700 });
        await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
      } catch (error) {
        return {
          state: 'fail',
          says: `${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code})`,
          todo: 'set WEIR_DATA to a folder of yours',
        };
      }
      const { bavail, bsize } = await statfs(dataDir);
      const freeBytes = bavail * bsize;
      const says = `${dataDir}, ${(freeBytes / 1024 ** 3).toFixed(1)} GiB free`;
      if (freeBytes < FREE_BYTES_WISHED / 10) return { state: 'fail', says, todo: 'free some disk space' };
      return freeBytes < FREE_BYTES_WISHED
        ? { state: 'warn', says, todo: 'plan for 5 GiB' }
        : { state: 'ok', says };
    },
  };
}

/** The walls around analysing children. */
export const isolationCheck: Check = {
  name: 'isolation',
  async look() {
    const { network, limits } = probeIsolation();
    const limited = limits === null ? 'without resource limits' : `with limits set by ${limits}`;
    if (network === 'none')
      return { state: 'ok', says: `analysis children have no network and run ${limited}` };
    return {
      state: 'warn',
      says: `analysis children share the network of this system and run ${limited}`,
      todo: 'allow unprivileged user namespaces and install util-linux; WEIR_WORKER_NETWORK=none then makes it a must',
    };
  },
};

/** A program that only the tests need. `pattern` finds its version in what it prints. */
export function toolCheck(
  name: string,
  args: readonly string[],
  needed: { readonly versionMin: number; readonly todo: string },
): Check {
  return {
    name: `${name} (tests only)`,
    async look(signal): Promise<Finding> {
      try {
        const { stdout, stderr } = await run(name, [...args], { signal });
        const version = /\d+(?:\.\d+)+/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown version';
        const old = Number.parseInt(version, 10) < needed.versionMin;
        return { state: old ? 'warn' : 'ok', says: version, ...(old ? { todo: needed.todo } : {}) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        return { state: 'warn', says: 'not installed', todo: needed.todo };
      }
    },
  };
}
