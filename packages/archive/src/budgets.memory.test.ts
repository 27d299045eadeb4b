import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { ArchiveBudget, ArtifactView } from '@weir/model';
import { tarball, zip } from '@weir/testkit/archive';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BUDGET } from './budget.ts';
import { openArtifact } from './open-artifact.ts';
import { codesOf, openBytes, tempDir, textOf } from './testing.ts';

const MIB = 2 ** 20;

/** Opens a file and answers with the view and by how much the process grew at most meanwhile. */
async function openWatched(
  bytes: Uint8Array,
  budget: Partial<ArchiveBudget> = {},
): Promise<{ readonly view: ArtifactView; readonly grownBytes: number }> {
  await using directory = await tempDir();
  const path = join(directory.path, 'artifact');
  await writeFile(path, bytes);
  const before = process.memoryUsage().rss;
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5);
  const view = await openArtifact(path, { filename: 'artifact', budget: { ...DEFAULT_BUDGET, ...budget } });
  clearInterval(timer);
  peak = Math.max(peak, process.memoryUsage().rss);
  return { view, grownBytes: peak - before };
}

describe('budgets', () => {
  it('ends 10 GB of zeros early, whatever they are packed in, in flat memory', async () => {
    const tgz = tarball()
      .bomb(10 * 1024 * MIB)
      .build();
    const { view, grownBytes } = await openWatched(tgz, { ratioMax: 5000 });
    await using owned = view;

    expect(codesOf(owned)).toEqual(['budget-bytes']);
    expect(grownBytes).toBeLessThan(150 * MIB);
    const zeros = Buffer.alloc(MIB);
    let read = 0;
    for await (const bytes of owned.open(0, { start: 0, end: 400 * MIB })) {
      expect(Buffer.compare(bytes, zeros.subarray(0, bytes.length))).toBe(0);
      read += bytes.length;
    }
    expect(read).toBe(400 * MIB);
  });

  it('unpacks a large member of a zip in flat memory', async () => {
    const big = Buffer.alloc(300 * MIB);
    const bytes = zip().file('zeros', big).build();
    const { view } = await openWatched(bytes, { ratioMax: 5000 });
    await using owned = view;
    const before = process.memoryUsage();
    let peak = 0;
    let read = 0;

    for await (const chunk of owned.open(0)) {
      read += chunk.length;
      const { rss, external } = process.memoryUsage();
      peak = Math.max(peak, rss - before.rss, external - before.external);
    }

    expect([read, owned.problems]).toEqual([big.length, []]);
    expect(peak).toBeLessThan(100 * MIB);
  });

  it('counts members: a million in a zip and in a tar', async () => {
    const million = zip().file('same', '').listed(1_000_000).build({ zip64: true });
    const one = tarball().file('same', '').build({ gzip: false, endMark: false });
    const tar = Buffer.alloc(one.length * 100_000, one);
    const watched = [
      await openWatched(million),
      await openWatched(tar),
      await openWatched(zstdCompressSync(tar), { ratioMax: 1e6 }),
    ];

    for (const { view, grownBytes } of watched) {
      await using owned = view;
      expect(owned.entries).toHaveLength(DEFAULT_BUDGET.entriesMax);
      expect(codesOf(owned)).toContain('budget-entries');
      expect(owned.complete).toBe(false);
      expect(grownBytes).toBeLessThan(200 * MIB);
    }
    expect(watched.map(({ view }) => view.unread.restCount)).toEqual([979_999, null, null]);
  });

  it('counts paths: of 64 KB, in many members', async () => {
    const builder = zip();
    const long = 'p/'.repeat(32_000);
    for (let i = 0; i < 500; i++) builder.file(`${long}${i}`, '');
    const { view, grownBytes } = await openWatched(builder.build());
    await using owned = view;

    expect(owned.entries).toHaveLength(500);
    expect(owned.entries.every(({ path }) => path.length === DEFAULT_BUDGET.pathCharsMax)).toBe(true);
    expect([codesOf(owned).includes('budget-path'), owned.complete]).toEqual([true, false]);
    expect(grownBytes).toBeLessThan(100 * MIB);
  });

  it('counts time, in every container', async () => {
    const builder = zip();
    for (let i = 0; i < 50; i++) builder.file(`f${i}`, 'x');
    const tar = tarball();
    for (let i = 0; i < 50; i++) tar.file(`f${i}`, 'x');
    const gzips = Buffer.concat(Array.from({ length: 300 }, () => gzipSync(Buffer.alloc(0))));
    const frames = Buffer.concat(Array.from({ length: 300 }, () => zstdCompressSync(Buffer.alloc(0))));

    await using directory = await tempDir();
    for (const bytes of [builder.build(), tar.build(), tar.build({ gzip: false }), gzips, frames]) {
      const path = join(directory.path, 'slow');
      await writeFile(path, bytes);
      let nowMs = 0;
      const clock = { now: () => (nowMs += 1000) };

      await using view = await openArtifact(path, { filename: 'slow', clock });

      expect(codesOf(view)).toContain('budget-time');
      expect(view.complete).toBe(false);
      expect(nowMs).toBeLessThan(60_000);
    }
  });

  it('reads small files first where it can choose', async () => {
    const noise = Buffer.alloc(5000, 'padding');
    const build = [
      zip().file('big', noise, { method: 0 }).file('setup.py', 'evil()').build(),
      tarball().file('big', noise).file('setup.py', 'evil()').build({ gzip: false }),
    ];
    for (const bytes of build) {
      await using view = await openBytes(bytes, { ...DEFAULT_BUDGET, unpackedBytesMax: 4000 });

      expect(await textOf(view, 'setup.py')).toBe('evil()');
      expect(view.unread.members).toEqual([{ path: 'big', sizeBytes: 5000, code: 'budget-bytes' }]);
      expect([view.unpackedBytes, codesOf(view)]).toEqual([6, ['budget-bytes']]);
    }
  });
});
