import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDirectoryEvidenceStore,
  type DirectoryEvidenceStore,
  encodePack,
  GRACE_MS,
} from '@weir/evidence';
import { silentLogger } from '@weir/runtime';
import { openStore, type Store } from '@weir/store';
import {
  sampleFacts,
  sampleFactsDigest,
  sampleFile,
  sampleRef,
  sampleResult,
  startTestPostgres,
} from '@weir/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tidyEvidence } from './maintenance.ts';

const DAY_MS = 24 * 3_600_000;
const START_MS = Date.UTC(2026, 10, 23, 10);
const clock = { ms: START_MS, now: () => clock.ms, sleep: async () => {} };
let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
let root: string;
let evidenceDir: string;
let store: Store;
let evidence: DirectoryEvidenceStore;

beforeAll(async () => {
  postgres = await startTestPostgres();
  root = await mkdtemp(join(tmpdir(), 'weir-tidy-'));
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
});
beforeEach(async () => {
  await store?.[Symbol.asyncDispose]();
  clock.ms = START_MS;
  evidenceDir = await mkdtemp(join(root, 'evidence-'));
  evidence = createDirectoryEvidenceStore({ rootDir: evidenceDir, clock });
  store = await openStore({
    databaseUrl: await postgres.createDatabase(),
    applicationName: 'weir-test',
    poolMax: 4,
    clock,
    logger: silentLogger,
    emitter: 'outbox',
  });
});

function tidy(retention: { readonly days?: number; readonly bytesMax?: number } = {}): Promise<boolean> {
  const { days = 30, bytesMax = Number.MAX_SAFE_INTEGER } = retention;
  return tidyEvidence({
    store,
    evidence,
    evidenceDir,
    clock,
    logger: silentLogger,
    retention: { days, bytesMax, dayBytesMax: bytesMax },
  });
}

/** A release with a benign verdict whose new files are kept; returns the pack's digest. */
async function keepBenign(name: string): Promise<string> {
  const seenAt = new Date(clock.ms);
  const blob = await evidence.put(encodePack([{ path: 'index.js', bytes: Buffer.from(name) }]));
  const release = {
    ref: sampleRef(name),
    files: [sampleFile(1)],
    facts: sampleFacts,
    factsDigest: sampleFactsDigest,
    publishedAt: null,
    seenAt,
  };
  const { files } = await store.transaction((tx) => store.releases.save(tx, release));
  const file = await store.releases.findFile(files[0]?.fileId ?? '');
  if (file === null) throw new Error('the file was not saved');
  const actor = { kind: 'analysis', name: 'test' } as const;
  await store.transaction(async (tx) => {
    const result = sampleResult(1, 'benign');
    await store.analyses.record(tx, { file, result, actor, decidedAt: seenAt, evidenceSha256: null });
    await store.evidence.keepPack(tx, file.fileId, { blob, files: 1, held: false }, seenAt);
  });
  return blob.sha256;
}

async function held(...digests: string[]): Promise<boolean[]> {
  return Promise.all(digests.map((sha256) => evidence.has(sha256)));
}

describe('tidying evidence', () => {
  it('takes what no transaction came to note, once it is older than any transaction', async () => {
    // The program was killed between the blob and its transaction, and its message never came back.
    const orphan = await evidence.put(Buffer.from('orphan'));
    const noted = await evidence.put(Buffer.from('noted'));
    await store.transaction((tx) => store.evidence.note(tx, 'document', noted, new Date(clock.ms)));

    clock.ms += GRACE_MS - 1;
    await tidy();
    const young = await held(orphan.sha256, noted.sha256);
    clock.ms += 2;
    await tidy();
    const old = await held(orphan.sha256, noted.sha256);

    expect([young, old]).toEqual([
      [true, true],
      [false, true],
    ]);
  });

  it('leaves a blob that a transaction notes while it looks', async () => {
    const { sha256 } = await evidence.put(Buffer.from('late'));
    clock.ms += 2 * GRACE_MS;
    const late = createDirectoryEvidenceStore({ rootDir: evidenceDir, clock });
    const racing = {
      ...store.evidence,
      async findReferenced(digests: readonly string[]) {
        const found = await store.evidence.findReferenced(digests);
        const blob = await late.put(Buffer.from('late'));
        await store.transaction((tx) => store.evidence.note(tx, 'bundle', blob, new Date(clock.ms)));
        return found;
      },
    };

    await tidyEvidence({
      store: { evidence: racing },
      evidence,
      evidenceDir,
      clock,
      logger: silentLogger,
      retention: { days: 30, bytesMax: 1e9, dayBytesMax: 1e9 },
    });

    expect(await held(sha256)).toEqual([true]);
  });

  it('removes the files of packs that are due, and those a killed round had only taken off the list', async () => {
    const old = await keepBenign('old');
    clock.ms += 10 * DAY_MS;
    const cut = await keepBenign('cut');
    const young = await keepBenign('young');
    clock.ms += 21 * DAY_MS;
    // Killed between list and blobs.
    await store.sql.executeSql("DELETE FROM kept_packs WHERE encode(pack_sha256, 'hex') = $1", [cut]);
    await store.sql.executeSql("DELETE FROM evidence_blobs WHERE encode(sha256, 'hex') = $1", [cut]);

    await tidy();

    expect(await held(old, cut, young)).toEqual([false, false, true]);
  });

  it('removes the oldest beyond the cap', async () => {
    const digests: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      digests.push(await keepBenign(name));
      clock.ms += 2 * DAY_MS;
    }
    const [row] = (await store.sql.executeSql('SELECT max(stored_bytes) AS bytes FROM kept_packs')).rows;
    const { bytes } = row as { bytes: string };

    await tidy({ bytesMax: Number(bytes) });

    expect(await held(...digests)).toEqual([false, false, true]);
  });

  it('is done by one process at a time', async () => {
    let inside: boolean | undefined;
    await store.evidence.alone(`evidence:${evidenceDir}`, async () => {
      inside = await tidy();
    });

    expect([inside, await tidy()]).toEqual([false, true]);
  });
});
