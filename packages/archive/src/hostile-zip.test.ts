import { deflateRawSync } from 'node:zlib';
import { tarball, zip, zipExtra } from '@weir/testkit/archive';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BUDGET } from './budget.ts';
import { codesOf, linearText, openBytes, textOf } from './testing.ts';

async function readAll(view: Awaited<ReturnType<typeof openBytes>>): Promise<string[]> {
  const texts: string[] = [];
  for (const { index, kind, unread } of view.entries) {
    if (kind === 'file' && unread === undefined) texts.push(Buffer.from(await view.read(index)).toString());
  }
  return texts;
}

describe('local header against central directory', () => {
  it.each([
    ['name', { path: Buffer.from('evil.py') }],
    ['method', { method: 0 }],
    ['checksum', { crc: 1 }],
    ['size', { sizeBytes: 3 }],
    ['packed size', { packedBytes: 3 }],
    ['encryption', { flags: 1 }],
    ['descriptor', { flags: 8 }],
    ['extra fields', { extra: Buffer.from([1, 0, 99, 0]) }],
  ])('tells of another %s', async (_what, local) => {
    await using view = await openBytes(
      zip().member({ path: 'good.py', content: 'good', local }).file('b', 'b').build(),
    );

    expect(codesOf(view)).toEqual(['header-mismatch']);
    expect([view.complete, view.entries.map(({ path }) => path)]).toEqual([false, ['good.py', 'b']]);
    expect(await textOf(view, 'b')).toBe('b');
  });

  it('tells of a data descriptor that says something else', async () => {
    const bytes = zip().file('a', 'content', { descriptor: 'signed' }).build();
    bytes.writeUInt32LE(7, bytes.indexOf('PK\x07\x08') + 4);

    await using view = await openBytes(bytes);

    expect(codesOf(view)).toEqual(['header-mismatch']);
  });

  it('tells of extra fields that are there twice, or are cut off', async () => {
    const sizes = zipExtra(1, Buffer.alloc(8));
    for (const extra of [Buffer.concat([sizes, sizes]), Buffer.from([1, 0, 99, 0])]) {
      await using view = await openBytes(zip().member({ path: 'a', content: '1', extra }).build());

      expect(codesOf(view)).toEqual(['header-mismatch']);
    }
  });

  it('tells of a Unicode path that is another file', async () => {
    const unicode = Buffer.concat([Buffer.from([1]), Buffer.alloc(4), Buffer.from('evil.py')]);
    unicode.writeUInt32LE(0xe8b7be43, 1);
    await using view = await openBytes(
      zip()
        .member({ path: 'a', content: '1', extra: zipExtra(0x7075, unicode) })
        .build(),
    );

    expect(view.problems).toMatchObject([{ code: 'header-mismatch', path: 'a' }]);
  });

  it('tells of members that only readers of local headers see', async () => {
    const bytes = zip()
      .file('a', 'a')
      .member({ path: 'hidden.py', content: 'evil', only: 'local' })
      .file('b', 'b')
      .build();

    await using view = await openBytes(bytes);

    expect(view.problems).toMatchObject([{ code: 'hidden-member', path: 'hidden.py' }]);
    expect([view.complete, view.entries.length]).toEqual([false, 2]);
    expect(view.facts.gapBytes).toBeGreaterThan(30);
  });

  it('tells of members without local header, and leaves them unread', async () => {
    const bytes = zip()
      .file('a', 'a')
      .member({ path: 'nowhere', content: 'x', only: 'central', localOffset: 5 })
      .member({ path: 'beyond', content: 'x', only: 'central', localOffset: 0x7fffffff })
      .build();

    await using view = await openBytes(bytes);

    expect(codesOf(view)).toEqual(['corrupt']);
    expect(view.unread).toMatchObject({ members: [{ path: 'nowhere' }, { path: 'beyond' }], restCount: 0 });
    await expect(view.read(1)).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY' });
    expect(await readAll(view)).toEqual(['a']);
  });
});

