import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Binaries, prepareBinaries } from './binaries.ts';
import { chooseLauncher } from './launcher.ts';

const isRoot = process.getuid?.() === 0;
let dataDir: string;
let binaries: Binaries;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'weir-launcher-'));
  binaries = await prepareBinaries(dataDir);
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

test.runIf(!isRoot)('an ordinary user runs the programs directly', async () => {
  expect(await chooseLauncher(binaries, dataDir)).toMatchObject({ kind: 'direct', prefix: [], owner: null });
});

test.runIf(isRoot)('root without a way into a namespace takes another account', async () => {
  const path = await mkdtemp(join(dataDir, 'path-'));
  await symlink('/usr/bin/setpriv', join(path, 'setpriv'));
  const env = { ...binaries.env, PATH: path };

  const launcher = await chooseLauncher({ ...binaries, env }, dataDir);

  expect(launcher.kind).toBe('account');
  expect(launcher.owner?.uid).toBeGreaterThan(0);
});

test.runIf(isRoot)('root without any way is told what failed and what to do', async () => {
  const env = { ...binaries.env, PATH: join(dataDir, 'nothing-here') };

  const choosing = chooseLauncher({ ...binaries, env }, join(dataDir, 'nothing-here'));

  await expect(choosing).rejects.toMatchObject({
    code: 'POSTGRES_LAUNCH',
    retriable: false,
    message: expect.stringMatching(/namespace: .*DATABASE_URL/s),
  });
});
