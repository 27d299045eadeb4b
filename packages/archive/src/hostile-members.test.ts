import { base256, paxRecord, tarball, tarHeader } from '@weir/testkit/archive';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BUDGET } from './budget.ts';
import { codesOf, openBytes, textOf } from './testing.ts';

describe('paths', () => {
  it.each([
    ['package/../../x', 'traversal'],
    ['package\\..\\..\\x', 'traversal'],
    ['..', 'traversal'],
    ['/etc/passwd', 'absolute-path'],
    ['\\\\host\\share', 'absolute-path'],
    ['C:\\Windows\\x', 'absolute-path'],
  ])('names %s', async (path, code) => {
    await using view = await openBytes(tarball().file(path, 'x').build());

    expect(codesOf(view)).toEqual([code]);
    expect(view.entries[0]?.path).toBe(path);
  });

  it('names duplicates and collisions, whatever their spelling', async () => {
    const bytes = tarball()
      .file('package/a.js', 'benign')
      .file('package/./a.js', 'evil')
      .file('package/A.js', 'other')
      .file('package/e\u0301.js', 'decomposed')
      .file('package/é.js', 'composed')
      .directory('package/lib/')
      .directory('package/lib')
      .build();

    await using view = await openBytes(bytes);

    expect(view.problems.map(({ code, path }) => [code, path])).toEqual([
      ['duplicate-path', 'package/./a.js'],
      ['case-collision', 'package/A.js'],
      ['case-collision', 'package/é.js'],
    ]);
  });

  it('cuts long names, and skips extension headers that are too long to be one', async () => {
    const bytes = tarball()
      .gnuLong(`p/${'x'.repeat(5000)}`)
      .member({ path: 'cut' }, 'a')
      .gnuLong('y'.repeat(2 * 2 ** 20))
      .member({ path: 'kept' }, 'b')
      .build();

    await using view = await openBytes(bytes, { ...DEFAULT_BUDGET, ratioMax: 5000 });

    expect(view.entries.map(({ path }) => path.length)).toEqual([DEFAULT_BUDGET.pathCharsMax, 4]);
    expect([codesOf(view), view.complete]).toEqual([['budget-path'], false]);
    expect(await textOf(view, 'kept')).toBe('b');
  });

  it('cuts names at NUL and says so where formats allow one', async () => {
    const bytes = tarball()
      .member({ path: Buffer.from('plain.js\0.png') }, '1')
      .pax({ path: 'pax.js\0.png' })
      .member({ path: 'x' }, '2')
      .build();

    await using view = await openBytes(bytes);

    expect(view.entries.map(({ path }) => path)).toEqual(['plain.js', 'pax.js']);
    expect(codesOf(view)).toEqual(['corrupt']);
  });
});

describe('links and devices', () => {
  it('lists them as problems and never reads them', async () => {
    const bytes = tarball().symlink('s', '/etc').hardlink('h', '../x').device('d').build();

    await using view = await openBytes(bytes);

    expect(view.entries.map(({ kind, linkTarget }) => [kind, linkTarget])).toEqual([
      ['symlink', '/etc'],
      ['hardlink', '../x'],
      ['device', null],
    ]);
    expect(codesOf(view)).toEqual(['device', 'link']);
    for (const { index } of view.entries) await expect(view.read(index)).rejects.toThrow('no readable file');
  });
});

