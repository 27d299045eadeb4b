import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inheritedEnv } from '../../lib/env.ts';
import type { FeederProcessOptions } from './feeder-process.ts';

const PROCESS = fileURLToPath(new URL('./feeder-process.ts', import.meta.url));

/** A feeder in a process of its own, which ends when this one does. */
export interface RunningFeeder {
  readonly child: ChildProcess;
  readonly exit: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  output(): string;
}

/** Starts a feeder; what Node compiles of it is kept in `compiledDir`. */
export function startFeederProcess(options: FeederProcessOptions, compiledDir: string): RunningFeeder {
  const child = spawn(process.execPath, [PROCESS, JSON.stringify(options)], {
    // Most of a feeder's short life would be compiling.
    env: { ...inheritedEnv(), NODE_COMPILE_CACHE: compiledDir },
    // The channel tells the feeder that this process is gone, however it went.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-4_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const exit = new Promise<Awaited<RunningFeeder['exit']>>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  return { child, exit, output: () => output };
}
