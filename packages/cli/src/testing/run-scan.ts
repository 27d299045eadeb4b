import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectOutput } from './collect-output.ts';
import { pathFromEnvironment } from './env.ts';

const LAUNCHER = fileURLToPath(new URL('../../../../bin/weir', import.meta.url));

/** How a `weir scan` ended. */
export interface ScanRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running `weir scan`. */
export interface ScanProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<ScanRun>;
}

/**
 * Starts `bin/weir scan` as a person does, through the launcher, in a process group of its own and with its own
 * temporary folder, `tmp`.
 */
export function startScan(
  args: readonly string[],
  options: { readonly cwd: string; readonly tmp: string; readonly input?: string | Buffer | null },
): ScanProcess {
  const child = spawn(process.execPath, [LAUNCHER, 'scan', ...args], {
    cwd: options.cwd,
    env: { PATH: pathFromEnvironment(), TMPDIR: options.tmp },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    timeout: 60_000,
  });
  const output = collectOutput(child);
  // Who does not read its input closes it early.
  child.stdin.on('error', () => {});
  if (options.input !== null) child.stdin.end(options.input ?? '');
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...output }));
  return { child, ended };
}

/** A new folder of a test's own. */
export function newFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `weir-${name}-`));
}
