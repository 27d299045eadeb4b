import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBusMetrics, createEmbeddedBus, createEmbeddedEmitter } from '@weir/bus';
import { createMetricsRegistry, noFailpoints, silentLogger, systemClock } from '@weir/runtime';
import { openStore } from '@weir/store';
import { startTestPostgres } from '@weir/store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWeir, type WeirRun } from '../testing/run-weir.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'weir-commands-'));
let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
let databaseUrl = '';

beforeAll(async () => {
  postgres = await startTestPostgres();
  databaseUrl = await postgres.createDatabase();
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true });
});

function weir(args: readonly string[], env: Record<string, string> = {}): WeirRun {
  return runWeir(args, { HOME: dataDir, WEIR_DATA: dataDir, DATABASE_URL: databaseUrl, ...env });
}

describe('weir on a Postgres of ours', () => {
  it('migrates, says where, and keeps the password to itself', () => {
    const run = weir(['migrate']);

    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toContain('schema');
    const { password } = new URL(databaseUrl);
    if (password !== '') expect(run.stdout).not.toContain(password);
  });

  it('lists, shows and replays what is parked', async () => {
    await using store = await openStore({
      databaseUrl,
      applicationName: 'weir-test',
      poolMax: 2,
      clock: systemClock,
      logger: silentLogger,
      emitter: createEmbeddedEmitter(),
    });
    await using _bus = await createEmbeddedBus(
      { sql: store.sql },
      {
        shelf: store.shelf,
        clock: systemClock,
        logger: silentLogger,
        failpoints: noFailpoints,
        metrics: createBusMetrics(createMetricsRegistry()),
      },
    );
    await store.shelf.park({
      group: 'analyzer',
      topic: 'releases.live',
      key: 'npm/\u001b[2Jevil',
      eventId: null,
      payload: '{"not":"an event"}',
      reason: 'not an event',
      step: 'decode',
      error: 'field type is missing',
    });
    const [row] = await store.parked.list({ limit: 1 });

    const list = weir(['parked', 'ls']);
    const show = weir(['parked', 'show', row?.id ?? '']);
    const replay = weir(['parked', 'replay', row?.id ?? '']);

    expect(list.stdout).toContain(row?.id);
    expect(list.stdout).toContain('npm/\\u{1b}[2Jevil');
    expect(show.stdout).toContain('{"not":"an event"}');
    expect(replay).toMatchObject({ status: 1 });
    expect(replay.stderr).toContain('EVENT_INVALID');
    expect(weir(['parked', 'show', 'nothing']).stderr).toMatch(/^weir: .*parked ls/);
  });

  it('looks at itself and says what fails and what to do', () => {
    const well = weir(['doctor', '--offline']);
    const unwell = weir(['doctor', '--offline'], {
      DATABASE_URL: 'postgres://weir:secret@127.0.0.1:1/none',
      KAFKA_BROKERS: '127.0.0.1:1',
    });

    expect(well.status).toBe(0);
    expect(well.stdout).toMatch(/^warn {2}postgres .* 1 parked.*\n.*weir parked ls/m);
    expect(unwell.status).toBe(1);
    expect(unwell.stdout).toMatch(/^fail {2}postgres.*\n.*→ check DATABASE_URL/m);
    expect(unwell.stdout).toMatch(/^fail {2}bus.*\n.*→ start the broker/m);
    expect(unwell.stdout + unwell.stderr).not.toContain('secret');
  });

  it('names settings that are wrong without their values', () => {
    const run = weir(['migrate'], { DATABASE_URL: 'mysql://hidden', WEIR_HTTP_PORT: 'x' });

    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/DATABASE_URL/);
    expect(run.stderr).toMatch(/WEIR_HTTP_PORT/);
    expect(run.stderr).not.toContain('hidden');
  });

  it('refuses lists that name no package', () => {
    const file = join(dataDir, 'list.txt');
    writeFileSync(file, '# nothing\nnot a name\n');

    const run = weir(['backfill', 'npm', '--packages', file]);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/list\.txt:2: not a package/);
    expect(weir(['backfill', 'npm', '--packages', join(dataDir, 'none')]).stderr).toMatch(/cannot read/);
    expect(weir(['backfill', 'cargo', '--packages', file]).stderr).toMatch(/only from npm and pypi/);
  });
});
