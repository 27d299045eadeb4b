import { createHash, randomBytes } from 'node:crypto';
import type { StoredBlob } from '@weir/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredFile } from '../api.ts';
import {
  sampleFacts,
  sampleFactsDigest,
  sampleFile,
  sampleRef,
  sampleResult,
  sampleSha256,
} from '../testing/samples.ts';
import { type StoreHarness, startStoreHarness } from '../testing/store-harness.ts';

const NOW = new Date('2026-11-23T10:00:00.123Z');
const DAY_MS = 24 * 3_600_000;
let harness: StoreHarness;
let seed = 0;

beforeAll(async () => {
  harness = await startStoreHarness({ now: NOW });
});
afterAll(() => harness[Symbol.asyncDispose]());

function daysAgo(days: number): Date {
  return new Date(NOW.getTime() - days * DAY_MS);
}

/** A blob that nobody has yet. */
function newBlob(storedBytes = 100): StoredBlob {
  return { sha256: randomBytes(32).toString('hex'), plainBytes: storedBytes * 3, storedBytes };
}

async function announce(name: string, version = '1.0.0'): Promise<StoredFile> {
  const { store } = harness;
  seed += 1;
  const release = {
    ref: sampleRef(name, version),
    files: [sampleFile(seed)],
    facts: sampleFacts,
    factsDigest: sampleFactsDigest,
    publishedAt: null,
    seenAt: NOW,
  };
  const { files } = await store.transaction((tx) => store.releases.save(tx, release));
  const file = await store.releases.findFile(files[0]?.fileId ?? '');
  if (file === null) throw new Error('the file was not saved');
  return file;
}

async function analyse(
  file: StoredFile,
  verdict: 'benign' | 'malicious' | 'inconclusive',
  hosts: readonly string[] = [],
): Promise<void> {
  const { store } = harness;
  const facts = {
    format: 'weir.facts.v1' as const,
    files: [],
    hosts: [...hosts],
    urls: [],
    strings: [],
    apis: [],
    hooks: [],
    dependencies: [],
    truncated: {},
  };
  const result = { ...sampleResult(seed, verdict), facts };
  const actor = { kind: 'analysis', name: 'test' } as const;
  await store.transaction((tx) =>
    store.analyses.record(tx, { file, result, actor, decidedAt: NOW, evidenceSha256: null }),
  );
}

async function keep(file: StoredFile, at: Date, blob = newBlob(), held = false): Promise<StoredBlob> {
  const { store } = harness;
  const pack = { blob, files: 2, held };
  await store.transaction((tx) => store.evidence.keepPack(tx, file.fileId, pack, at));
  return blob;
}

describe('blobs', () => {
  it('are referenced once a committed transaction noted them, as whatever', async () => {
    const { store } = harness;
    const [noted, lost, never] = [newBlob(), newBlob(), newBlob()];

    for (const kind of ['document', 'bundle', 'document'] as const)
      await store.transaction((tx) => store.evidence.note(tx, kind, noted, NOW));
    const cut = store.transaction(async (tx) => {
      await store.evidence.note(tx, 'bundle', lost, NOW);
      throw new Error('cut off');
    });
    await expect(cut).rejects.toThrow('cut off');

    const digests = [noted, lost, never].map(({ sha256 }) => sha256);
    expect(await store.evidence.findReferenced(digests)).toEqual(new Set([noted.sha256]));
    expect(await store.evidence.findReferenced([])).toEqual(new Set());
  });
});

describe('facts', () => {
  it('are found by release, newest analysis only, and by a file in them', async () => {
    const { store } = harness;
    const file = await announce('factual', '2.0.0');
    const [old, inside, lookalike] = ['old', 'inside', 'other'].map((text) =>
      createHash('sha256').update(text).digest('hex'),
    ) as [string, string, string];
    const save = (facts: Buffer, fileSha256s: readonly string[], engine: string): Promise<void> =>
      store.transaction((tx) =>
        store.evidence.saveFacts(tx, file, { artifactSha256: sampleSha256(7), engine, facts, fileSha256s }),
      );

    await save(Buffer.from(old, 'hex'), [old], 'one');
    // The key of a file whose digest is not in the facts: as if 64 bits were equal by chance.
    await save(Buffer.concat([Buffer.from([1]), Buffer.from(inside, 'hex')]), [inside, lookalike], 'two');

    const found = await store.evidence.findFacts('npmjs', 'factual', '2.0.0');
    expect(found).toMatchObject([
      { fileId: file.fileId, filename: file.file.filename, artifactSha256: sampleSha256(7) },
    ]);
    expect(found[0]?.facts).toHaveLength(33);
    expect(await store.evidence.sightingsOfFile(inside, 10)).toEqual([
      {
        fileId: file.fileId,
        purl: 'pkg:npm/factual@2.0.0',
        filename: file.file.filename,
        artifactSha256: sampleSha256(7),
        seenAt: NOW,
      },
    ]);
    expect(await store.evidence.sightingsOfFile(old, 10)).toEqual([]);
    expect(await store.evidence.sightingsOfFile(lookalike, 10)).toEqual([]);
    expect(await store.evidence.findFacts('npmjs', 'factual', '9.9.9')).toEqual([]);
  });
});

