import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';

// Starting a process takes seconds on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const PROGRAM = join(import.meta.dirname, 'testing/program-process.ts');

/** Runs the program to its end, with a signal once it says `started`. */
async function run(
  behaviour: string,
  signal?: NodeJS.Signals,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [PROGRAM, behaviour], { env: {}, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const take = (chunk: Buffer): void => {
    const before = output;
    output += chunk.toString();
    if (signal && output.includes('"started"') && !before.includes('"started"')) child.kill(signal);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { code, output };
}

describe('runProgram', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('drains on %s and leaves with 0', async (signal) => {
    const { code, output } = await run('runs', signal);

    expect(code).toBe(0);
    expect(output).toContain(`"reason":"${signal}"`);
    expect(output).toMatch(/"aborted":true.*"drained"/);
  });

  it('drains at its own end', async () => {
    const { code, output } = await run('ends');

    expect(code).toBe(0);
    expect(output).toContain('"drained"');
  });

  it('drains after a crash, says why, and leaves with 1', async () => {
    const { code, output } = await run('crashes');

    expect(code).toBe(1);
    expect(output).toContain('a bug');
    expect(output).toContain('"drained"');
  });

  it('leaves with 1 when it cannot start', async () => {
    const { code, output } = await run('start-fails');

    expect(code).toBe(1);
    expect(output).toContain('no database');
  });

  it('leaves with 1 when draining fails', async () => {
    const { code, output } = await run('drain-fails', 'SIGTERM');

    expect(code).toBe(1);
    expect(output).toContain('stuck');
  });
});

describe('createLogger', () => {
  it('prints no secret, and no control character', async () => {
    const { output } = await run('secrets');

    expect(output).not.toContain('s3cret');
    expect(output.match(/\[redacted\]/g)?.length).toBeGreaterThanOrEqual(6);
    const lines = output.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['secrets', 'hostile']);
    // oxlint-disable-next-line no-control-regex -- their absence is the point
    expect(output).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});
