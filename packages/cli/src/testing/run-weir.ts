import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pathFromEnvironment } from './env.ts';

/** The program itself, without the launcher. */
export const WEIR_MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface WeirRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one `weir` command to its end with exactly these variables beside PATH. */
export function runWeir(args: readonly string[], env: Readonly<Record<string, string>>): WeirRun {
  const { status, stdout, stderr } = spawnSync(process.execPath, [WEIR_MAIN, ...args], {
    encoding: 'utf8',
    env: { PATH: pathFromEnvironment(), ...env },
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}
