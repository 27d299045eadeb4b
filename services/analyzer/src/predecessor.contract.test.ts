import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResolvedRelease, VerdictEvent } from '@weir/model';
import { createNpmFeed, createRequests, unlimitedAllowance } from '@weir/registries';
import { type NpmStandIn, type Publication, startNpmStandIn } from '@weir/registries/npm/stand-in';
import { createHttpClient, systemClock } from '@weir/runtime';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type AnalyzerHarness, openHarness } from './testing/harness.ts';

const PATIENCE = { timeout: 55_000, interval: 50 };
const PLAIN = 'exports.pad = (text, width) => text.padStart(width);\n';
const SENDING = `${PLAIN}const https = require('node:https');
https.request('https://lines.weir.example/note', { method: 'POST' }).end('loaded');
`;

let postgres: TestPostgres;
let standIn: NpmStandIn;
let evidenceDir: string;
let harness: AnalyzerHarness;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());
beforeEach(async () => {
  const databaseUrl = await postgres.createDatabase();
  standIn = await startNpmStandIn();
  evidenceDir = await mkdtemp(join(tmpdir(), 'weir-analyzer-predecessor-'));
  harness = await openHarness({ databaseUrl, origin: new URL(standIn.url).origin, evidenceDir });
  await harness.listen();
  await harness.start();
});
afterEach(async () => {
  await harness[Symbol.asyncDispose]();
  await standIn[Symbol.asyncDispose]();
  await rm(evidenceDir, { recursive: true, force: true });
});

function padder(version: string, daysAgo: number, code: string): Publication {
  const time = new Date(systemClock.now() - daysAgo * 24 * 60 * 60 * 1000).toISOString();
  return { name: 'weir-pad', version, time, files: { 'index.js': code } };
}

/** An honest package of years and its next patch release, which sends; a prerelease of another line lies between. */
async function publish(): Promise<readonly ResolvedRelease[]> {
  const publications = [
    padder('1.4.2', 400, PLAIN),
    padder('2.0.0-beta.1', 3, SENDING),
    padder('1.4.3', 0, SENDING),
  ];
  for (const publication of publications) standIn.world.publish([publication]);
  await using http = createHttpClient({ userAgent: 'weir-test' });
  await using requests = createRequests({
    http,
    clock: systemClock,
    random: () => 0,
    allowance: unlimitedAllowance,
  });
  const feed = createNpmFeed({ documentsBase: standIn.url, requests, clock: systemClock });
  const resolved = await feed.resolve(
    'weir-pad',
    { known: new Set(), fresh: true },
    AbortSignal.timeout(10_000),
  );
  if (resolved.kind !== 'present') throw new Error('weir-pad is absent');
  return resolved.releases;
}

/** Announces one version; returns its file's id. */
async function announce(releases: readonly ResolvedRelease[], version: string): Promise<string | undefined> {
  const [fileId] = await harness.announceResolved(releases.filter((release) => release.version === version));
  return fileId;
}

/** Announces one version and waits for its verdict. */
async function analyse(
  releases: readonly ResolvedRelease[],
  version: string,
): Promise<VerdictEvent['data']['judgement']> {
  await announce(releases, version);
  return vi.waitFor(() => {
    const found = harness.verdicts.find(({ data }) => data.release.version === version);
    if (!found) throw new Error(`no verdict on ${version} yet`);
    return found.data.judgement;
  }, PATIENCE);
}

/** How often each version's tarball was asked for. */
function asked(version: string): number {
  return standIn.requests.filter(({ path }) => path.endsWith(`/weir-pad-${version}.tgz`)).length;
}

/** What the store holds: versions with an analysis, and rules of the context findings. */
async function recorded() {
  const analyses = await harness.query(
    `SELECT r.version FROM analyses a JOIN release_files f ON f.id = a.file_id JOIN releases r ON r.id = f.release_id
      ORDER BY 1`,
  );
  const findings = await harness.query(
    `SELECT rule FROM findings WHERE detector = 'capability-delta' ORDER BY 1`,
  );
  return {
    versions: analyses.map(({ version }) => String(version)),
    rules: findings.map(({ rule }) => String(rule)),
  };
}

it('fetches the release that an update takes the place of, and compares', async () => {
  const releases = await publish();

  expect(await analyse(releases, '1.4.3')).toMatchObject({ verdict: 'suspicious' });

  expect(await recorded()).toEqual({
    versions: ['1.4.3'],
    rules: ['capability-delta/ability', 'capability-delta/destination'],
  });
  expect([asked('1.4.3'), asked('1.4.2'), asked('2.0.0-beta.1')]).toEqual([1, 1, 0]);
  expect(harness.verdicts).toHaveLength(1);
  expect(await harness.metrics()).toContain('weir_analyzer_comparisons_total{outcome="fetched"} 1');
});

it('records an update whose predecessor is not served as it was read, and counts that', async () => {
  const releases = await publish();
  standIn.world.unpublish('weir-pad', ['1.4.2']);

  expect(await analyse(releases, '1.4.3')).toMatchObject({ verdict: 'benign', complete: true });

  expect(await recorded()).toEqual({ versions: ['1.4.3'], rules: [] });
  expect(asked('1.4.2')).toBe(1);
  expect(await harness.metrics()).toContain('weir_analyzer_comparisons_total{outcome="unavailable"} 1');
});

it('fetches nothing where the predecessor was analysed before', async () => {
  const releases = await publish();
  expect(await analyse(releases, '1.4.2')).toMatchObject({ verdict: 'benign' });

  expect(await analyse(releases, '1.4.3')).toMatchObject({ verdict: 'suspicious' });

  expect([asked('1.4.3'), asked('1.4.2')]).toEqual([1, 1]);
  expect(await harness.metrics()).toContain('weir_analyzer_comparisons_total{outcome="stored"} 1');
});

it('finds its analysis again when the message comes twice', async () => {
  const releases = await publish();
  await analyse(releases, '1.4.3');

  expect(await announce(releases, '1.4.3')).toBe(harness.verdicts[0]?.data.fileId);
  // Messages of one package are handled in order.
  await analyse(releases, '2.0.0-beta.1');

  expect((await recorded()).versions).toEqual(['1.4.3', '2.0.0-beta.1']);
  expect([asked('1.4.3'), asked('1.4.2')]).toEqual([1, 1]);
});
