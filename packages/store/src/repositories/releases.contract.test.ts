import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  sampleFacts,
  sampleFactsDigest,
  sampleFile,
  sampleRef,
  sampleResult,
  sampleSha256,
} from '../testing/samples.ts';
import { type StoreHarness, startStoreHarness } from '../testing/store-harness.ts';

let harness: StoreHarness;
const seenAt = new Date('2026-11-23T10:00:00.123Z');

beforeAll(async () => {
  harness = await startStoreHarness({ now: seenAt });
});
afterAll(() => harness[Symbol.asyncDispose]());

function release(name: string, seeds: number[], at = seenAt) {
  return {
    ref: sampleRef(name),
    files: seeds.map((seed) => sampleFile(seed)),
    facts: sampleFacts,
    factsDigest: sampleFactsDigest,
    publishedAt: null,
    seenAt: at,
  };
}

test('a release is stored once, with its files and facts', async () => {
  const { store } = harness;

  const first = await store.transaction((tx) => store.releases.save(tx, release('once', [1, 2])));
  const again = await store.transaction((tx) =>
    store.releases.save(tx, release('once', [1, 2], new Date('2026-11-23T11:00:00Z'))),
  );

  expect(first.created).toBe(true);
  expect(first.files.map((file) => file.created)).toEqual([true, true]);
  expect(again).toEqual({
    ...first,
    created: false,
    files: first.files.map((file) => ({ ...file, created: false })),
  });
  const found = await store.releases.findFile(first.files[0]?.fileId ?? '');
  expect(found).toMatchObject({
    release: sampleRef('once'),
    file: sampleFile(1),
    facts: sampleFacts,
    factsDigest: sampleFactsDigest,
    state: 'announced',
    seenAt,
  });
  expect(await store.releases.listVersions('npmjs', 'once')).toEqual(new Set(['1.0.0']));
});

test('countRecent counts what came in and is no history', async () => {
  const { store } = harness;
  const after = (ms: number): Date => new Date(seenAt.getTime() + ms);
  const of = (version: string, at: Date, publishedAt: string | null) => {
    const { ref, ...rest } = release('counted', [7], at);
    return { ...rest, ref: { ...ref, version, purl: `${ref.purl}-${version}` }, publishedAt };
  };
  await store.transaction(async (tx) => {
    await store.releases.save(tx, of('1.0.0', after(0), null));
    await store.releases.save(tx, of('1.0.1', after(1_000), null));
    await store.releases.save(tx, of('1.0.2', after(1_000), after(500).toISOString()));
    await store.releases.save(tx, of('0.9.0', after(1_000), '2020-01-01T00:00:00Z'));
    const seeded = of('0.8.0', after(1_000), null);
    await store.releases.seed(tx, [{ ref: seeded.ref, publishedAt: after(500).toISOString() }], after(1_000));
  });

  const count = (seenMs: number, published: Date): Promise<number> =>
    store.releases.countRecent('npmjs', 'counted', { seen: after(seenMs), published });

  expect(await count(500, after(-1_000))).toBe(2);
  expect(await count(0, after(-1_000))).toBe(3);
  expect(await count(0, new Date(0))).toBe(4);
  expect(await count(2_000, after(-1_000))).toBe(0);
});

test('a file that comes later joins its release, with the facts of its own sighting', async () => {
  const { store } = harness;
  const later = new Date('2026-12-05T08:00:00Z');
  const first = await store.transaction((tx) => store.releases.save(tx, release('late-file', [3])));

  const second = await store.transaction((tx) =>
    store.releases.save(tx, { ...release('late-file', [3, 4], later), factsDigest: sampleSha256(9) }),
  );

  expect(second.releaseId).toBe(first.releaseId);
  expect(second.files.map((file) => file.created)).toEqual([false, true]);
  expect(second.files.map((file) => file.seenAt)).toEqual([seenAt, later]);
  const files = await store.releases.findFilesByRelease('npmjs', 'late-file', '1.0.0');
  expect(files.map((file) => [file.file.filename, file.factsDigest, file.facts?.publisher?.name])).toEqual([
    ['file-4.tgz', sampleSha256(9), 'ann'],
    ['file-3.tgz', sampleFactsDigest, 'ann'],
  ]);
});

test('two savers of one release agree on its ids', async () => {
  const { store } = harness;

  const saved = await Promise.all(
    Array.from({ length: 8 }, () =>
      store.transaction((tx) => store.releases.save(tx, release('race', [5, 6]))),
    ),
  );

  expect(new Set(saved.map((one) => one.releaseId)).size).toBe(1);
  expect(saved.filter((one) => one.created)).toHaveLength(1);
  expect(new Set(saved.flatMap((one) => one.files.map((file) => file.fileId))).size).toBe(2);
});

test('seeded versions are known and get files later', async () => {
  const { store } = harness;
  const old = ['0.1.0', '0.2.0', '0.1.0'].map((version) => ({
    ref: sampleRef('seeded', version),
    publishedAt: '2020-01-01T00:00:00Z',
  }));

  const added = await store.transaction((tx) => store.releases.seed(tx, old, seenAt));
  const again = await store.transaction((tx) => store.releases.seed(tx, old, seenAt));
  const saved = await store.transaction((tx) =>
    store.releases.save(tx, { ...release('seeded', [7]), ref: sampleRef('seeded', '0.1.0') }),
  );

  expect([added, again]).toEqual([2, 0]);
  expect(await store.releases.listVersions('npmjs', 'seeded')).toEqual(new Set(['0.1.0', '0.2.0']));
  expect(saved.created).toBe(false);
  expect(saved.files[0]?.created).toBe(true);
  expect((await store.releases.findFile(saved.files[0]?.fileId ?? ''))?.facts).toEqual(sampleFacts);
});