describe('around the archive', () => {
  it('opens a prefixed archive, whether its offsets know of the prefix or not', async () => {
    const script = Buffer.from('#!/bin/sh\nexit 0\n');
    await using cat = await openBytes(zip().file('a', 'a').build({ prefix: script }), undefined, 'a.pyz');
    await using shifted = await openBytes(zip().raw(script).file('a', 'a').build(), undefined, 'a.pyz');

    for (const view of [cat, shifted]) {
      expect(await readAll(view)).toEqual(['a']);
      expect([codesOf(view), view.facts.prefixBytes]).toEqual([['prefixed-data'], script.length]);
    }
  });

  it('tells of bytes behind the archive', async () => {
    await using view = await openBytes(
      zip()
        .file('a', 'a')
        .build({ trailing: Buffer.alloc(500, 'x') }),
    );

    expect([codesOf(view), view.complete, view.facts.trailingBytes]).toEqual([['trailing-data'], true, 500]);
    expect(await readAll(view)).toEqual(['a']);
  });

  it('tells when a comment hides a second archive’s end', async () => {
    const inner = zip().file('shown-by-python.py', 'python');
    const outer = zip().file('shown-by-java.py', 'java').build({ comment: inner.build() });

    await using view = await openBytes(outer);

    expect(codesOf(view)).toContain('ambiguous');
    expect(view.complete).toBe(false);
  });

  it.each([
    ['the count of members', 8, 2, 1],
    ['the size of the directory', 12, 4, 46],
    ['its place', 16, 4, 3],
  ])('tells when the plain end record says something else of %s', async (_what, at, width, value) => {
    const bytes = zip().file('a', 'a').file('b', 'b').build({ zip64: true });
    bytes.writeUIntLE(value, bytes.length - 22 + at, width);
    if (at === 8) bytes.writeUInt16LE(value, bytes.length - 22 + 10);

    await using view = await openBytes(bytes);

    expect([codesOf(view), view.complete, view.entries.length]).toEqual([['ambiguous'], false, 2]);
  });

  it('tells when two zip64 records are there, and of bytes between the records', async () => {
    const bytes = zip().file('shown', 'a').build({ zip64: true });
    const records = bytes.length - 22 - 20 - 56;
    const hidden = zip()
      .member({ path: 'hidden', content: 'evil() '.repeat(9), only: 'local' })
      .build();
    const between = [hidden.subarray(0, -22), bytes.subarray(records, records + 56)];
    const head = bytes.subarray(0, records + 56);

    await using one = await openBytes(Buffer.concat([head, ...between.slice(0, 1), bytes.subarray(-42)]));
    await using two = await openBytes(Buffer.concat([head, ...between, bytes.subarray(-42)]));

    expect(codesOf(one)).toEqual(['corrupt', 'hidden-member']);
    expect(codesOf(two)).toEqual(['ambiguous', 'corrupt', 'hidden-member']);
    for (const view of [one, two]) {
      expect(view.entries.map(({ path }) => path)).toEqual(['shown']);
      expect((await linearText(view)).unpacked).toContain('evil()');
    }
  });

  it('shows bytes in the directory that are no headers', async () => {
    const bytes = zip().file('a', 'listed').build();
    const headers = bytes.subarray(bytes.indexOf('PK\x01\x02'), -22);
    const payload = Buffer.from('behind the headers');
    const end = Buffer.from(bytes.subarray(-22));
    end.writeUInt32LE(headers.length + payload.length, 12);

    await using view = await openBytes(Buffer.concat([bytes.subarray(0, -22), payload, end]));

    expect([codesOf(view), view.complete]).toEqual([['corrupt'], false]);
    expect((await linearText(view)).raw).toBe('behind the headers');
  });

  it('takes an honest archive inside an archive for what it is', async () => {
    const inner = zip().file('inner.py', 'inner').build();
    await using view = await openBytes(zip().file('inner.zip', inner, { method: 0 }).build());

    expect([view.problems, view.entries.map(({ path }) => path)]).toEqual([[], ['inner.zip']]);
  });

  it('passes over a signature in a comment, and says that others stumble over it', async () => {
    const comment = Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(40, 0xff)]);
    await using view = await openBytes(zip().file('a', 'a').build({ comment }));

    expect([codesOf(view), await readAll(view)]).toEqual([['ambiguous'], ['a']]);
  });

  it('opens what two kinds of installer take differently by its name', async () => {
    const tgz = tarball().file('package/from-tar', 'tar').build();
    const both = zip().raw(tgz).file('from-zip', 'zip').build();

    await using wheel = await openBytes(both, undefined, 'a-1.0-py3-none-any.whl');
    await using tar = await openBytes(both, undefined, 'a-1.0.tgz');

    expect(wheel.entries.map(({ path }) => path)).toEqual(['from-zip']);
    expect(codesOf(wheel)).toEqual(['ambiguous', 'prefixed-data']);
    expect(tar.entries.map(({ path }) => path)).toEqual(['package/from-tar']);
    expect(codesOf(tar)).toEqual(['trailing-data']);
  });

  it.each([
    ['too many', { entryCount: 5 }],
    ['none', { entryCount: 0 }],
  ])('lists all members when the end record claims %s', async (_what, options) => {
    await using view = await openBytes(zip().file('a', 'a').file('b', 'b').build(options));

    expect([codesOf(view), view.entries.length]).toEqual([['corrupt'], 2]);
  });

  it('survives a directory that is cut, moved or absurdly large', async () => {
    const base = (): ReturnType<typeof zip> => zip().file('a', 'a').file('b', 'b');
    for (const options of [
      { directoryBytes: 60 },
      { directoryBytes: 0xfffffffe },
      { directoryOffset: 3 },
      { directoryOffset: 0xfffffff0, directoryBytes: 0xfffffff0 },
    ]) {
      await using view = await openBytes(base().build(options));
      expect(view.complete).toBe(false);
    }
  });
});