describe('indicators', () => {
  it('of reached code of benign releases can be hunted backwards', async () => {
    const { store } = harness;
    const [benign, other] = [await announce('quiet'), await announce('quieter')];

    await analyse(benign, 'benign', ['c2.example', '198.51.100.9']);
    await analyse(other, 'benign', ['cdn.example']);

    const byHost = await store.evidence.sightingsOfIndicator('domain', 'c2.example', 10);
    expect(byHost.map(({ purl }) => purl)).toEqual(['pkg:npm/quiet@1.0.0']);
    expect(await store.evidence.sightingsOfIndicator('ip', '198.51.100.9', 10)).toHaveLength(1);
    expect(await store.evidence.sightingsOfIndicator('domain', 'absent.example', 10)).toEqual([]);
  });
});

describe('packs', () => {
  it('go when they are due, and stay while a verdict above benign stands', async () => {
    const { store } = harness;
    const files = await Promise.all(['p-benign', 'p-evil', 'p-unknown', 'p-unsure'].map((n) => announce(n)));
    const [benign, evil, unknown, unsure] = files as [StoredFile, StoredFile, StoredFile, StoredFile];
    await analyse(benign, 'benign');
    await analyse(evil, 'malicious');
    await analyse(unsure, 'inconclusive');
    const old = await Promise.all([benign, evil, unknown, unsure].map((file) => keep(file, daysAgo(31))));
    const young = await keep(benign, daysAgo(29));

    const expired = await store.evidence.expirePacks(daysAgo(30), Number.MAX_SAFE_INTEGER);

    expect(expired).toEqual({ packs: 1, storedBytes: 100 });
    const digests = [...old, young].map(({ sha256 }) => sha256);
    expect(await store.evidence.findReferenced(digests)).toEqual(new Set(digests.slice(1)));
    expect(await store.evidence.findPacks('npmjs', 'p-benign', '1.0.0')).toMatchObject([
      { packSha256: young.sha256, files: 2, fileId: benign.fileId },
    ]);
    expect(await store.evidence.expirePacks(daysAgo(30), Number.MAX_SAFE_INTEGER)).toMatchObject({
      packs: 0,
    });
  });

  it('go oldest first when they are too many, and held ones do not count', async () => {
    const { store } = harness;
    const [one, evil] = [await announce('cap'), await announce('cap-evil')];
    await analyse(one, 'benign');
    await analyse(evil, 'malicious');
    await store.evidence.expirePacks(new Date(NOW.getTime() + DAY_MS), 0);
    const held = [
      await keep(evil, daysAgo(9), newBlob(10_000)),
      await keep(evil, NOW, newBlob(10_000), true),
    ];
    const blobs: StoredBlob[] = [];
    for (const days of [5, 4, 3, 2]) blobs.push(await keep(one, daysAgo(days)));

    const expired = await store.evidence.expirePacks(daysAgo(30), 250);

    expect(expired).toEqual({ packs: 2, storedBytes: 200 });
    const digests = [...held, ...blobs].map(({ sha256 }) => sha256);
    expect(await store.evidence.findReferenced(digests)).toEqual(
      new Set([digests[0], digests[1], digests[4], digests[5]]),
    );
    expect(await store.evidence.keptBytesSince(daysAgo(2.5))).toBe(100);
  });

  it('that two files share go with the last of them', async () => {
    const { store } = harness;
    const [one, two] = [await announce('twin-a'), await announce('twin-b')];
    await Promise.all([one, two].map((file) => analyse(file, 'benign')));
    const blob = await keep(one, daysAgo(40));
    await keep(two, daysAgo(10), blob);

    await store.evidence.expirePacks(daysAgo(30), Number.MAX_SAFE_INTEGER);
    const between = await store.evidence.findReferenced([blob.sha256]);
    await store.evidence.expirePacks(daysAgo(5), Number.MAX_SAFE_INTEGER);

    expect(between).toEqual(new Set([blob.sha256]));
    expect(await store.evidence.findReferenced([blob.sha256])).toEqual(new Set());
  });

  it('are many batches when they are many', async () => {
    const { store } = harness;
    const file = await announce('many');
    await analyse(file, 'benign');
    await store.transaction(async (tx) => {
      for (let at = 0; at < 1_100; at++)
        await store.evidence.keepPack(
          tx,
          file.fileId,
          { blob: newBlob(1), files: 1, held: false },
          daysAgo(50),
        );
    });

    expect(await store.evidence.expirePacks(daysAgo(45), Number.MAX_SAFE_INTEGER)).toMatchObject({
      packs: 1_100,
    });
  });
});

describe('storage', () => {
  it('is told by day and kind', async () => {
    const { store } = harness;
    const at = new Date('2026-12-24T23:59:59.999Z');
    for (const blob of [newBlob(10), newBlob(20)])
      await store.transaction((tx) => store.evidence.note(tx, 'document', blob, at));

    const days = await store.evidence.storage(new Date('2026-12-24T00:00:00Z'));

    expect(days).toEqual([
      { day: '2026-12-24', kind: 'document', items: 2, plainBytes: 90, storedBytes: 30 },
    ]);
    const facts = (await store.evidence.storage(daysAgo(1))).find(({ kind }) => kind === 'facts');
    expect(facts).toMatchObject({ day: '2026-11-23', items: 1, plainBytes: 33 });
  });
});

describe('alone', () => {
  it('lets one process in', async () => {
    await using other = await harness.openAnother();
    const entered: boolean[] = [];

    const first = await harness.store.evidence.alone('tidy', async () => {
      entered.push(await other.evidence.alone('tidy', async () => {}));
      entered.push(await other.evidence.alone('another thing', async () => {}));
    });
    const after = await other.evidence.alone('tidy', async () => {});

    expect([first, ...entered, after]).toEqual([true, false, true, true]);
  });
});
