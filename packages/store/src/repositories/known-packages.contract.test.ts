import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KnownPackage } from '../api.ts';
import { sampleFacts, sampleFactsDigest, sampleFile, sampleRef, sampleResult } from '../testing/samples.ts';
import { type StoreHarness, startStoreHarness } from '../testing/store-harness.ts';

let harness: StoreHarness;
const seenAt = new Date('2026-11-23T10:00:00.123Z');
const ORIGIN = { lane: 'live', replay: false, muted: false } as const;

beforeAll(async () => {
  harness = await startStoreHarness({ now: seenAt });
});
afterAll(() => harness[Symbol.asyncDispose]());

async function find(name: string): Promise<KnownPackage | undefined> {
  const [found] = await harness.store.releases.findPackages('npmjs', [name]);
  return found;
}

/** Stores a release, with facts of its package and with a verdict where one is given. */
async function save(
  name: string,
  version: string,
  part: {
    readonly publishedAt?: string;
    readonly createdAt?: string;
    readonly maintainers?: readonly string[];
    readonly verdict?: 'benign' | 'suspicious' | 'malicious';
    readonly seed?: number;
  } = {},
): Promise<void> {
  const { store } = harness;
  const facts = {
    ...sampleFacts,
    packageCreatedAt: part.createdAt ?? null,
    maintainers: (part.maintainers ?? []).map((maintainer) => ({ name: maintainer, email: null })),
  };
  const saved = await store.transaction((tx) =>
    store.releases.save(tx, {
      ref: sampleRef(name, version),
      files: [sampleFile(part.seed ?? 1)],
      facts,
      factsDigest: sampleFactsDigest,
      publishedAt: part.publishedAt ?? null,
      seenAt,
    }),
  );
  const file = await store.releases.findFile(saved.files[0]?.fileId ?? '');
  if (file === null || part.verdict === undefined) return;
  const result = sampleResult(part.seed ?? 1, part.verdict);
  const actor = { kind: 'analysis', name: 'weir' } as const;
  await store.transaction((tx) =>
    store.analyses.record(tx, { file, result, actor, decidedAt: seenAt, evidenceSha256: null }),
  );
}

/** Notes a row of a name at a time, as a page of the feed does. */
async function noteRow(name: string, at: Date): Promise<void> {
  const { store } = harness;
  await using lease = await store.feeds.lead('npmjs');
  if (lease === null) throw new Error('nobody leads this feed');
  const row = { seq: '1', name, revision: '1-a', deleted: false, raw: '{}' };
  await store.transaction((tx) =>
    store.feeds.savePage(tx, lease, { rows: [row], problems: [], cursor: '1', seenAt: at }),
  );
}

test('a name that nobody saw is unknown, not young', async () => {
  expect(await find('never-seen')).toEqual({
    name: 'never-seen',
    createdAt: null,
    maintainers: null,
    versions: [],
  });
  expect(await harness.store.releases.findPackages('npmjs', [])).toEqual([]);
});

test('a package is as old as its oldest version that is known, history included', async () => {
  const { store } = harness;
  const history = [{ ref: sampleRef('old', '0.1.0'), publishedAt: '2019-01-01T00:00:00Z' }];
  await store.transaction((tx) => store.releases.seed(tx, history, seenAt));
  await save('old', '2.0.0', { publishedAt: '2026-11-23T09:00:00Z' });

  expect((await find('old'))?.createdAt).toEqual(new Date('2019-01-01T00:00:00Z'));
});

test('the time that its registry gives goes before what is listed', async () => {
  await save('told', '2.0.0', {
    publishedAt: '2026-11-23T09:00:00Z',
    createdAt: '2020-05-05T00:00:00Z',
    maintainers: ['ann', 'bob'],
  });

  expect(await find('told')).toMatchObject({
    createdAt: new Date('2020-05-05T00:00:00Z'),
    maintainers: ['ann', 'bob'],
  });
});

test('a name is young by its first row only when the baseline did not have it', async () => {
  const { store } = harness;
  const baselineAt = new Date('2026-11-22T00:00:00Z');
  const before = new Date('2026-11-21T00:00:00Z');
  const after = new Date('2026-11-23T08:00:00Z');
  await noteRow('was-there', before);
  await noteRow('came-early', after);
  expect((await find('came-early'))?.createdAt).toBeNull();

  await using lease = await store.feeds.lead('npmjs');
  if (lease === null) throw new Error('nobody leads this feed');
  await store.sweeps.begin(lease, before);
  await store.sweeps.savePage(lease, [{ name: 'in-baseline', revision: '1-a' }], null);
  await store.sweeps.finish(lease, baselineAt);

  expect((await find('was-there'))?.createdAt).toBeNull();
  expect((await find('in-baseline'))?.createdAt).toBeNull();
  expect((await find('came-early'))?.createdAt).toEqual(after);
});

test('versions come with the verdict that stands, without those that are gone', async () => {
  const { store } = harness;
  await save('judged', '1.0.0', { verdict: 'benign', seed: 11 });
  await save('judged', '1.0.1', { verdict: 'malicious', seed: 12 });
  await save('judged', '1.0.2', { verdict: 'malicious', seed: 13 });
  await save('judged', '1.0.3');
  const { registry, ecosystem, purl, name } = sampleRef('judged', '1.0.1');
  const change = { registry, ecosystem, name, purl, version: '1.0.1', filename: null, reason: null };
  await store.transaction((tx) =>
    store.releases.saveChange(tx, 'removed', { ...change, seenAt: seenAt.toISOString(), origin: ORIGIN }),
  );

  const found = await find('judged');

  expect(found?.versions.toSorted((a, b) => (a.version < b.version ? -1 : 1))).toEqual([
    { version: '1.0.0', purl: 'pkg:npm/judged@1.0.0', verdict: 'benign' },
    { version: '1.0.2', purl: 'pkg:npm/judged@1.0.2', verdict: 'malicious' },
    { version: '1.0.3', purl: 'pkg:npm/judged@1.0.3', verdict: null },
  ]);
});

test('many names are answered at once, hostile ones among them', async () => {
  const names = ['told', 'never-seen', 'a\u0000b', "'; DROP TABLE releases; --", 'told'];

  const found = await harness.store.releases.findPackages('npmjs', names);

  expect(found.map(({ name }) => name).toSorted()).toEqual(
    ["'; DROP TABLE releases; --", 'a\uFFFDb', 'never-seen', 'told'].toSorted(),
  );
});