test('a digest is unknown, pending, then decided', async () => {
  const { store } = harness;
  const declared = sampleFile(8).digests.sha512 ?? '';
  const before = await store.releases.lookupDigest('sha512', declared);
  const saved = await store.transaction((tx) => store.releases.save(tx, release('digests', [8])));
  const fileId = saved.files[0]?.fileId ?? '';
  const announced = await store.releases.lookupDigest('sha512', declared);
  const result = sampleResult(8);
  await store.transaction(async (tx) => {
    await store.releases.saveArtifact(tx, result.artifact, 'file-8.tgz', seenAt);
    await store.releases.setFileState(tx, fileId, 'fetched', result.artifact.sha256);
  });
  const fetched = await store.releases.lookupDigest('sha1', result.artifact.digests.sha1 ?? '');
  const file = await store.releases.findFile(fileId);
  if (file === null) throw new Error('the file is gone');
  await store.transaction((tx) =>
    store.analyses.record(tx, {
      file,
      result,
      actor: { kind: 'analysis', name: 'weir' },
      decidedAt: seenAt,
      evidenceSha256: null,
    }),
  );
  const decided = await store.releases.lookupDigest('sha256', sampleSha256(8));

  expect(before).toEqual({ kind: 'unknown' });
  expect(announced).toEqual({ kind: 'pending', sha256: null });
  expect(fetched).toEqual({ kind: 'pending', sha256: sampleSha256(8) });
  expect(file.state).toBe('fetched');
  expect(decided).toMatchObject({
    kind: 'verdict',
    sha256: sampleSha256(8),
    judgement: { verdict: 'malicious' },
  });
});

test('a change is recorded once per subject and kind', async () => {
  const { store } = harness;
  const change = {
    registry: 'npmjs' as const,
    ecosystem: 'npm' as const,
    name: 'changed',
    version: null,
    filename: null,
    purl: 'pkg:npm/changed',
    reason: null,
    seenAt: seenAt.toISOString(),
    origin: { lane: 'live' as const, replay: false, muted: false },
  };

  const results = await store.transaction(async (tx) => [
    await store.releases.saveChange(tx, 'removed', change),
    await store.releases.saveChange(tx, 'removed', change),
    await store.releases.saveChange(tx, 'takedown', change),
    await store.releases.saveChange(tx, 'removed', { ...change, version: '1.0.0' }),
  ]);

  expect(results).toEqual([true, false, true, true]);
  const standing = await store.releases.listChanges('npmjs', 'changed');
  expect(standing.map(({ kind, version }) => `${kind} ${version}`).toSorted()).toEqual([
    'removed 1.0.0',
    'removed null',
    'takedown null',
  ]);
  expect(await store.releases.listChanges('npmjs', 'unchanged')).toEqual([]);
});

test('owners can change time and again; a repeat of the last time is none', async () => {
  const { store } = harness;
  const change = {
    registry: 'pypi' as const,
    ecosystem: 'pypi' as const,
    name: 'owned',
    version: null,
    filename: null,
    purl: 'pkg:pypi/owned',
    seenAt: '2026-11-01T00:00:00.000Z',
    origin: { lane: 'live' as const, replay: false, muted: false },
  };
  const save = (reason: string): Promise<boolean> =>
    store.transaction((tx) => store.releases.saveChange(tx, 'owners-changed', { ...change, reason }));

  expect([await save('eve joined'), await save('eve joined'), await save('eve left')]).toEqual([
    true,
    false,
    true,
  ]);
  expect(await save('eve joined')).toBe(true);
});

test('a change that was restored can happen again, each about its own subject', async () => {
  const { store } = harness;
  const change = {
    registry: 'pypi' as const,
    ecosystem: 'pypi' as const,
    name: 'toggled',
    version: '1.0.0',
    filename: null as string | null,
    purl: 'pkg:pypi/toggled@1.0.0',
    reason: null,
    origin: { lane: 'live' as const, replay: false, muted: false },
  };
  let atMs = Date.UTC(2026, 10, 1);
  async function save(
    kind: 'yanked' | 'restored' | 'removed',
    filename: string | null = null,
  ): Promise<boolean> {
    atMs += 1_000;
    const row = { ...change, filename, seenAt: new Date(atMs).toISOString() };
    return store.transaction((tx) => store.releases.saveChange(tx, kind, row));
  }
  async function standing(): Promise<readonly string[]> {
    const rows = await store.releases.listChanges('pypi', 'toggled');
    return rows.map(({ kind, filename }) => `${kind} ${filename}`).toSorted();
  }

  expect([await save('yanked'), await save('yanked'), await save('removed', 'a.whl')]).toEqual([
    true,
    false,
    true,
  ]);
  expect(await standing()).toEqual(['removed a.whl', 'yanked null']);
  expect([await save('restored'), await save('restored')]).toEqual([true, false]);
  expect(await standing()).toEqual(['removed a.whl']);
  expect([await save('yanked'), await save('yanked')]).toEqual([true, false]);
  expect(await standing()).toEqual(['removed a.whl', 'yanked null']);
  expect([await save('restored'), await save('restored', 'a.whl')]).toEqual([true, true]);
  expect(await standing()).toEqual([]);
});

test('ids that are none of ours name no file', async () => {
  const { store } = harness;

  expect(await store.releases.findFile('not-an-id')).toBeNull();
  expect(await store.releases.findFile('0f8fad5b-d9cb-469f-a165-70867728950e')).toBeNull();
});
