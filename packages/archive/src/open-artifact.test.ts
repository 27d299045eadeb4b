import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { base256, tarball } from '@weir/testkit/archive';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BUDGET } from './budget.ts';
import { openArtifact } from './open-artifact.ts';
import { codesOf, openBytes, tempDir, textOf } from './testing.ts';

describe('honest archives', () => {
  it.each([true, false])('lists and reads members in order (gzip: %s)', async (gzip) => {
    const bytes = tarball()
      .directory('package/')
      .file('package/package.json', '{"name":"a"}')
      .file('package/bin/run', '#!/bin/sh\n', { mode: 0o755 })
      .file('package/empty', '')
      .build({ gzip });

    await using view = await openBytes(bytes);

    expect(view.entries.map(({ path, kind, sizeBytes, mode }) => [path, kind, sizeBytes, mode])).toEqual([
      ['package/', 'directory', 0, 0o755],
      ['package/package.json', 'file', 12, 0o644],
      ['package/bin/run', 'file', 10, 0o755],
      ['package/empty', 'file', 0, 0o644],
    ]);
    expect(view.problems).toEqual([]);
    expect(view.complete).toBe(true);
    expect(view.unpackedBytes).toBe(22);
    expect(await textOf(view, 'package/package.json')).toBe('{"name":"a"}');
    expect(await textOf(view, 'package/empty')).toBe('');
  });

  it('reads ranges, clipped to the member', async () => {
    await using view = await openBytes(tarball().file('a', 'before').file('b', '0123456789').build());

    expect(Buffer.from(await view.read(1, { start: 2, end: 5 })).toString()).toBe('234');
    expect(Buffer.from(await view.read(1, { start: 8, end: 500 })).toString()).toBe('89');
    expect(Buffer.from(await view.read(1, { start: 50, end: 60 })).toString()).toBe('');
  });

  it('refuses to read what is no file', async () => {
    await using view = await openBytes(tarball().directory('d/').build());

    await expect(view.read(0)).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY', retriable: false });
    await expect(view.read(7)).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY' });
  });

  it('reads v7, ustar prefixes, GNU long names and pax overrides', async () => {
    const long = `package/${'d'.repeat(90)}/${'f'.repeat(90)}.js`;
    const bytes = tarball()
      .member({ path: 'old', magic: 'v7', type: '\0' }, 'v7')
      .member({ path: 'old-dir/', magic: 'v7', type: '\0' })
      .member({ path: 'leaf.js', prefix: 'package/deep' }, 'prefixed')
      .gnuLong(long)
      .member({ path: 'cut', magic: 'gnu' }, 'gnu')
      .pax({ path: 'package/päx.js', comment: 'ignored' })
      .member({ path: 'cut' }, 'pax')
      .pax({ size: '3' })
      .member({ path: 'sized', size: 0 }, 'abc')
      .member({ path: 'large', size: base256(5n) }, 'large')
      .gnuLong('some/where', 'K')
      .symlink('link', 'x')
      .pax({ comment: 'a commit' }, 'g')
      .file('last', 'last')
      .build();

    await using view = await openBytes(bytes);

    expect(view.entries.map(({ path }) => path)).toEqual([
      'old',
      'old-dir/',
      'package/deep/leaf.js',
      long,
      'package/päx.js',
      'sized',
      'large',
      'link',
      'last',
    ]);
    expect(view.entries[1]?.kind).toBe('directory');
    expect(view.entries[7]?.linkTarget).toBe('some/where');
    expect(await textOf(view, 'sized')).toBe('abc');
    expect(await textOf(view, 'large')).toBe('large');
    expect(view.complete).toBe(true);
    expect(codesOf(view)).toEqual(['link']);
  });

  it('reads gzip members that follow each other, and zero padding after them', async () => {
    const tar = tarball().file('a', 'x'.repeat(2000)).file('b', 'second').build({ gzip: false });
    const members = [tar.subarray(0, 700), Buffer.alloc(0), tar.subarray(700)].map((part) => gzipSync(part));

    await using view = await openBytes(Buffer.concat([...members, Buffer.alloc(600)]));

    expect(await textOf(view, 'b')).toBe('second');
    expect(view.problems).toEqual([]);
  });

  it('accepts an archive without end mark and an empty one', async () => {
    await using open = await openBytes(tarball().file('a', 'a').build({ endMark: false }));
    await using empty = await openBytes(tarball().build());

    expect([open.complete, open.entries.length]).toEqual([true, 1]);
    expect([empty.complete, empty.entries.length]).toEqual([true, 0]);
  });

  it('keeps large archives off the heap and still reads at random', async () => {
    const head = tarball()
      .bomb(64 * 1024 * 1024)
      .file('package/tail', 'the end');

    await using view = await openBytes(head.build(), { ...DEFAULT_BUDGET, ratioMax: 5000 });

    expect(await textOf(view, 'package/tail')).toBe('the end');
    expect(await view.read(0, { start: 60_000_000, end: 60_000_004 })).toEqual(Buffer.alloc(4));
  });
});

