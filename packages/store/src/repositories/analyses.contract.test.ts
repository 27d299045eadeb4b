import type { Actor, Finding } from '@weir/model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredFile } from '../api.ts';
import {
  sampleFacts,
  sampleFactsDigest,
  sampleFile,
  sampleFinding,
  sampleRef,
  sampleResult,
} from '../testing/samples.ts';
import { type StoreHarness, startStoreHarness } from '../testing/store-harness.ts';

let harness: StoreHarness;
const seenAt = new Date('2026-11-23T10:00:00.123Z');
const machine: Actor = { kind: 'analysis', name: 'weir' };
const person: Actor = { kind: 'person', name: 'ana' };

beforeAll(async () => {
  harness = await startStoreHarness({ now: seenAt });
});
afterAll(() => harness[Symbol.asyncDispose]());

async function saveFile(name: string, seed: number): Promise<StoredFile> {
  const { store } = harness;
  const saved = await store.transaction((tx) =>
    store.releases.save(tx, {
      ref: sampleRef(name),
      files: [sampleFile(seed)],
      facts: sampleFacts,
      factsDigest: sampleFactsDigest,
      publishedAt: null,
      seenAt,
    }),
  );
  const file = await store.releases.findFile(saved.files[0]?.fileId ?? '');
  if (file === null) throw new Error('the file was not stored');
  return file;
}

function record(file: StoredFile, result = sampleResult(1), actor = machine) {
  const { store } = harness;
  return store.transaction((tx) =>
    store.analyses.record(tx, { file, result, actor, decidedAt: seenAt, evidenceSha256: 'ab'.repeat(32) }),
  );
}

function unread(file: StoredFile, rulesetVersion = 'rules-1') {
  const { store } = harness;
  return store.transaction((tx) =>
    store.analyses.recordUnread(tx, {
      file,
      judgement: sampleResult(1, 'inconclusive').judgement,
      rulesetVersion,
      actor: machine,
      decidedAt: seenAt,
    }),
  );
}

async function query(text: string, values: unknown[]): Promise<unknown[]> {
  return (await harness.store.sql.executeSql(text, values)).rows;
}

test('an analysis is stored once per file, ruleset and facts', async () => {
  const file = await saveFile('once', 1);
  const key = { fileId: file.fileId, rulesetVersion: 'rules-1', factsDigest: sampleFactsDigest };
  const before = await harness.store.analyses.find(key);

  const first = await record(file);
  const again = await record(file);

  expect(before).toBeNull();
  expect(first).toMatchObject({ created: true, supersedes: null });
  expect(again).toEqual({ ...first, created: false });
  expect(await harness.store.analyses.find(key)).toEqual(again);
  expect(
    await query('SELECT summary, path, line, chain FROM findings WHERE analysis_id = $1', [first.analysisId]),
  ).toEqual([
    {
      summary: sampleFinding().summary,
      path: 'package/x.js',
      line: 3,
      chain: ['process.env', 'https.request'],
    },
  ]);
  expect(
    await query('SELECT capabilities, file_count FROM analyses WHERE id = $1', [first.analysisId]),
  ).toEqual([{ capabilities: ['net.http', 'process.spawn'], file_count: 3 }]);
});

test('redeliveries at the same time leave one analysis and one verdict', async () => {
  const file = await saveFile('race', 2);

  const results = await Promise.all(Array.from({ length: 6 }, () => record(file, sampleResult(2))));

  expect(results.filter((result) => result.created)).toHaveLength(1);
  expect(new Set(results.map((result) => result.verdictId)).size).toBe(1);
  expect(await query('SELECT id FROM verdict_log WHERE file_id = $1', [file.fileId])).toHaveLength(1);
});

test('the same indicator is interned once, with a sighting per analysis, also under concurrency', async () => {
  const files = await Promise.all([10, 11, 12, 13].map((seed) => saveFile(`ioc-${seed}`, seed)));
  const values = ['b.example', 'a.example', 'c.example'];
  const findings = (order: number): Finding[] => [
    {
      ...sampleFinding(),
      indicators: values.map((_, index) => ({ type: 'domain', value: values[(index + order) % 3] ?? '' })),
    },
  ];

  await Promise.all(
    files.map((file, index) => record(file, { ...sampleResult(10 + index), findings: findings(index) })),
  );

  const rows = await query(
    `SELECT i.value, count(*)::int AS sightings FROM indicators i JOIN indicator_sightings s ON s.indicator_id = i.id
      WHERE i.value = ANY($1) GROUP BY i.value ORDER BY i.value`,
    [values],
  );
  expect(rows).toEqual(values.toSorted().map((value) => ({ value, sightings: 4 })));
});

test('a new ruleset supersedes the verdict before; a person is only overruled by something worse', async () => {
  const file = await saveFile('supersede', 20);
  const { store } = harness;
  const current = () => store.verdicts.findForRelease('npmjs', 'supersede', '1.0.0');
  const first = await record(file, sampleResult(20, 'suspicious', 'rules-1'));
  const second = await record(file, sampleResult(20, 'malicious', 'rules-2'));
  const byPerson = await record(file, sampleResult(20, 'benign', 'review-1'), person);

  const same = await record(file, sampleResult(20, 'benign', 'rules-3'));
  const afterSame = await current();
  const worse = await record(file, sampleResult(20, 'suspicious', 'rules-4'));

  expect(second.supersedes).toBe(first.verdictId);
  expect(byPerson.supersedes).toBe(second.verdictId);
  expect(same.supersedes).toBeNull();
  expect(afterSame?.verdict).toBe('benign');
  expect(worse.supersedes).toBe(byPerson.verdictId);
  expect((await current())?.verdict).toBe('suspicious');
});