describe('members', () => {
  it('lists what is encrypted or packed in another way, and reads the rest', async () => {
    const bytes = zip()
      .file('secret', 'x', { flags: 1 })
      .file('masked', 'x', { flags: 1 << 13 })
      .file('bzip2', 'x', { method: 12 })
      .file('lzma', 'x', { method: 14 })
      .file('deflate64', 'x', { method: 9 })
      .file('plain', 'read')
      .build();

    await using view = await openBytes(bytes);

    expect([codesOf(view), view.complete]).toEqual([['encrypted', 'unsupported'], false]);
    expect(view.unread.members.map(({ path, code }) => [path, code])).toEqual([
      ['secret', 'encrypted'],
      ['masked', 'encrypted'],
      ['bzip2', 'unsupported'],
      ['lzma', 'unsupported'],
      ['deflate64', 'unsupported'],
    ]);
    expect(view.unpackedBytes).toBe(4);
    expect(await readAll(view)).toEqual(['read']);
    await expect(view.read(0)).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY', retriable: false });
  });

  it('finds out about wrong checksums and sizes when members are read', async () => {
    const deflated = deflateRawSync(Buffer.from('content'));
    const bytes = zip()
      .file('crc', 'content', { crc: 5 })
      .file('crc-stored', 'content', { method: 0, crc: 5 })
      .file('short', 'content', { sizeBytes: 9 })
      .file('long', 'content', { sizeBytes: 3 })
      .member({ path: 'tail', content: 'content', packed: Buffer.concat([deflated, Buffer.from('tail')]) })
      .member({ path: 'garbage', content: 'content', packed: Buffer.alloc(9, 0xff) })
      .build();
    await using view = await openBytes(bytes);
    expect([view.problems, view.complete]).toEqual([[], true]);

    await readAll(view);
    const texts = await readAll(view);

    expect(texts).toEqual(['content', 'content', 'content', 'con', 'content', '']);
    expect(view.problems.map(({ code, path }) => [code, path])).toEqual(
      ['crc', 'crc-stored', 'short', 'long', 'tail', 'garbage'].map((path) => ['corrupt', path]),
    );
    expect(view.complete).toBe(false);
  });

  it('lists links and devices, and their bytes as the file that pip writes', async () => {
    const bytes = zip()
      .file('link', '../../etc/passwd', { mode: 0o120777 })
      .file('pipe', 'import os', { mode: 0o010644 })
      .build();

    await using view = await openBytes(bytes);

    expect(view.entries.map(({ path, kind, linkTarget }) => [path, kind, linkTarget])).toEqual([
      ['link', 'symlink', '../../etc/passwd'],
      ['link', 'file', null],
      ['pipe', 'device', null],
      ['pipe', 'file', null],
    ]);
    expect(codesOf(view)).toEqual(['device', 'link']);
    expect(await textOf(view, 'pipe')).toBe('import os');
  });

  it('names odd paths', async () => {
    const bytes = zip()
      .file('../up', '')
      .file('/root', '')
      .file('a\0.py', '')
      .file('A', '')
      .file('a', '')
      .file('dir/', 'data in a directory')
      .member({ path: Buffer.from([0x80, 0xff]), flags: 1 << 11 })
      .build();

    await using view = await openBytes(bytes);

    expect(codesOf(view)).toEqual([
      'absolute-path',
      'case-collision',
      'corrupt',
      'duplicate-path',
      'header-mismatch',
      'traversal',
    ]);
    expect(view.entries[2]?.path).toBe('a');
  });
});

