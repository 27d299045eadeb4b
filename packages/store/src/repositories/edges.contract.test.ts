import type { PackageEdge } from '@weir/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredFile } from '../api.ts';
import { sampleFacts, sampleFactsDigest, sampleFile, sampleRef, sampleResult } from '../testing/samples.ts';
import { type StoreHarness, startStoreHarness } from '../testing/store-harness.ts';
import { parseTargetSubject } from './edge-target.ts';
import { FOLLOWED_MAX } from './edges.ts';

let harness: StoreHarness;
let seed = 0;
const seenAt = new Date('2026-11-23T10:00:00.123Z');
const DAY_MS = 24 * 3_600_000;

beforeAll(async () => {
  harness = await startStoreHarness({ now: seenAt });
});
afterAll(() => harness[Symbol.asyncDispose]());

/** A release with one file, and its verdict when one is given. */
async function release(
  name: string,
  version = '1.0.0',
  verdict?: Parameters<typeof sampleResult>[1],
): Promise<StoredFile> {
  const { store } = harness;
  const ref = sampleRef(name, version);
  const file = sampleFile(++seed);
  return store.transaction(async (tx) => {
    const facts = { facts: sampleFacts, factsDigest: sampleFactsDigest };
    const saved = await store.releases.save(tx, { ref, files: [file], ...facts, publishedAt: null, seenAt });
    const stored: StoredFile = {
      fileId: saved.files[0]?.fileId ?? '',
      releaseId: saved.releaseId,
      release: ref,
      file,
      state: 'fetched',
      artifactSha256: null,
      seenAt,
      ...facts,
    };
    const result = sampleResult(seed, verdict);
    const actor = { kind: 'analysis', name: 'weir' } as const;
    if (verdict)
      await store.analyses.record(tx, {
        file: stored,
        result,
        actor,
        decidedAt: seenAt,
        evidenceSha256: null,
      });
    return stored;
  });
}

function edge(part: Partial<PackageEdge>): PackageEdge {
  return {
    channel: 'run',
    ecosystem: 'npm',
    name: null,
    spec: '',
    url: null,
    stage: 'install',
    file: 'package.json',
    line: 5,
    ...part,
  };
}

function save(file: StoredFile, edges: readonly PackageEdge[], at = seenAt, muted = false): Promise<number> {
  return harness.store.transaction((tx) => harness.store.edges.save(tx, { file, edges, muted, at }));
}

async function told(name: string): Promise<string[]> {
  const edges = await harness.store.edges.listFrom('npmjs', name, '1.0.0');
  return edges.map(({ edge: { channel, name: to, spec }, state, target }) =>
    [channel, `${to}@${spec}`, state, target?.purl ?? '-', target?.verdict ?? '-'].join(' '),
  );
}

async function waiting(): Promise<string[]> {
  const { rows } = await harness.store.sql.executeSql(
    "SELECT subject FROM rechecks WHERE kind = 'target:npmjs' ORDER BY subject",
  );
  return (rows as { subject: string }[]).map(({ subject }) => subject);
}

describe('what a file brings in', () => {
  test('is linked by version when that is known, and else asked about, once', async () => {
    const known = await release('helper', '2.0.0', 'malicious');
    const file = await release('app');
    const edges = [
      edge({ name: 'helper', spec: '2.0.0' }),
      edge({ name: '@s/other', spec: '^1', channel: 'install' }),
      edge({ name: 'real', spec: 'npm:real@3', channel: 'alias' }),
    ];

    expect([await save(file, edges), await save(file, edges)]).toEqual([2, 2]);

    expect(await told('app')).toEqual([
      'run helper@2.0.0 linked pkg:npm/helper@2.0.0 malicious',
      'install @s/other@^1 pending - -',
      'alias real@npm:real@3 pending - -',
    ]);
    expect(await waiting()).toEqual(['npmjs/@s/other@^1', 'npmjs/real@3']);
    const { name, version } = known.release;
    const to = await harness.store.edges.listTo('npmjs', name, version, 10);
    expect(to.map(({ from }) => from)).toEqual(['pkg:npm/app@1.0.0']);
  });

  test('is answered for everybody who waits, and for who comes within a day', async () => {
    const { store } = harness;
    await release('tool', '1.5.0', 'benign');
    const wants = [edge({ name: 'tool', spec: '^1' })];
    const [first, second] = [await release('first'), await release('second')];
    await save(first, wants);
    await save(second, wants);
    const target = { registry: 'npmjs', name: 'tool', wanted: '^1' } as const;

    const answered = await store.transaction((tx) =>
      store.edges.answer(tx, target, { kind: 'linked', version: '1.5.0' }, seenAt),
    );
    const soon = await save(await release('soon'), wants, new Date(seenAt.getTime() + DAY_MS - 1));
    const late = await save(await release('late'), wants, new Date(seenAt.getTime() + DAY_MS + 1));

    expect([answered, soon, late]).toEqual([2, 0, 1]);
    expect(await told('second')).toEqual(['run tool@^1 linked pkg:npm/tool@1.5.0 benign']);
    expect(await told('soon')).toEqual(['run tool@^1 linked pkg:npm/tool@1.5.0 benign']);
    expect(await told('late')).toEqual(['run tool@^1 pending - -']);
  });

  test('that nobody has is noted with the reason', async () => {
    const { store } = harness;
    await save(await release('squatted'), [edge({ name: 'unclaimed' })]);

    await store.transaction((tx) =>
      store.edges.answer(
        tx,
        parseTargetSubject('npmjs/unclaimed@'),
        { kind: 'absent', reason: '404' },
        seenAt,
      ),
    );

    expect(await told('squatted')).toEqual(['run unclaimed@ absent - -']);
  });

  test('from an address or another place is noted and not followed', async () => {
    const before = await waiting();
    const asked = await save(await release('remote'), [
      edge({
        channel: 'url',
        ecosystem: null,
        spec: 'https://files.weir.test/x.tgz',
        url: 'https://files.weir.test/x.tgz',
      }),
      edge({ channel: 'git', ecosystem: 'github', name: 'acme/x', spec: 'acme/x' }),
      edge({ channel: 'install', ecosystem: 'pypi', name: 'x' }),
      edge({ name: 'remote', spec: 'latest' }),
      edge({ name: 'long', spec: '1'.repeat(300) }),
    ]);

    expect(asked).toBe(0);
    expect(await waiting()).toEqual(before);
    expect((await told('remote')).every((line) => line.includes(' unfollowed '))).toBe(true);
  });

  test('without end is followed to a limit, and storable whatever it says', async () => {
    const file = await release('flood');
    const edges = Array.from({ length: 200 }, (_, i) =>
      edge({ name: `f${i}`, spec: '1\u0000\ud800', line: i + 1 }),
    );

    expect(await save(file, edges)).toBe(FOLLOWED_MAX);
    expect(await told('flood')).toHaveLength(200);
  });
});

test.each(['npmjs/a@1', 'npmjs/@s/a@', 'npmjs/@s/a@npm:b'])('%s is a target', (subject) => {
  const { registry, name, wanted } = parseTargetSubject(subject);
  expect(`${registry}/${name}@${wanted}`).toBe(subject);
});

test.each(['a@1', 'nowhere/a@1', 'npmjs/a', 'npmjs/@s/a'])('%s is no target', (subject) => {
  expect(() => parseTargetSubject(subject)).toThrow(/not a target/);
});