test('a file that could not be read gets one verdict, which gives way to an analysis and never the reverse', async () => {
  const file = await saveFile('unread', 30);
  const { store } = harness;
  const first = await unread(file);
  const again = await unread(file);
  const inconclusive = await store.verdicts.findForRelease('npmjs', 'unread', '1.0.0');
  const analysed = await record(file, sampleResult(30, 'malicious', 'rules-1'));
  await unread(file, 'rules-2');

  expect(first.created).toBe(true);
  expect(again).toEqual({ verdictId: first.verdictId, supersedes: null, created: false });
  expect(inconclusive).toMatchObject({ verdict: 'inconclusive', complete: false });
  expect(analysed.supersedes).toBe(first.verdictId);
  expect((await store.verdicts.findForRelease('npmjs', 'unread', '1.0.0'))?.verdict).toBe('malicious');
});

test('the verdict log refuses changes', async () => {
  const file = await saveFile('immutable', 40);
  const { verdictId } = await record(file, sampleResult(40));
  const { store } = harness;

  for (const statement of [
    `UPDATE verdict_log SET judgement = '{}' WHERE id = '${verdictId}'`,
    `UPDATE verdict_log SET decided_at = now() WHERE id = '${verdictId}'`,
    `DELETE FROM verdict_log WHERE id = '${verdictId}'`,
    'TRUNCATE verdict_log',
  ]) {
    await expect(store.sql.executeSql(statement), statement).rejects.toThrow(/append-only/);
  }
  expect(await query('SELECT id FROM verdict_log WHERE id = $1', [verdictId])).toHaveLength(1);
});

test('hostile text in findings is stored as text', async () => {
  const file = await saveFile('hostile', 50);
  const nasty = `nul\u0000 lone\uD800 ${'x'.repeat(1_000_000)}`;
  const finding: Finding = {
    ...sampleFinding(nasty),
    snippet: nasty,
    location: { file: nasty, line: 1, endLine: 2, layer: '\u0000' },
    indicators: [{ type: 'url', value: `https://evil.example/\u0000${'y'.repeat(100_000)}` }],
    chain: [nasty, '\uDFFF'],
  };
  const result = {
    ...sampleResult(50),
    findings: [finding],
    capabilities: ['net\u0000'],
    skipped: [{ file: nasty, reason: nasty, sizeBytes: null }],
  };

  const recorded = await record(file, result);

  const rows = await query('SELECT summary, layer, chain FROM findings WHERE analysis_id = $1', [
    recorded.analysisId,
  ]);
  expect(rows).toMatchObject([{ layer: '\uFFFD', chain: [expect.stringMatching(/^nul\uFFFD/), '\uFFFD'] }]);
});

test('hostile facts are stored, and lose their manifest when it is over the cap', async () => {
  const { store } = harness;
  const save = (name: string, manifest: Record<string, string>) =>
    store.transaction((tx) =>
      store.releases.save(tx, {
        ref: { ...sampleRef(name), displayName: 'dis\u0000play' },
        files: [{ ...sampleFile(60), filename: 'a\u0000b.tgz' }],
        facts: { ...sampleFacts, manifest },
        factsDigest: sampleFactsDigest,
        publishedAt: null,
        seenAt,
      }),
    );

  const odd = await save('odd', { 'key\u0000': 'value\uD800', __proto__x: '\u0000' });
  const huge = await save('huge', { readme: 'r'.repeat(1_000_000) });

  const stored = await store.releases.findFile(odd.files[0]?.fileId ?? '');
  expect(stored?.facts?.manifest).toEqual({ 'key\uFFFD': 'value\uFFFD', __proto__x: '\uFFFD' });
  expect(stored?.release.displayName).toBe('dis\uFFFDplay');
  expect(stored?.file.filename).toBe('a\uFFFDb.tgz');
  const large = await store.releases.findFile(huge.files[0]?.fileId ?? '');
  expect(large?.facts).toMatchObject({ manifest: null, truncated: ['$.manifest'] });
});

test('an analysis that was allowed to cost more replaces the one before it, unless it saw less', async () => {
  const tier = (verdict: 'benign' | 'inconclusive' | 'suspicious', rulesetVersion: string) => {
    const result = sampleResult(1, verdict);
    const complete = verdict === 'benign';
    return { ...result, rulesetVersion, judgement: { ...result.judgement, verdict, complete } };
  };
  const standing = async (file: StoredFile): Promise<string | undefined> =>
    (
      (await query('SELECT verdict_id FROM release_files WHERE id = $1', [file.fileId])) as {
        verdict_id: string;
      }[]
    )[0]?.verdict_id;
  const [better, worse, other] = [
    await saveFile('slow-better', 61),
    await saveFile('slow-worse', 62),
    await saveFile('slow-other', 63),
  ];

  const live = await Promise.all(
    [better, worse, other].map((file) => record(file, tier('suspicious', 'rules-1'))),
  );
  const complete = await record(better, tier('benign', 'rules-1+slow'));
  const less = await record(worse, tier('inconclusive', 'rules-1+slow'));
  const newRules = await record(other, tier('inconclusive', 'rules-2'));

  expect(complete.supersedes).toBe(live[0]?.verdictId);
  expect(less.supersedes).toBeNull();
  expect(newRules.supersedes).toBe(live[2]?.verdictId);
  expect(await standing(better)).toBe(complete.verdictId);
  expect(await standing(worse)).toBe(live[1]?.verdictId);
});
