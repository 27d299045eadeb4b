import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inheritedEnv } from './env.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));
const OUTPUT_CHARS_KEPT = 200_000;

export interface ProgramExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A `weir …` process, without the launcher in between: a SIGKILL hits the program itself. */
export interface Program {
  readonly pid: number;
  readonly exit: Promise<ProgramExit>;
  /** The last part of what it wrote to stdout and stderr. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** What the program sees when this process ends, however it does. */
  disconnect(): void;
}

/** Starts `weir ARGS…` with exactly `env` beside PATH and HOME. */
export function startProgram(args: readonly string[], env: Readonly<Record<string, string>>): Program {
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...args], {
    cwd: ROOT,
    env: { ...inheritedEnv(), ...env },
    // As the launcher does: the program ends when this process is gone.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-OUTPUT_CHARS_KEPT);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const exit = new Promise<ProgramExit>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  return {
    pid: child.pid ?? -1,
    exit,
    output: () => output,
    kill: (signal) => child.kill(signal),
    disconnect: () => child.disconnect(),
  };
}
