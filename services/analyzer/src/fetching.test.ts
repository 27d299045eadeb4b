import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestPriority } from '@weir/model';
import { unlimitedAllowance } from '@weir/registries';
import { startNpmStandIn } from '@weir/registries/npm/stand-in';
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

it('pays for what releases are compared with behind what they need themselves', async () => {
  await using stack = new AsyncDisposableStack();
  const spoolDir = await mkdtemp(join(tmpdir(), 'weir-analyzer-fetching-'));
  stack.defer(() => rm(spoolDir, { recursive: true, force: true }));
  const standIn = stack.use(await startNpmStandIn());
  const http = stack.use(createHttpClient({ userAgent: 'weir-test' }));
  const paid: RequestPriority[] = [];
  const platform = {
    clock: systemClock,
    http,
    random: () => 0,
    metrics: createMetricsRegistry(),
    settings: { spoolDir },
    store: {
      allowance: {
        ...unlimitedAllowance,
        async lease(_account: string, priority: RequestPriority) {
          paid.push(priority);
          return 1;
        },
      },
    },
  };
  const { fetcherOf, previousFetcherOf } = stack.use(
    await openFetching(platform, configureAnalyzer({ WEIR_NPM_DOCUMENTS_URL: standIn.url })),
  );
  const origins = [
    { lane: 'live', replay: false, muted: false },
    { lane: 'bulk', replay: false, muted: false, demoted: true },
    { lane: 'bulk', replay: false, muted: false },
  ] as const;

  for (const origin of origins) {
    for (const fetcher of [fetcherOf(origin), previousFetcherOf(origin)]) {
      const outcome = await fetcher.fetch(
        { url: `${standIn.url}/n/-/n-1.0.0.tgz` },
        AbortSignal.timeout(5_000),
      );
      expect(outcome).toEqual({ kind: 'unavailable', status: 404 });
    }
  }

  expect(paid).toEqual(['live', 'previous', 'recheck', 'previous', 'backfill', 'backfill']);
});
