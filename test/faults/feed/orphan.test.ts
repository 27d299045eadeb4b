import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@weir/runtime';
import { startTestPostgres } from '@weir/store/testing';
import { expect, test } from 'vitest';
import { startProgram } from '../../lib/program.ts';
import { startFeederProcess } from './run-feeder.ts';

test('a feeder ends when the process that started it is gone', async () => {
  await using stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'weir-orphan-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const { databaseUrl } = stack.use(await startTestPostgres());
  const nobody = 'http://127.0.0.1:9';
  const feeder = startFeederProcess(
    {
      databaseUrl,
      registry: 'npmjs',
      feedUrl: nobody,
      documentsUrl: nobody,
      evidenceDir: join(directory, 'evidence'),
      time: { epochMs: systemClock.now(), factor: 200 },
      sweepEveryMs: 10_800_000,
      failpoints: '',
      failpointLog: join(directory, 'failpoints.log'),
    },
    join(directory, 'compiled'),
  );
  stack.defer(() => void feeder.child.kill('SIGKILL'));

  // What the kernel does when a process ends.
  feeder.child.disconnect();

  expect(await feeder.exit).toMatchObject({ signal: null });
});

test('a program ends when the process that started it is gone', async () => {
  await using stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'weir-orphan-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const { databaseUrl } = stack.use(await startTestPostgres());
  const program = startProgram(['monitor'], {
    DATABASE_URL: databaseUrl,
    WEIR_DATA: directory,
    WEIR_NPM_FEED_URL: 'http://127.0.0.1:9',
    WEIR_NPM_DOCUMENTS_URL: 'http://127.0.0.1:9',
    WEIR_HTTP_PORT: '0',
  });
  stack.defer(() => program.kill('SIGKILL'));

  while (program.output() === '') await systemClock.sleep(50);
  program.disconnect();

  expect(await program.exit).toMatchObject({ signal: null });
});

test('the channel to the process that started it keeps nothing alive', async () => {
  const module = new URL('../../lib/end-with-parent.ts', import.meta.url).href;
  const code = `import { endWithParent } from ${JSON.stringify(module)};\nendWithParent();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });

  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(child.connected).toBe(false);
});
