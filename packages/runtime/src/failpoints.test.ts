import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAILPOINTS } from '@weir/model';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { armFailpoints, noFailpoints } from './failpoints.ts';

// Starting a process takes seconds on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const PROGRAM = join(import.meta.dirname, 'testing/failpoints-process.ts');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-failpoints-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Run {
  readonly signal: string | null;
  readonly stdout: string;
  readonly log: string;
}

async function run(spec: string, reached: readonly string[]): Promise<Run> {
  const logFile = join(folder, `${reached.join('+')}-${spec}.log`.replace(/[^\w.+-]/g, '_').slice(-200));
  const ended = await new Promise<Omit<Run, 'log'>>((resolve) => {
    const env = { WEIR_FAILPOINTS: spec, WEIR_FAILPOINT_LOG: logFile };
    execFile(process.execPath, [PROGRAM, ...reached], { env }, (error, stdout) => {
      resolve({ signal: error?.signal ?? null, stdout });
    });
  });
  return { ...ended, log: await readFile(logFile, 'utf8').catch(() => '') };
}

describe('armFailpoints', () => {
  it('kills the process at the name and writes down that it did', async () => {
    expect(await run('relay.after-produce', ['relay.before-produce', 'relay.after-produce'])).toEqual({
      signal: 'SIGKILL',
      stdout: '',
      log: 'relay.after-produce\n',
    });
  });

  it('counts to the nth time', async () => {
    const three = ['bus.before-ack', 'bus.before-ack', 'bus.before-ack'];

    expect((await run('bus.before-ack:3', three)).signal).toBe('SIGKILL');
    expect(await run('bus.before-ack:4', three)).toEqual({ signal: null, stdout: 'through', log: '' });
  });

  it('takes several, and leaves the others alone', async () => {
    const spec = 'feeder.page-before-commit:9, alerter.after-attempt';

    expect((await run(spec, [...FAILPOINTS])).log).toBe('alerter.after-attempt\n');
  });

  it('does nothing unarmed', () => {
    expect(armFailpoints('', undefined)).toBe(noFailpoints);
    expect(armFailpoints(' ', undefined)).toBe(noFailpoints);
    for (const name of FAILPOINTS) noFailpoints.reach(name);
  });

  it.each([
    'nowhere',
    'bus.before-ack:0',
    'bus.before-ack:x',
    'bus.before-ack:1.5',
    'bus.before-ack,,',
    ':1',
  ])('refuses %j', (spec) => {
    expect(() => armFailpoints(spec, undefined)).toThrow(
      expect.objectContaining({ code: 'FAILPOINT_INVALID' }),
    );
  });
});
