import { gzipSync } from 'node:zlib';
import { bodySparse, oldSparseMember, tarball, zip } from '@weir/testkit/archive';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BUDGET } from './budget.ts';
import { openNested } from './nested.ts';
import { linearText, openBytes } from './testing.ts';
import { createRandom, damage, pick } from './testing-random.ts';

const ALPHABET = [...Array.from('abcXYZ019._-@+ /\\:é漢😀'), '..', '/', '\t', '\u202e'];

describe('any path', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))('comes back as written (seed %i)', async (seed) => {
    const random = createRandom(seed);
    const files = Array.from({ length: 20 }, (_, index) => {
      const length = 1 + Math.floor(random() ** 3 * 400);
      const path = `${Array.from({ length }, () => pick(random, ALPHABET)).join('')}${index}`;
      return { path, content: Buffer.alloc(Math.floor(random() * 3000), index + 1) };
    });
    const builder = tarball();
    for (const { path, content } of files) builder.file(path, content);

    await using view = await openBytes(builder.build());

    expect(view.entries.map(({ path }) => path)).toEqual(files.map(({ path }) => path));
    for (const { index } of view.entries) {
      expect(Buffer.from(await view.read(index)).equals(files[index]?.content ?? Buffer.alloc(1))).toBe(true);
    }
    const escapes = files.filter(({ path }) => path.split(/[/\\]/).includes('..'));
    expect(view.problems.some(({ code }) => code === 'traversal')).toBe(escapes.length > 0);
  });
});

const BUDGET = { ...DEFAULT_BUDGET, unpackedBytesMax: 2 ** 22, timeMsMax: 5000 };

/** Reads all that a view gives out; what it must never do is throw or give out more than it said. */
async function readEverything(bytes: Buffer): Promise<void> {
  await using view = await openBytes(bytes, BUDGET);
  let totalBytes = 0;
  for (const { index, kind, sizeBytes, unread } of view.entries) {
    if (kind !== 'file' || unread !== undefined) {
      await expect(view.read(index)).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY' });
      continue;
    }
    const whole = Buffer.from(await view.read(index));
    expect(whole.length).toBeLessThanOrEqual(sizeBytes);
    totalBytes += whole.length;
    expect(Buffer.from(await view.read(index, { start: 3, end: 9 })).equals(whole.subarray(3, 9))).toBe(true);
    const chunks: Uint8Array[] = [];
    for await (const chunk of view.open(index)) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(whole)).toBe(true);
    if (index < 5) await (await openNested(view, index, { budget: BUDGET }))?.[Symbol.asyncDispose]();
  }
  expect(totalBytes).toBeLessThanOrEqual(view.unpackedBytes);
  expect(view.unpackedBytes).toBeLessThanOrEqual(BUDGET.unpackedBytesMax);
  if (view.problems.some(({ code }) => code.startsWith('budget-') || code === 'corrupt')) {
    expect(view.complete).toBe(false);
  }
  await linearText(view, { bytesMax: 2 ** 22, timeMsMax: 2000 });
}

const PIECES = [
  { offset: 0, data: 'head' },
  { offset: 3000, data: 'tail' },
];
const SAMPLES: Readonly<Record<string, Buffer>> = {
  zip: zip()
    .file('pkg/', '')
    .file('pkg/a.py', 'print(1)\n'.repeat(40))
    .file('pkg/b.py', 'stored', { method: 0 })
    .file('pkg/c.py', 'zstd '.repeat(60), { method: 93 })
    .file('pkg/d.py', 'described', { descriptor: 'signed' })
    .file('pkg/inner.zip', zip().file('x', 'x').build(), { method: 0 })
    .build({ comment: 'comment' }),
  zip64: zip()
    .file('a', 'content '.repeat(30), { zip64: true })
    .file('link', 'a', { mode: 0o120777 })
    .file('b', 'more', { zip64: true, descriptor: 'zip64' })
    .build({ zip64: true }),
  sparse: tarball()
    .raw(oldSparseMember('old', 4000, PIECES))
    .pax({
      'GNU.sparse.major': '1',
      'GNU.sparse.minor': '0',
      'GNU.sparse.name': 's',
      'GNU.sparse.realsize': '4000',
    })
    .member({ path: 'stored' }, bodySparse(PIECES))
    .file('last', 'last')
    .build({ gzip: false }),
  tarGz: tarball()
    .file('package/a.js', 'a'.repeat(900))
    .file('package/b.tgz', tarball().file('c', 'c').build())
    .build(),
};

describe('any damage to any container', () => {
  const cases = Object.keys(SAMPLES).flatMap((name) =>
    Array.from({ length: 60 }, (_, seed) => ({ name, seed })),
  );

  it.each(cases)(
    'ends in a view that reads within its budget ($name, seed $seed)',
    async ({ name, seed }) => {
      const random = createRandom(seed * 31 + name.length);
      const sample = SAMPLES[name] ?? Buffer.alloc(0);

      await readEverything(damage(random, sample));
      await readEverything(gzipSync(damage(random, sample)));
    },
  );
});

describe('any damage', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))('never throws (seed %i)', async (seed) => {
    const random = createRandom(seed + 1000);
    const tar = tarball()
      .pax({ path: 'package/one.js', size: '600' })
      .file('package/one.js', Buffer.alloc(600, 0x61))
      .gnuLong('package/two.js')
      .file('package/two.js', 'two')
      .symlink('package/three', 'two.js')
      .build({ gzip: false });
    for (let i = 0; i < 1 + seed / 4; i++) {
      tar[Math.floor(random() * tar.length)] = Math.floor(random() * 256);
    }
    const packed = gzipSync(tar);
    const damaged = Buffer.from(packed);
    damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256);

    for (const bytes of [tar, packed, damaged, packed.subarray(0, Math.floor(random() * packed.length))]) {
      await using view = await openBytes(bytes);
      for (const { index, kind, sizeBytes } of view.entries) {
        if (kind === 'file') expect((await view.read(index)).length).toBe(sizeBytes);
      }
    }
  });
});
