import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NpmStandIn, startNpmStandIn } from '@weir/registries/npm/stand-in';
import { silentLogger, systemClock } from '@weir/runtime';
import { openStore, type Store } from '@weir/store';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

const MAIN = join(import.meta.dirname, 'main.ts');
/** What a killed feeder held comes back after its lease of 25 s. */
const PATIENCE = { timeout: 80_000, interval: 50 };

let postgres: TestPostgres;
let databaseUrl: string;
let standIn: NpmStandIn;
let store: Store;
let directory: string;
let resources: AsyncDisposableStack;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());
beforeEach(async () => {
  resources = new AsyncDisposableStack();
  databaseUrl = await postgres.createDatabase();
  directory = await mkdtemp(join(tmpdir(), 'weir-feeder-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  standIn = resources.use(await startNpmStandIn());
  const options = { databaseUrl, applicationName: 'weir-feeder-test', poolMax: 2, clock: systemClock };
  store = resources.use(await openStore({ ...options, logger: silentLogger, emitter: 'outbox' }));
});
afterEach(() => resources.disposeAsync());

/** Starts the program; the child belongs to the test. */
function launch(more: Record<string, string> = {}): {
  stop(): Promise<number | null>;
  ended: Promise<unknown>;
} {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: '/usr/bin:/bin',
      HOME: directory,
      DATABASE_URL: databaseUrl,
      WEIR_DATA: directory,
      WEIR_NPM_FEED_URL: standIn.feedUrl,
      WEIR_NPM_DOCUMENTS_URL: standIn.url,
      WEIR_POLL_MS: '100',
      WEIR_HTTP_PORT: '0',
      ...more,
    },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  resources.defer(() => {
    child.kill('SIGKILL');
  });
  return {
    ended,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
  };
}

async function releases(): Promise<number> {
  return (await store.stats()).releases;
}

describe('the feeder program', () => {
  it('runs alone, survives a kill at a failpoint, and stops cleanly', { timeout: 180_000 }, async () => {
    const log = join(directory, 'failpoints.log');
    const first = launch({ WEIR_FAILPOINTS: 'feeder.look-before-commit:4', WEIR_FAILPOINT_LOG: log });
    await vi.waitFor(() => expect(standIn.requests.length).toBeGreaterThan(1), PATIENCE);
    for (let at = 0; at < 5; at++) standIn.world.publish([{ name: `p${at}`, version: '1.0.0' }]);
    await first.ended;
    const fired = await readFile(log, 'utf8');

    const second = launch();
    await vi.waitFor(async () => expect(await releases()).toBe(5), PATIENCE);
    const exitCode = await second.stop();

    expect(fired).toBe('feeder.look-before-commit\n');
    expect(exitCode).toBe(0);
  });
});