describe('what is no archive', () => {
  it.each([
    ['an empty file', Buffer.alloc(0), 'corrupt'],
    ['HTML', Buffer.from(`<!doctype html>${' '.repeat(3000)}`), 'corrupt'],
    ['garbage', Buffer.from('ab'.repeat(3000)), 'corrupt'],
    ['gzip of garbage', gzipSync(Buffer.from('ab'.repeat(3000))), 'corrupt'],
    ['gzip of nothing', gzipSync(Buffer.alloc(0)), 'corrupt'],
    ['a gzip magic alone', Buffer.from([0x1f, 0x8b]), 'corrupt'],
    ['a zip without directory', Buffer.from('PK\x03\x04rest'), 'truncated'],
    ['7z', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), 'unsupported'],
  ])('says so of %s', async (_name, bytes, code) => {
    await using view = await openBytes(bytes);

    expect(view.entries).toEqual([]);
    expect(codesOf(view)).toEqual([code]);
    expect(view.complete).toBe(false);
  });

  it('throws for a path that cannot be opened', async () => {
    const opening = openArtifact('/nowhere/at.all', { filename: 'at.all' });

    await expect(opening).rejects.toMatchObject({ code: 'ARCHIVE_OPEN', retriable: false });
  });
});

describe('damage', () => {
  it('lists what is there of a truncated archive and clips the last member', async () => {
    const tar = tarball().file('a', 'whole').file('b', 'y'.repeat(5000)).build({ gzip: false });

    await using view = await openBytes(gzipSync(tar.subarray(0, 3000)));

    expect(view.entries.map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([
      ['a', 5],
      ['b', 3000 - 1536],
    ]);
    expect(codesOf(view)).toEqual(['truncated']);
    expect((await view.read(1)).length).toBe(3000 - 1536);
  });

  it('lists what a truncated gzip stream still holds', async () => {
    const random = Buffer.from(Array.from({ length: 90_000 }, (_, i) => (i * i * 7919 + (i >> 3)) & 0xff));
    const whole = tarball().file('a', 'first').file('b', random);

    await using view = await openBytes(whole.truncatedAt(600).build());

    expect(view.entries[0]?.path).toBe('a');
    expect(codesOf(view)).toContain('truncated');
    expect(view.complete).toBe(false);
  });

  it('keeps the members when the gzip checksum is wrong or bytes follow', async () => {
    const bytes = tarball().file('a', 'still here').build();
    const wrong = Buffer.from(bytes);
    wrong.writeUInt32LE(1, wrong.length - 8);

    await using bad = await openBytes(wrong);
    await using longer = await openBytes(Buffer.concat([bytes, Buffer.from('payload after the end')]));

    expect([codesOf(bad), bad.complete, await textOf(bad, 'a')]).toEqual([['corrupt'], false, 'still here']);
    expect([codesOf(longer), longer.complete]).toEqual([['trailing-data'], true]);
    expect(await textOf(longer, 'a')).toBe('still here');
  });

  it('tells of members hidden behind the end mark', async () => {
    const hidden = tarball().file('hidden', 'h').build({ gzip: false });
    const bytes = tarball().file('a', 'a').raw(Buffer.alloc(1024)).raw(hidden).build();

    await using view = await openBytes(bytes);

    expect(view.entries.map(({ path }) => path)).toEqual(['a']);
    expect([codesOf(view), view.complete]).toEqual([['hidden-member', 'trailing-data'], false]);
    expect(view.facts.trailingBytes).toBe(3072);
  });

  it('goes on behind a header with a wrong checksum, as npm does', async () => {
    const bytes = tarball()
      .file('a', 'a')
      .member({ path: 'bad', badChecksum: true }, 'text')
      .file('after', 'found')
      .build();

    await using view = await openBytes(bytes);

    expect(await textOf(view, 'after')).toBe('found');
    expect([codesOf(view), view.complete]).toEqual([['corrupt'], false]);
  });
});

describe('bombs', () => {
  it('ends 1 GB of zeros early', async () => {
    const bytes = tarball()
      .file('first', 'listed')
      .bomb(2 ** 30)
      .build();

    await using view = await openBytes(bytes);

    expect(codesOf(view)).toEqual(['budget-ratio']);
    expect(view.complete).toBe(false);
    expect(await textOf(view, 'first')).toBe('listed');
    expect(view.unpackedBytes).toBeLessThan(bytes.length * DEFAULT_BUDGET.ratioMax + 2 ** 20);
  });

  it('ends a single deflate stream at the byte budget', async () => {
    const tar = tarball()
      .file('zeros', Buffer.alloc(8 * 2 ** 20))
      .build({ gzip: false });
    const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
    const bytes = Buffer.concat([head, deflateRawSync(tar), Buffer.alloc(8)]);

    await using view = await openBytes(bytes, {
      ...DEFAULT_BUDGET,
      ratioMax: 5000,
      unpackedBytesMax: 2 ** 21,
    });

    expect(codesOf(view)).toEqual(['budget-bytes']);
    expect(view.entries.map(({ path }) => path)).toEqual(['zeros']);
    expect(view.unpackedBytes).toBeLessThanOrEqual(2 ** 21);
  });

  it('ends at the member budget', async () => {
    const one = tarball().file('same', '').build({ gzip: false, endMark: false });
    const million = gzipSync(Buffer.concat(Array.from({ length: 100_000 }, () => one)));

    await using view = await openBytes(million, { ...DEFAULT_BUDGET, ratioMax: 5000 });

    expect(view.entries).toHaveLength(DEFAULT_BUDGET.entriesMax);
    expect(codesOf(view)).toEqual(['budget-entries', 'duplicate-path']);
    expect(view.problems.length).toBeLessThan(30);
  });

  it('ends when time is up, also between a multitude of empty gzip members', async () => {
    const members = Buffer.concat(Array.from({ length: 300 }, () => gzipSync(Buffer.alloc(0))));
    await using directory = await tempDir();
    const path = join(directory.path, 'many.tgz');
    await writeFile(path, members);
    let nowMs = 0;
    const clock = { now: () => (nowMs += 1000) };

    await using view = await openArtifact(path, { filename: 'many.tgz', clock });

    expect(codesOf(view)).toContain('budget-time');
    expect(nowMs).toBeLessThan(30_000);
  });

  it('never takes declared sizes for bytes', async () => {
    const bytes = tarball()
      .member({ path: 'huge', size: base256(2n ** 52n) }, 'tiny')
      .build();

    await using view = await openBytes(bytes);

    expect(view.entries[0]?.sizeBytes).toBeLessThan(2048);
    expect(codesOf(view)).toEqual(['truncated']);
  });
});

describe('directories', () => {
  it('lists a tree, follows no link, leaves other packages and history out at the top', async () => {
    await using root = await tempDir();
    const make = async (path: string, text: string): Promise<void> => {
      await mkdir(join(root.path, path, '..'), { recursive: true });
      await writeFile(join(root.path, path), text);
    };
    await make('package.json', '{}');
    await make('lib/node_modules/shipped.js', 'shipped');
    await make('node_modules/dep/index.js', 'dep');
    await make('.git/config', 'x');
    await symlink('/etc', join(root.path, 'etc'));

    await using view = await openArtifact(root.path, { filename: 'dir' });

    expect(view.entries.map(({ path, kind }) => [path, kind])).toEqual([
      ['etc', 'symlink'],
      ['lib', 'directory'],
      ['lib/node_modules', 'directory'],
      ['lib/node_modules/shipped.js', 'file'],
      ['package.json', 'file'],
    ]);
    expect(view.problems.map(({ code, path }) => [code, path])).toEqual([
      ['excluded', 'node_modules'],
      ['excluded', '.git'],
      ['link', 'etc'],
    ]);
    expect(view.complete).toBe(true);
    expect(await textOf(view, 'lib/node_modules/shipped.js')).toBe('shipped');
    await expect(view.read(0)).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY' });
  });

  it('does not follow a link that took a listed file’s place', async () => {
    await using root = await tempDir();
    await writeFile(join(root.path, 'a'), 'a');
    await using view = await openArtifact(root.path, { filename: 'dir' });
    await symlink('/etc/hostname', join(root.path, 'b'));
    await rename(join(root.path, 'b'), join(root.path, 'a'));

    await expect(view.read(0)).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY' });
  });

  it('ends at the member budget', async () => {
    await using root = await tempDir();
    for (const name of ['a', 'b', 'c']) await writeFile(join(root.path, name), name);

    await using view = await openArtifact(root.path, {
      filename: 'dir',
      budget: { ...DEFAULT_BUDGET, entriesMax: 2 },
    });

    expect([view.entries.length, codesOf(view), view.complete]).toEqual([2, ['budget-entries'], false]);
  });
});
