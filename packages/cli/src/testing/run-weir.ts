import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { collectOutput } from './collect-output.ts';
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

/** One `weir` command that runs while the test goes on: for commands that talk to a server of the test's own. */
export interface WeirProcess {
  readonly ended: Promise<WeirRun>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts one `weir` command with exactly these variables beside PATH. */
export function startWeir(args: readonly string[], env: Readonly<Record<string, string>>): WeirProcess {
  const child = spawn(process.execPath, [WEIR_MAIN, ...args], {
    env: { PATH: pathFromEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  const output = collectOutput(child);
  const ended = new Promise<WeirRun>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, ...output }));
  });
  return {
    ended,
    kill(signal) {
      child.kill(signal);
    },
  };
}
