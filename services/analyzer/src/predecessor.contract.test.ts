import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, RegistryFeed, ResolvedRelease, VerdictEvent } from '@weir/model';
import {
  createNpmFeed,
  createPypiFeed,
  createRequests,
  type Requests,
  unlimitedAllowance,
} from '@weir/registries';
import { type NpmStandIn, type Publication, startNpmStandIn } from '@weir/registries/npm/stand-in';
import { startPypiStandIn } from '@weir/registries/pypi/stand-in';
import { createHttpClient, systemClock } from '@weir/runtime';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { zip } from '@weir/testkit/archive';
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

function ago(days: number): string {
  return new Date(systemClock.now() - days * 24 * 60 * 60 * 1000).toISOString();
}

function padder(version: string, daysAgo: number, code: string): Publication {
  return { name: 'weir-pad', version, time: ago(daysAgo), files: { 'index.js': code } };
}

/** Every release of `weir-pad` as a registry resolves it. */
async function resolve(
  openFeed: (deps: { readonly requests: Requests; readonly clock: Clock }) => RegistryFeed,
): Promise<readonly ResolvedRelease[]> {
  await using http = createHttpClient({ userAgent: 'weir-test' });
  await using requests = createRequests({
    http,
    clock: systemClock,
    random: () => 0,
    allowance: unlimitedAllowance,
  });
  const feed = openFeed({ requests, clock: systemClock });
  const resolved = await feed.resolve(
    'weir-pad',
    { known: new Set(), fresh: true },
    AbortSignal.timeout(10_000),
  );
  if (resolved.kind !== 'present') throw new Error('weir-pad is absent');
  return resolved.releases;
}

/** A package of years, whose code was `before`, and its next patch release, which sends; a prerelease of another line lies between. */
async function publish(before = PLAIN): Promise<readonly ResolvedRelease[]> {
  const publications = [
    padder('1.4.2', 400, before),
    padder('2.0.0-beta.1', 3, SENDING),
    padder('1.4.3', 0, SENDING),
  ];
  for (const publication of publications) standIn.world.publish([publication]);
  return resolve((deps) => createNpmFeed({ ...deps, documentsBase: standIn.url }));
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

it('fetches nothing where the predecessor was analysed before and could do the same', async () => {
  const releases = await publish(SENDING);
  await analyse(releases, '1.4.2');

  expect(await analyse(releases, '1.4.3')).toMatchObject({ verdict: 'benign' });

  expect([asked('1.4.3'), asked('1.4.2')]).toEqual([1, 1]);
  expect(await harness.metrics()).toContain('weir_analyzer_comparisons_total{outcome="stored"} 1');
});

it('fetches it once more before it tells what a predecessor that was analysed before could not do', async () => {
  const releases = await publish();
  expect(await analyse(releases, '1.4.2')).toMatchObject({ verdict: 'benign' });

  expect(await analyse(releases, '1.4.3')).toMatchObject({ verdict: 'suspicious' });

  expect([asked('1.4.3'), asked('1.4.2')]).toEqual([1, 2]);
  expect(await harness.metrics()).toContain('weir_analyzer_comparisons_total{outcome="fetched"} 1');
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

it('takes of several files of a release of PyPI the one that is most like its own', async () => {
  await using stack = new AsyncDisposableStack();
  const pypi = stack.use(await startPypiStandIn());
  const databaseUrl = await postgres.createDatabase();
  const other = stack.use(await openHarness({ databaseUrl, origin: new URL(pypi.url).origin, evidenceDir }));
  await other.listen();
  await other.start();
  const wheel = (version: string, code: string) => ({
    filename: `weir_pad-${version}-py3-none-any.whl`,
    content: zip()
      .file(
        `weir_pad-${version}.dist-info/METADATA`,
        `Metadata-Version: 2.1\nName: weir-pad\nVersion: ${version}\n`,
      )
      .file('weir_pad/__init__.py', code)
      .build(),
  });
  const pad = 'def pad(text, width):\n    return text.rjust(width)\n';
  const sends = `import urllib.request\n${pad}urllib.request.urlopen("https://lines.weir.example/note", data=b"loaded")\n`;
  const files = ['weir_pad-1.4.2.tar.gz', wheel('1.4.2', pad)];
  pypi.world.upload({ name: 'weir-pad', version: '1.4.2', time: ago(400), files });
  pypi.world.upload({ name: 'weir-pad', version: '1.4.3', time: ago(0), files: [wheel('1.4.3', sends)] });
  const addresses = { simple: `${pypi.url}/simple`, json: null, rss: null };
  const releases = await resolve((deps) => createPypiFeed({ ...deps, addresses }));

  const update = releases.filter(({ version }) => version === '1.4.3');
  await other.announceResolved(update, 'pypi');

  await vi.waitFor(() => expect(other.verdicts).toHaveLength(1), PATIENCE);
  const rows = await other.query(`SELECT rule FROM findings WHERE detector = 'capability-delta' ORDER BY 1`);
  expect(rows).toEqual([{ rule: 'capability-delta/ability' }, { rule: 'capability-delta/destination' }]);
  const files142 = pypi.requests.filter(({ path }) => /pad-1\.4\.2[^/]*$/.test(path));
  expect(files142.map(({ path }) => path.split('/').at(-1))).toEqual(['weir_pad-1.4.2-py3-none-any.whl']);
});
