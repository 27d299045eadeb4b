import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { tarball, zip } from '@weir/testkit/archive';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BUDGET } from './budget.ts';
import { openArtifact } from './open-artifact.ts';
import { linearText, openBytes, tempDir, textOf } from './testing.ts';
import { noise } from './testing-random.ts';

const NOISE = noise(300_000);

describe('the linear pass', () => {
  it('gives out nothing of what could be read', async () => {
    for (const bytes of [
      tarball().file('a', 'alpha').build(),
      zip().file('a', 'alpha').file('b', 'beta', { descriptor: 'signed' }).build({ comment: 'c' }),
    ]) {
      await using view = await openBytes(bytes);
      expect(await linearText(view)).toEqual({ raw: '', unpacked: '', complete: true });
    }
  });

  it('reaches what comes behind a bomb, without giving its zeros out', async () => {
    const bytes = tarball()
      .file('first', 'listed')
      .bomb(2 ** 30)
      .file('payload.js', 'evil()')
      .build();
    await using view = await openBytes(bytes);
    expect(view.find('payload.js')).toBeNull();
    expect(view.unread).toMatchObject({ members: [{ path: 'package/zeros.bin' }], restCount: null });

    const { unpacked, complete } = await linearText(view, { bytesMax: 32 * 2 ** 20, timeMsMax: 20_000 });

    expect(unpacked).toContain('evil()');
    expect(unpacked).not.toContain('listed');
    expect(unpacked.length).toBeLessThan(4 * 2 ** 20);
    expect(complete).toBe(true);
  });

  it('reads members of a zip that the budget left unread, and names them', async () => {
    const big = Buffer.concat([NOISE, Buffer.from('evil()'), NOISE]);
    const bytes = zip().file('small', 'small').file('big', big).file('huge', big, { method: 0 }).build();
    await using view = await openBytes(bytes, { ...DEFAULT_BUDGET, unpackedBytesMax: 1000 });
    expect(view.unread.members.map(({ path }) => path)).toEqual(['big', 'huge']);

    const paths: (string | null)[] = [];
    for await (const { path, layer } of view.linear()) if (layer === 'unpacked') paths.push(path);
    const { raw, unpacked } = await linearText(view);

    expect([raw.includes('evil()'), unpacked.includes('evil()')]).toEqual([true, true]);
    expect([raw.includes('small'), unpacked.includes('small')]).toEqual([false, false]);
    expect(new Set(paths)).toEqual(new Set(['big']));
  });

  it('finds hidden members, prefixes, gaps and what follows the archive', async () => {
    const bytes = zip()
      .raw(Buffer.from('in front'))
      .file('a', 'listed')
      .member({ path: 'hidden', content: 'from a hidden member '.repeat(50), only: 'local' })
      .raw(Buffer.from('in a gap'))
      .file('b', 'listed too')
      .build({ trailing: Buffer.concat([Buffer.from('behind'), gzipSync('packed behind')]) });
    await using view = await openBytes(bytes);

    const { raw, unpacked } = await linearText(view);

    for (const text of ['in front', 'in a gap', 'behind']) expect(raw).toContain(text);
    expect(unpacked).toContain('from a hidden member');
    expect(unpacked).toContain('packed behind');
    expect(raw + unpacked).not.toContain('listed');
  });

  it('unpacks what it can of broken containers', async () => {
    const tgz = tarball()
      .file('a', 'first')
      .file('b', Buffer.concat([NOISE, Buffer.from('evil()'), NOISE]))
      .build();
    const broken = Buffer.from(tgz);
    broken.fill(0, 500_000, 500_100);
    const headless = zip().file('a', 'from the local header '.repeat(20)).build().subarray(0, -22);
    const garbage = Buffer.concat([
      Buffer.from('garbage'),
      zstdCompressSync('from zstd'),
      Buffer.from('end'),
    ]);

    await using first = await openBytes(broken);
    await using second = await openBytes(headless);
    await using third = await openBytes(garbage);

    expect((await linearText(first)).complete).toBe(true);
    expect((await linearText(second)).unpacked).toContain('from the local header');
    const { raw, unpacked } = await linearText(third);
    expect([unpacked, raw]).toEqual(['from zstd', 'garbageend']);
  });

  it('shows members behind the end mark of a tar', async () => {
    const hidden = tarball().file('hidden', 'from behind').build({ gzip: false });
    for (const gzip of [true, false]) {
      await using view = await openBytes(
        tarball().file('a', 'listed').raw(Buffer.alloc(1024)).raw(hidden).build({ gzip }),
      );
      const { raw, unpacked } = await linearText(view);
      expect(raw + unpacked).toContain('from behind');
      expect(raw + unpacked).not.toContain('listed');
    }
  });

  it('ends at its own budget of bytes and of time, and says so', async () => {
    await using view = await openBytes(Buffer.concat([Buffer.from('?'), NOISE, NOISE]));

    const short = await linearText(view, { bytesMax: 1000, timeMsMax: 10_000 });
    const late = await linearText(view, { bytesMax: 1e9, timeMsMax: -1 });

    expect([short.raw.length, short.complete]).toEqual([1000, false]);
    expect([late.raw.length, late.complete]).toEqual([0, false]);
  });

  it('can be left early', async () => {
    await using view = await openBytes(Buffer.concat([Buffer.from('?'), gzipSync(NOISE), NOISE]));
    const pass = view.linear();

    for await (const chunk of pass) {
      expect(chunk.layer).toBe('raw');
      break;
    }

    expect(pass.complete).toBe(false);
  });

  it('survives a file made of beginnings', async () => {
    const starts = Buffer.concat(
      Array.from(
        { length: 20_000 },
        (_, i) =>
          [
            Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]),
            Buffer.from('PK\x03\x04'),
            zstdCompressSync('a'),
          ][i % 3] ?? Buffer.alloc(0),
      ),
    );
    await using view = await openBytes(Buffer.concat([Buffer.from('?'), starts]));

    const started = performance.now();
    await linearText(view, { bytesMax: 2 ** 26, timeMsMax: 2000 });

    expect(performance.now() - started).toBeLessThan(4000);
  });

  it('reads files of a directory that the budget left unread', async () => {
    await using root = await tempDir();
    await mkdir(join(root.path, 'lib'));
    await writeFile(join(root.path, 'package.json'), '{}');
    await writeFile(join(root.path, 'lib/big.js'), `${'x'.repeat(5000)}evil()`);
    await using view = await openArtifact(root.path, {
      filename: 'dir',
      budget: { ...DEFAULT_BUDGET, unpackedBytesMax: 1000 },
    });

    expect(view.unread.members).toEqual([{ path: 'lib/big.js', sizeBytes: 5006, code: 'budget-bytes' }]);
    expect(await textOf(view, 'package.json')).toBe('{}');
    expect((await linearText(view)).raw).toContain('evil()');
  });
});
