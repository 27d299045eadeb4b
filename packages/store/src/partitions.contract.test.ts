import { createId } from '@weir/model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PARTITIONED_TABLES } from './partitions.ts';
import { sampleFacts, sampleFactsDigest, sampleFile, sampleRef, sampleResult } from './testing/samples.ts';
import { type StoreHarness, startStoreHarness } from './testing/store-harness.ts';

let harness: StoreHarness;
const now = new Date('2030-05-31T23:59:59.999Z');
const farAhead = new Date('2031-02-15T12:00:00.001Z');

beforeAll(async () => {
  harness = await startStoreHarness({ now });
});
afterAll(() => harness[Symbol.asyncDispose]());

async function partitionsOf(table: string): Promise<string[]> {
  const { rows } = await harness.store.sql.executeSql(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = $1::text::regclass AND c.relname ~ '_203' ORDER BY 1`,
    [table],
  );
  return (rows as { name: string }[]).map((row) => row.name);
}

async function recordAt(name: string, seenAt: Date): Promise<string> {
  const { store } = harness;
  const saved = await store.transaction((tx) =>
    store.releases.save(tx, {
      ref: sampleRef(name),
      files: [sampleFile(1)],
      facts: sampleFacts,
      factsDigest: sampleFactsDigest,
      publishedAt: null,
      seenAt,
    }),
  );
  const fileId = saved.files[0]?.fileId ?? '';
  const file = await store.releases.findFile(fileId);
  if (file === null) throw new Error('the file was not stored');
  await store.transaction((tx) =>
    store.analyses.record(tx, {
      file,
      result: sampleResult(1),
      actor: { kind: 'analysis', name: 'weir' },
      decidedAt: seenAt,
      evidenceSha256: null,
    }),
  );
  return fileId;
}

test('last month, this one and two ahead exist, for every table, and again is harmless', async () => {
  const { store } = harness;
  await Promise.all([store.ensurePartitions(now), store.ensurePartitions(now)]);

  for (const table of PARTITIONED_TABLES) {
    expect(await partitionsOf(table)).toEqual(
      ['2030_04', '2030_05', '2030_06', '2030_07'].map((month) => `${table}_${month}`),
    );
  }
});

test('the first and the last millisecond of a month are in that month', async () => {
  const { store } = harness;
  for (const [name, at] of [
    ['first', new Date('2030-06-01T00:00:00.000Z')],
    ['last', new Date('2030-06-30T23:59:59.999Z')],
  ] as const) {
    const id = await recordAt(name, at);
    const { rows } = await store.sql.executeSql(
      'SELECT tableoid::regclass::text AS t FROM release_files WHERE id = $1',
      [id],
    );
    expect(rows).toEqual([{ t: 'release_files_2030_06' }]);
  }
});

test('the SQL function and the model read the same time from an id', async () => {
  const { store } = harness;
  for (const at of [new Date(0), now, farAhead, new Date('2099-12-31T23:59:59.999Z')]) {
    const { rows } = await store.sql.executeSql('SELECT weir_seen_at($1) AS at', [createId(at)]);
    expect(rows).toEqual([{ at }]);
  }
});

test('rows of a month without a partition are kept in DEFAULT, found, and moved when their month is made', async () => {
  const { store } = harness;
  const fileId = await recordAt('far-ahead', farAhead);
  const before = await store.sql.executeSql('SELECT count(*)::int AS n FROM verdict_log_default');

  await store.ensurePartitions(farAhead);

  expect(before.rows).toEqual([{ n: 1 }]);
  expect((await store.releases.findFile(fileId))?.release.name).toBe('far-ahead');
  for (const table of ['releases', 'release_files', 'release_facts', 'analyses', 'findings', 'verdict_log']) {
    const { rows } = await store.sql.executeSql(
      `SELECT (SELECT count(*)::int FROM ${table}_default) AS left, (SELECT count(*)::int FROM ${table}_2031_02) AS moved`,
    );
    expect(rows, table).toEqual([{ left: 0, moved: 1 }]);
  }
  // The guard came along and is on again, in the new partition and in DEFAULT.
  await expect(store.sql.executeSql('DELETE FROM verdict_log_2031_02')).rejects.toThrow(/append-only/);
  await recordAt('farther', new Date('2040-01-01T00:00:00Z'));
  await expect(store.sql.executeSql('DELETE FROM verdict_log_default')).rejects.toThrow(/append-only/);
});
