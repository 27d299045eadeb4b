import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleFacts, sampleFactsDigest, sampleFile, sampleRef, sampleResult } from '../testing/samples.ts';
import { type StoreHarness, startStoreHarness } from '../testing/store-harness.ts';

let harness: StoreHarness;
const seenAt = new Date('2026-11-23T10:00:00.123Z');

beforeAll(async () => {
  harness = await startStoreHarness({ now: seenAt });
});
afterAll(() => harness[Symbol.asyncDispose]());

async function recordOne(name: string, seeds: number[], verdicts: Parameters<typeof sampleResult>[1][]) {
  const { store } = harness;
  return store.transaction(async (tx) => {
    const saved = await store.releases.save(tx, {
      ref: sampleRef(name),
      files: seeds.map((seed) => sampleFile(seed)),
      facts: sampleFacts,
      factsDigest: sampleFactsDigest,
      publishedAt: null,
      seenAt,
    });
    for (const [index, { fileId, filename }] of saved.files.entries()) {
      const file = {
        fileId,
        releaseId: saved.releaseId,
        release: sampleRef(name),
        file: { ...sampleFile(seeds[index] ?? 0), filename },
        state: 'fetched' as const,
        artifactSha256: null,
        facts: sampleFacts,
        factsDigest: sampleFactsDigest,
        seenAt,
      };
      await store.analyses.record(tx, {
        file,
        result: sampleResult(seeds[index] ?? 0, verdicts[index]),
        actor: { kind: 'analysis', name: 'weir' },
        decidedAt: seenAt,
        evidenceSha256: null,
      });
    }
  });
}

test('the verdict of a release is its worst complete one', async () => {
  const { store } = harness;
  const find = (name: string) => store.verdicts.findForRelease('npmjs', name, '1.0.0');
  await recordOne('mixed', [1, 2, 3], ['benign', 'suspicious', 'inconclusive']);
  await recordOne('unclear', [4], ['inconclusive']);

  expect(await find('mixed')).toMatchObject({ verdict: 'suspicious', complete: true });
  expect(await find('unclear')).toMatchObject({ verdict: 'inconclusive', complete: false });
  expect(await find('nobody')).toBeNull();
});

test('a reader of the change feed never skips a verdict, whatever commits in whatever order', async () => {
  const { store } = harness;
  const other = await harness.openAnother();
  const state = { writing: true };
  const writers = Promise.all(
    Array.from({ length: 5 }, async (_, writer) => {
      for (let step = 0; step < 15; step++) {
        await recordOne(`w-${writer}-${step}`, [1000 + writer * 100 + step], ['malicious']);
      }
    }),
  ).finally(() => {
    state.writing = false;
  });
  const sequencers = [store, other].map(async (sequencer) => {
    while (state.writing || (await sequencer.verdicts.sequence(4)) > 0) await sequencer.verdicts.sequence(4);
  });
  const seen: string[] = [];
  let cursor = '0';
  const readOn = async (): Promise<number> => {
    const rows = await other.verdicts.listSince(cursor, 3);
    seen.push(...rows.map((row) => row.verdictId));
    cursor = rows.at(-1)?.cursor ?? cursor;
    return rows.length;
  };
  const reader = (async () => {
    while (state.writing) await readOn();
  })();

  await Promise.all([writers, ...sequencers, reader]);
  while ((await store.verdicts.sequence(100)) > 0);
  while ((await readOn()) > 0);

  const { rows } = await store.sql.executeSql('SELECT id FROM verdict_log');
  expect(seen).toHaveLength(new Set(seen).size);
  expect(new Set(seen)).toEqual(new Set((rows as { id: string }[]).map((row) => row.id)));
});

test('rows of the feed say what was decided, by whom and when; given cursors stay', async () => {
  const { store } = harness;

  const [row] = await store.verdicts.listSince('0', 1);

  expect(row).toMatchObject({
    cursor: '1',
    actor: { kind: 'analysis', name: 'weir' },
    decidedAt: seenAt,
    purl: expect.stringMatching(/^pkg:npm\//),
  });
  await expect(store.sql.executeSql('UPDATE verdict_feed SET cursor = 0')).rejects.toThrow(/append-only/);
});
