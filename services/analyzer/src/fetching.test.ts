import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unlimitedAllowance } from '@weir/registries';
import { startPypiStandIn } from '@weir/registries/pypi/stand-in';
import { createHttpClient, createMetricsRegistry, systemClock } from '@weir/runtime';
import { expect, it } from 'vitest';
import { configureAnalyzer } from './config.ts';
import { openFetching } from './fetching.ts';
import { sampleFile } from './testing/samples.ts';

it('asks the index of the followed PyPI what became of a file, and npm nothing', async () => {
  await using stack = new AsyncDisposableStack();
  const spoolDir = await mkdtemp(join(tmpdir(), 'weir-analyzer-fetching-'));
  stack.defer(() => rm(spoolDir, { recursive: true, force: true }));
  const standIn = stack.use(await startPypiStandIn());
  standIn.world.upload({ name: 'held', version: '1' });
  standIn.world.quarantine('held');
  const http = stack.use(createHttpClient({ userAgent: 'weir-test' }));
  const platform = {
    clock: systemClock,
    http,
    random: () => 0,
    metrics: createMetricsRegistry(),
    settings: { spoolDir },
    store: { allowance: unlimitedAllowance },
  };
  const { findStanding } = stack.use(
    await openFetching(platform, configureAnalyzer({ WEIR_PYPI_URL: standIn.url })),
  );
  const signal = AbortSignal.timeout(5_000);
  const npm = sampleFile();
  const release = { ...npm.release, registry: 'pypi', ecosystem: 'pypi', name: 'held' } as const;

  expect(await findStanding({ ...npm, release }, signal)).toBe('quarantined');
  expect(await findStanding(npm, signal)).toBeNull();
});
