import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';

// Starting a process takes seconds on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const PROGRAM = join(import.meta.dirname, 'testing/stopping-process.ts');

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lines: readonly string[];
}

/** Runs the program to its end, doing what `reactions` has for a line when that line is printed. */
async function run(
  behaviour: string,
  reactions: Readonly<Record<string, (child: ReturnType<typeof spawn>) => void>>,
): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAM, behaviour], {
    env: {},
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().trimEnd().split('\n')) {
      lines.push(line);
      reactions[line]?.(child);
    }
  });
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, lines }));
  });
}

describe.skipIf(process.platform === 'win32')('runUntilStopped', () => {
  it('drains to the end although it is told to stop again', async () => {
    const ended = await run('drains', {
      started: (child) => child.kill('SIGINT'),
      stopping(child) {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) child.kill(signal);
        child.stdin?.end();
      },
    });

    expect(ended).toEqual({ code: 0, signal: null, lines: ['started', 'stopping', 'drained'] });
  });

  it('tells of a crash, then drains', async () => {
    const ended = await run('crashes', { 'failed: Error: a bug': (child) => child.stdin?.end() });

    expect(ended).toEqual({ code: 1, signal: null, lines: ['started', 'failed: Error: a bug', 'drained'] });
  });

  it('tells why it could not start', async () => {
    const ended = await run('start-fails', {});

    expect(ended).toEqual({ code: 1, signal: null, lines: ['failed: Error: no database'] });
  });
});