describe('headers that readers take differently', () => {
  it.each([
    ['a negative size', base256(-512n)],
    ['garbage', Buffer.from('zzzzzzzzzzz\0')],
    ['digits with a tail', Buffer.from('0000000000x\0')],
    ['more than JavaScript holds', base256(2n ** 60n)],
  ])('goes on after a size that is %s', async (_name, size) => {
    const bytes = tarball().member({ path: 'odd', size }, '').file('after', 'found').build();

    await using view = await openBytes(bytes);

    expect(await textOf(view, 'after')).toBe('found');
    expect([codesOf(view), view.complete]).toEqual([['corrupt'], false]);
  });

  it('lists members hidden in the body of a file with a link target, without multiplying the work', async () => {
    const inner = tarball().file('package/evil.js', 'evil').build({ gzip: false, endMark: false });
    const bytes = tarball().member({ path: 'package/data', linkTarget: 'x' }, inner).build();

    await using view = await openBytes(bytes);

    expect(view.entries.map(({ path }) => path)).toEqual(['package/data', 'package/evil.js']);
    expect(await textOf(view, 'package/evil.js')).toBe('evil');
    expect(codesOf(view)).toEqual(['corrupt']);
  });

  it('stops overlapping members at the byte budget', async () => {
    const nested = Array.from({ length: 50 }, () =>
      tarHeader({ path: 'again', linkTarget: 'x', size: base256(2n ** 20n) }),
    );
    const bytes = tarball()
      .raw(Buffer.concat(nested))
      .raw(Buffer.alloc(2 ** 20, 1))
      .build();

    await using view = await openBytes(bytes, {
      ...DEFAULT_BUDGET,
      unpackedBytesMax: 8 * 2 ** 20,
      ratioMax: 1e9,
    });

    expect(view.unpackedBytes).toBeLessThan(9 * 2 ** 20);
    expect(codesOf(view)).toContain('budget-bytes');
  });

  it('distrusts pax values with line breaks, bad lengths, global names and sparse maps', async () => {
    const broken = (records: Buffer): Buffer =>
      tarball().member({ path: 'pax', type: 'x' }, records).file('a', 'a').build();
    const hiding = broken(paxRecord('comment', 'x\n17 path=evil.js'));
    const short = broken(Buffer.from('3 path=evil.js\n'));
    const global = tarball().pax({ path: 'same' }, 'g').file('a', 'a').build();
    const sparse = tarball().pax({ 'GNU.sparse.major': '1' }).file('a', 'a').build();

    for (const bytes of [hiding, short, global, sparse]) {
      await using view = await openBytes(bytes);
      expect(view.entries.map(({ path }) => path)).toEqual(['a']);
      expect([codesOf(view), view.complete]).toEqual([['corrupt'], false]);
    }
  });

  it.each([
    ['a prefix without the magic for it', tarball().member({ path: 'a', prefix: 'p', magic: 'v7' }, 'a')],
    ['a directory by its name with bytes', tarball().member({ path: 'a/', type: '0' }, 'a')],
    ['two names for one member', tarball().pax({ path: 'b' }).gnuLong('c').member({ path: 'a' }, 'a')],
    ['a long name with a NUL', tarball().gnuLong('b\0c').member({ path: 'a' }, 'a')],
    ['an old long name', tarball().member({ path: 'x', type: 'N' }, 'b').member({ path: 'a' }, 'a')],
    [
      'a long name without a path',
      tarball().member({ path: '', type: 'L', magic: 'gnu' }, 'b').file('a', 'a'),
    ],
    [
      'a long name with a link target',
      tarball().member({ path: 'x', type: 'L', magic: 'gnu', linkTarget: 'y' }, 'b').file('a', 'a'),
    ],
    [
      'a long name that goes on behind its size',
      tarball().member({ path: 'x', type: 'L', magic: 'gnu', size: 2 }, 'package/a').file('a', 'a'),
    ],
  ])('distrusts %s', async (_what, builder) => {
    await using view = await openBytes(builder.file('after', 'found').build());

    expect([codesOf(view), view.complete]).toEqual([['corrupt'], false]);
    expect(await textOf(view, 'after')).toBe('found');
  });

  it('takes a directory’s size for what POSIX says that it is', async () => {
    const bytes = tarball().member({ path: 'd', type: '5', size: 4096 }, '').file('after', 'found').build();

    await using view = await openBytes(bytes);

    expect([view.problems, await textOf(view, 'after')]).toEqual([[], 'found']);
  });

  it('reads unknown types as files and says that not everybody does', async () => {
    await using view = await openBytes(tarball().member({ path: 'z', type: 'Z' }, 'zed').build());

    expect(await textOf(view, 'z')).toBe('zed');
    expect([codesOf(view), view.complete]).toEqual([['unsupported'], false]);
  });

  it('survives a pile of extension headers', async () => {
    const builder = tarball();
    for (let i = 0; i < 5000; i++) builder.pax({ [`k${i}`]: 'v'.repeat(100) });

    await using view = await openBytes(builder.file('a', 'a').build());

    expect(view.entries.map(({ path }) => path)).toEqual(['a']);
  });
});
