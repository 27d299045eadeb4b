import { zstdCompressSync } from 'node:zlib';
import {
  bodySparse,
  oldSparseMember,
  type SparseData,
  sparseNumbers,
  sparseStored,
  tarball,
} from '@weir/testkit/archive';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BUDGET } from './budget.ts';
import { codesOf, openBytes, openedText, textOf } from './testing.ts';

const SIZE_BYTES = 5000;
const PIECES: readonly SparseData[] = [
  { offset: 0, data: 'head' },
  { offset: 1000, data: 'middle' },
  { offset: 4996, data: 'tail' },
];

function logical(pieces: readonly SparseData[], sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  for (const { offset, data } of pieces) Buffer.from(data as Uint8Array).copy(bytes, offset);
  return bytes;
}

function paxForm(version: '0.0' | '0.1' | '1.0'): Buffer {
  const stored = sparseStored(PIECES);
  const numbers = sparseNumbers(PIECES);
  const builder = tarball();
  if (version === '1.0') {
    builder
      .pax({
        'GNU.sparse.major': '1',
        'GNU.sparse.minor': '0',
        'GNU.sparse.name': 'sparse.bin',
        'GNU.sparse.realsize': String(SIZE_BYTES),
      })
      .member({ path: 'GNUSparseFile.0/sparse.bin' }, bodySparse(PIECES));
  } else if (version === '0.1') {
    builder
      .pax({
        'GNU.sparse.size': String(SIZE_BYTES),
        'GNU.sparse.numblocks': '3',
        'GNU.sparse.name': 'sparse.bin',
        'GNU.sparse.map': numbers.join(','),
      })
      .member({ path: 'GNUSparseFile.0/sparse.bin' }, stored);
  } else {
    const pairs = PIECES.map(({ offset, data }) => ({ offset, length: Buffer.byteLength(data as string) }));
    builder
      .paxRecords([
        ['GNU.sparse.size', String(SIZE_BYTES)],
        ['GNU.sparse.numblocks', '3'],
        ...pairs.flatMap(({ offset, length }): [string, string][] => [
          ['GNU.sparse.offset', String(offset)],
          ['GNU.sparse.numbytes', String(length)],
        ]),
        ['GNU.sparse.name', 'sparse.bin'],
      ])
      .member({ path: 'sparse.stored' }, stored);
  }
  return builder.file('after', 'after').build();
}

describe('sparse members', () => {
  it.each(['0.0', '0.1', '1.0'] as const)(
    'are read with their holes, and as stored by those who know none (pax %s)',
    async (version) => {
      await using view = await openBytes(paxForm(version));

      const entry = view.find('sparse.bin');
      expect(entry?.sizeBytes).toBe(SIZE_BYTES);
      const index = entry?.index ?? -1;
      expect(Buffer.from(await view.read(index)).equals(logical(PIECES, SIZE_BYTES))).toBe(true);
      expect(Buffer.from(await view.read(index, { start: 1003, end: 1008 })).toString()).toBe('dle\0\0');
      expect(await openedText(view, index, { start: 4990, end: 5000 })).toBe('\0\0\0\0\0\0tail');
      expect(Buffer.from(await view.read(0)).toString()).toContain('headmiddletail');
      expect(await textOf(view, 'after')).toBe('after');
      expect([codesOf(view), view.complete]).toEqual([['sparse'], true]);
    },
  );

  it('are read in GNU’s old format, with maps of any length', async () => {
    const many = Array.from({ length: 60 }, (_, i) => ({ offset: i * 1000, data: `piece ${i}` }));
    const bytes = tarball()
      .raw(oldSparseMember('few', SIZE_BYTES, PIECES))
      .raw(oldSparseMember('many', 70_000, many))
      .file('after', 'after')
      .build();

    await using view = await openBytes(bytes);

    expect(view.entries.map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([
      ['few', SIZE_BYTES],
      ['many', 70_000],
      ['after', 5],
    ]);
    expect(Buffer.from(await view.read(0)).equals(logical(PIECES, SIZE_BYTES))).toBe(true);
    expect(Buffer.from(await view.read(1)).equals(logical(many, 70_000))).toBe(true);
    expect(await textOf(view, 'after')).toBe('after');
    expect([codesOf(view), view.complete]).toEqual([['sparse'], true]);
  });

  it('pay for their holes, and are left unread alone when they cost too much', async () => {
    for (const gzip of [true, false]) {
      const huge = oldSparseMember('huge', 2 ** 32, PIECES);
      await using view = await openBytes(tarball().raw(huge).file('after', 'after').build({ gzip }));

      expect(view.unread.members).toEqual([{ path: 'huge', sizeBytes: 2 ** 32, code: 'budget-bytes' }]);
      expect(codesOf(view)).toEqual(['budget-bytes', 'sparse']);
      expect(await textOf(view, 'after')).toBe('after');
      await expect(view.read(0)).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY' });
    }
  });

  it.each([
    ['out of order', { 'GNU.sparse.map': '10,2,0,2', 'GNU.sparse.size': '100' }],
    ['beyond the end', { 'GNU.sparse.map': '98,4', 'GNU.sparse.size': '100' }],
    ['of nothing', { 'GNU.sparse.map': 'x,y', 'GNU.sparse.size': '100' }],
    ['of other bytes', { 'GNU.sparse.map': '0,3', 'GNU.sparse.size': '100' }],
    ['of too many pieces', { 'GNU.sparse.map': '0,0,'.repeat(70_000), 'GNU.sparse.size': '100' }],
  ])('with a map %s are listed as stored', async (_what, records) => {
    const bytes = tarball().pax(records).member({ path: 'odd' }, 'evil').file('after', 'after').build();

    await using view = await openBytes(bytes, { ...DEFAULT_BUDGET, ratioMax: 5000 });

    expect([codesOf(view), view.complete]).toEqual([['corrupt'], false]);
    expect(await textOf(view, 'odd')).toBe('evil');
    expect(await textOf(view, 'after')).toBe('after');
  });
});

describe('tar in zstd', () => {
  it('is read over frames that follow each other, and skippable ones', async () => {
    const tar = tarball().file('a', 'x'.repeat(3000)).file('b', 'second').build({ gzip: false });
    const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const bytes = Buffer.concat([
      zstdCompressSync(tar.subarray(0, 1000)),
      skippable,
      zstdCompressSync(tar.subarray(1000)),
    ]);

    await using view = await openBytes(bytes);
    await using longer = await openBytes(Buffer.concat([bytes, Buffer.from('more')]));
    await using shorter = await openBytes(bytes.subarray(0, -3));

    expect([view.facts.container, view.problems, await textOf(view, 'b')]).toEqual(['tar.zst', [], 'second']);
    expect([codesOf(longer), longer.facts.trailingBytes]).toEqual([['trailing-data'], 4]);
    expect(codesOf(shorter)).toEqual(['truncated']);
  });
});
