import { zip, zipExtra } from '@weir/testkit/archive';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BUDGET } from './budget.ts';
import { codesOf, openBytes, openedText, textOf } from './testing.ts';
import { noise } from './testing-random.ts';

describe('honest zips', () => {
  it('lists and reads stored, deflated and zstd members in order', async () => {
    const bytes = zip()
      .file('pkg/', '', { method: 0, mode: 0o040755 })
      .file('pkg/a.py', 'print(1)\n', { mode: 0o100644 })
      .file('pkg/stored.py', 'print(2)\n', { method: 0, mode: 0o100755 })
      .file('pkg/zstd.py', 'print(3)\n'.repeat(50), { method: 93 })
      .file('pkg/empty', '', { method: 0 })
      .build({ comment: 'made by a test' });

    await using view = await openBytes(bytes);

    expect(view.entries.map(({ path, kind, sizeBytes, mode }) => [path, kind, sizeBytes, mode])).toEqual([
      ['pkg/', 'directory', 0, 0o755],
      ['pkg/a.py', 'file', 9, 0o644],
      ['pkg/stored.py', 'file', 9, 0o755],
      ['pkg/zstd.py', 'file', 450, 0],
      ['pkg/empty', 'file', 0, 0],
    ]);
    expect(await textOf(view, 'pkg/a.py')).toBe('print(1)\n');
    expect(await textOf(view, 'pkg/stored.py')).toBe('print(2)\n');
    expect(await textOf(view, 'pkg/zstd.py')).toBe('print(3)\n'.repeat(50));
    expect(await textOf(view, 'pkg/empty')).toBe('');
    expect([view.problems, view.complete, view.unread]).toEqual([[], true, { members: [], restCount: 0 }]);
    expect(view.facts).toMatchObject({
      container: 'zip',
      comment: 'made by a test',
      packedBytes: bytes.length,
      prefixBytes: 0,
      gapBytes: 0,
      trailingBytes: 0,
      oldestMs: Date.UTC(2024, 0, 2, 3, 4, 6),
    });
  });

  it('reads zip64 records and every form of data descriptor', async () => {
    const bytes = zip()
      .file('sixty-four', 'large', { zip64: true })
      .file('plain', 'plain descriptor', { descriptor: 'plain' })
      .file('signed', 'signed descriptor', { descriptor: 'signed' })
      .file('long', 'long descriptor', { descriptor: 'zip64', zip64: true })
      .build({ zip64: true });

    await using view = await openBytes(bytes);

    expect(view.entries).toHaveLength(4);
    for (const path of ['plain', 'signed', 'long'])
      expect(await textOf(view, path)).toBe(`${path} descriptor`);
    expect(await textOf(view, 'sixty-four')).toBe('large');
    expect(view.problems).toEqual([]);
  });

  it.each([0, 8, 93])('reads ranges and chunks of a large member (method %i)', async (method) => {
    const content = Buffer.concat([noise(3_000_000), Buffer.alloc(9_000_000, 'abc'), noise(1000)]);
    await using view = await openBytes(
      zip().file('small', 's').file('large.bin', content, { method }).build(),
    );

    const ranges = [
      [0, 10],
      [2_999_990, 3_000_020],
      [11_999_990, 12_001_000],
      [12_000_990, 99_000_000],
    ] as const;
    for (const [start, end] of ranges) {
      expect(Buffer.from(await view.read(1, { start, end })).equals(content.subarray(start, end))).toBe(true);
    }
    expect((await openedText(view, 1)) === content.toString('latin1')).toBe(true);
    expect(await openedText(view, 1, { start: 5_000_000, end: 5_000_006 })).toBe(
      content.toString('latin1', 5_000_000, 5_000_006),
    );
    expect(Buffer.from(await view.read(1)).equals(content)).toBe(true);
    expect(view.problems).toEqual([]);
  });

  it('decodes names by the flag, in code page 437, and knows the Unicode path', async () => {
    const unicode = Buffer.concat([Buffer.from([1]), Buffer.alloc(4), Buffer.from('ä.py')]);
    unicode.writeUInt32LE(0x861f1b6c, 1);
    const bytes = zip()
      .file('é漢.py', '1')
      .member({ path: Buffer.from([0x81, 0x2e, 0x70, 0x79]), content: '2' })
      .member({ path: Buffer.from('_.py'), content: '3', extra: zipExtra(0x7075, unicode) })
      .build();

    await using view = await openBytes(bytes);

    expect(view.entries.map(({ path }) => path)).toEqual(['é漢.py', 'ü.py', '_.py']);
    expect(view.problems).toEqual([]);
  });

  it('opens an empty archive, and one with as long a comment as can be', async () => {
    await using empty = await openBytes(zip().build());
    await using commented = await openBytes(
      zip()
        .file('a', 'a')
        .build({ comment: 'c'.repeat(0xffff) }),
    );

    expect([empty.entries, empty.problems, empty.complete]).toEqual([[], [], true]);
    expect([await textOf(commented, 'a'), commented.problems]).toEqual(['a', []]);
    expect(commented.facts.comment).toHaveLength(1000);
  });

  it('finds members by path, the last of two', async () => {
    await using view = await openBytes(zip().file('a', 'first').file('b', 'b').file('a', 'last').build());

    expect([view.find('a')?.index, view.find('b')?.index, view.find('c')]).toEqual([2, 1, null]);
    expect(codesOf(view)).toEqual(['duplicate-path']);
  });

  it('reads twice the same whether members are read side by side or not', async () => {
    const builder = zip();
    for (let i = 0; i < 200; i++)
      builder.file(`f${i}`, `content of ${i} `.repeat(i), { method: i % 2 ? 8 : 0 });
    await using view = await openBytes(builder.build(), { ...DEFAULT_BUDGET, ratioMax: 5000 });

    const texts = await Promise.all(
      view.entries.map(async ({ index }) => Buffer.from(await view.read(index))),
    );

    for (const [i, text] of texts.entries()) expect(text.toString()).toBe(`content of ${i} `.repeat(i));
  });
});