describe('zip bombs', () => {
  it('leaves the bomb unread and reads what is small', async () => {
    const zeros = Buffer.alloc(64 * 2 ** 20);
    const bytes = zip().file('bomb', zeros).file('setup.py', 'evil()').build();

    await using view = await openBytes(bytes);

    expect(codesOf(view)).toEqual(['budget-ratio']);
    expect(view.unread).toEqual({
      members: [{ path: 'bomb', sizeBytes: zeros.length, code: 'budget-ratio' }],
      restCount: 0,
    });
    expect([view.unpackedBytes, view.complete]).toEqual([6, false]);
    expect(await textOf(view, 'setup.py')).toBe('evil()');
  });

  it('tells of members that share bytes (Fifield’s bomb)', async () => {
    const kernel = deflateRawSync(Buffer.alloc(2 ** 20));
    const builder = zip().member({
      path: 'a0',
      packed: kernel,
      sizeBytes: 2 ** 20,
      content: Buffer.alloc(2 ** 20),
    });
    for (let i = 1; i < 300; i++) {
      builder.member({
        path: `a${i}`,
        content: Buffer.alloc(2 ** 20),
        packed: kernel,
        only: 'central',
        localOffset: 0,
      });
    }

    await using view = await openBytes(builder.build(), {
      ...DEFAULT_BUDGET,
      ratioMax: 1e6,
      unpackedBytesMax: 2 ** 25,
    });

    expect(codesOf(view)).toEqual(['budget-bytes', 'header-mismatch', 'overlap']);
    expect(view.unpackedBytes).toBeLessThanOrEqual(2 ** 25);
    expect(view.unread.members).toHaveLength(100);
    expect(view.unread.restCount).toBe(300 - 32 - 100);
  });

  it('never takes declared sizes for bytes', async () => {
    const bytes = zip()
      .file('huge', 'tiny', { sizeBytes: Number.MAX_SAFE_INTEGER, zip64: true })
      .file('stored', 'tiny', { method: 0, sizeBytes: 2 ** 40, packedBytes: 2 ** 40, zip64: true })
      .build({ zip64: true });

    await using view = await openBytes(bytes);

    expect(view.unpackedBytes).toBeLessThan(1024 * 1024);
    expect(view.complete).toBe(false);
    await readAll(view);
  });
});
