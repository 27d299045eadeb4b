import { gzipSync } from 'node:zlib';
import { tarball } from '@weir/testkit/archive';
import { describe, expect, it } from 'vitest';
import { openBytes } from './testing.ts';

/** mulberry32: small, seeded, good enough to wander through inputs the same way each time. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ALPHABET = [...Array.from('abcXYZ019._-@+ /\\:é漢😀'), '..', '/', '\t', '\u202e'];

function pick<T>(random: () => number, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T;
}

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
