import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { standInBehaviourSchema, startNpmStandIn } from '@weir/registries/npm/stand-in';
import { startPypiStandIn } from '@weir/registries/pypi/stand-in';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWeir, type WeirProcess } from '../testing/run-weir.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'weir-probe-'));
let postgres: TestPostgres;
let databaseUrl = '';

beforeAll(async () => {
  postgres = await startTestPostgres();
  databaseUrl = await postgres.createDatabase();
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true });
});

function weir(args: readonly string[], feed: string, documents: string): WeirProcess {
  return startWeir(args, {
    HOME: dataDir,
    WEIR_DATA: dataDir,
    DATABASE_URL: databaseUrl,
    WEIR_NPM_FEED_URL: feed,
    WEIR_NPM_DOCUMENTS_URL: documents,
  });
}

describe('weir probe', () => {
  it('prints what makes a stand-in behave like the registry, and pays for it', async () => {
    const behaviour = {
      changesLimitMax: 500,
      overLimitStatus: 413,
      postChangesStatus: 400,
      cacheSeconds: 60,
    };
    await using registry = await startNpmStandIn({ behaviour });
    registry.world.publish([{ name: 'n', version: '1.0.0' }]);

    const run = await weir(['probe', '--watch', '0', '--burst', '3'], registry.feedUrl, registry.url).ended;
    const report = JSON.parse(run.stdout);
    await using copy = await startNpmStandIn({ behaviour: standInBehaviourSchema.parse(report.standIn) });
    const ledger = await weir(['requests', '--json'], registry.feedUrl, registry.url).ended;

    expect(run.status).toBe(0);
    expect(copy.behaviour).toEqual(registry.behaviour);
    expect(report.assumed).toEqual(['rowAt', 'stagePlaceholder']);
    const { feed, document } = registry.requestCounts;
    expect(report.requests).toBe(feed + document);
    expect(JSON.parse(ledger.stdout)).toMatchObject({
      accounts: [{ usedBy: { backfill: report.requests } }],
    });
  });

  it('asks PyPI where it is told to', async () => {
    await using pypi = await startPypiStandIn({ behaviour: { rssStaleAnswers: 0 } });
    pypi.world.upload({ name: 'n', version: '1.0' });
    const env = { HOME: dataDir, WEIR_DATA: dataDir, DATABASE_URL: databaseUrl, WEIR_PYPI_URL: pypi.url };

    const run = await startWeir(['probe', '--registry', 'pypi', '--watch', '0', '--burst', '2'], env).ended;

    expect(run.status).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      index: pypi.url,
      answers: [{ answer: { limit: null } }, { answer: { updatesMax: 1, projectsMax: 1 } }, {}, {}],
      assumed: ['rssStaleAnswers', 'listCacheSeconds', 'journalRowsMax', 'journalHourlyMax'],
    });
    expect(pypi.requestCounts.journal).toBe(0);
  });

  it('says in a line that the registry does not answer', async () => {
    const run = await weir(['probe'], 'http://127.0.0.1:1/registry', 'http://127.0.0.1:1').ended;

    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toMatch(/^weir: cannot read http:\/\/127\.0\.0\.1:1\/registry\/.*HTTP_NETWORK/m);
  });
});
