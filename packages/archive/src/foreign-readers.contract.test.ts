import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { bodySparse, oldSparseMember, tarball, zip } from '@weir/testkit/archive';
import { describe, expect, it } from 'vitest';
import { openArtifact } from './open-artifact.ts';
import { tempDir } from './testing.ts';
import { createRandom, damage, noise } from './testing-random.ts';
import { type ForeignReader, findNpmTar, findPython, type ReadFile, readingOf } from './testing-readers.ts';
import { tamperTar, tamperZip } from './testing-tamper.ts';

const run = promisify(execFile);

/** Writes archives as Python does, with what it knows to write. */
const PYTHON_WRITES = `
import io, sys, tarfile, zipfile
root = sys.argv[1]
with zipfile.ZipFile(root + '/python.zip', 'w', zipfile.ZIP_DEFLATED) as archive:
    archive.comment = b'from python'
    archive.writestr('pkg/a.py', 'print(1)\\n' * 500)
    archive.writestr('pkg/\\u00e4\\u6f22.py', 'unicode')
    archive.writestr(zipfile.ZipInfo('pkg/stored'), 'stored')
    with archive.open('pkg/zip64', 'w', force_zip64=True) as member:
        member.write(b'large' * 1000)
class Unseekable(io.RawIOBase):
    def __init__(self, inner): self.inner = inner
    def writable(self): return True
    def write(self, data): return self.inner.write(data)
with open(root + '/streamed.zip', 'wb') as raw, zipfile.ZipFile(Unseekable(raw), 'w', zipfile.ZIP_DEFLATED) as archive:
    archive.writestr('a', 'streamed' * 100)
    archive.writestr('b', 'described')
for name, form in (('gnu', tarfile.GNU_FORMAT), ('pax', tarfile.PAX_FORMAT), ('ustar', tarfile.USTAR_FORMAT)):
    with tarfile.open(root + '/' + name + '.tar.gz', 'w:gz', format=form) as archive:
        for path in ['pkg/a.py', 'd' * 90 + '/' + 'f' * 95] + ([] if name == 'ustar' else ['pkg/' + 'x' * 300, 'pkg/\\u00e4.py']):
            info = tarfile.TarInfo(path)
            info.size = len(path) * 100
            info.mtime = 1700000000
            archive.addfile(info, io.BytesIO(path.encode()[:1] * info.size))
`;

const python = findPython();
const npmTar = findNpmTar();

/** What a reader that must be there sees in one archive, which it must not refuse. */
async function theirs(reader: ForeignReader | null, path: string): Promise<readonly ReadFile[]> {
  const [reading] = (await reader?.readAll([path])) ?? [];
  expect(reading?.error).toBeNull();
  return reading?.files ?? [];
}

describe.skipIf(!python)(`the readers of ${python?.name ?? 'python3, which is not here'}`, () => {
  it.each<[string, 'zip' | 'tar', () => Buffer]>([
    [
      'a zip of all methods that both read',
      'zip',
      () =>
        zip()
          .file('a', noise(100_000))
          .file('b', 'stored', { method: 0 })
          .file('ü.py', 'named', { descriptor: 'signed' })
          .file('c', 'zip64', { zip64: true, descriptor: 'zip64' })
          .build({ zip64: true, comment: 'comment' }),
    ],
    [
      'a zip behind a script',
      'zip',
      () =>
        zip()
          .file('a', 'a')
          .build({ prefix: Buffer.from('#!/bin/sh\n') }),
    ],
    [
      'a zip with bytes behind it',
      'zip',
      () =>
        zip()
          .file('a', 'a')
          .build({ trailing: Buffer.alloc(9, 1) }),
    ],
    [
      'a zip in code page 437',
      'zip',
      () =>
        zip()
          .member({ path: Buffer.from([0x81, 0x9c, 0xfe]), content: 'x' })
          .build(),
    ],
    ['a zip with links and repeated names', 'zip', () => zip().file('a', '1').file('a', '2').build()],
    [
      'sparse tars',
      'tar',
      () =>
        tarball()
          .raw(
            oldSparseMember('old', 9000, [
              { offset: 5, data: 'five' },
              { offset: 8000, data: 'x' },
            ]),
          )
          .file('after', 'after')
          .build(),
    ],
    [
      'a tar with long names',
      'tar',
      () =>
        tarball().gnuLong('g'.repeat(300)).member({ path: 'x' }, 'gnu').file('p'.repeat(300), 'pax').build(),
    ],
  ])('see the same in %s', async (_what, kind, build) => {
    await using directory = await tempDir();
    const path = join(directory.path, `artifact.${kind}`);
    await writeFile(path, build());
    await using view = await openArtifact(path, { filename: kind });

    expect(await readingOf(view)).toEqual(await theirs(python, path));
  });

  it('see the holes of pax 1.0 as we do', async () => {
    await using directory = await tempDir();
    const path = join(directory.path, 'artifact');
    const bytes = tarball()
      .pax({
        'GNU.sparse.major': '1',
        'GNU.sparse.minor': '0',
        'GNU.sparse.name': 's',
        'GNU.sparse.realsize': '5000',
      })
      .member({ path: 'GNUSparseFile.0/s' }, bodySparse([{ offset: 4000, data: 'late' }]))
      .build();
    await writeFile(path, bytes);
    await using view = await openArtifact(path, { filename: 'tar' });

    expect((await readingOf(view)).filter(([name]) => name === 's')).toEqual(await theirs(python, path));
  });

  it('write nothing that we misread', async () => {
    await using directory = await tempDir();
    await run('python3', ['-c', PYTHON_WRITES, directory.path]);
    for (const name of ['python.zip', 'streamed.zip', 'gnu.tar.gz', 'pax.tar.gz', 'ustar.tar.gz']) {
      const path = join(directory.path, name);
      await using view = await openArtifact(path, { filename: name });

      expect([name, view.problems, view.complete]).toEqual([name, [], true]);
      expect(await readingOf(view)).toEqual(await theirs(python, path));
    }
  });

  it('choose the same end record when there are two', async () => {
    await using directory = await tempDir();
    const path = join(directory.path, 'artifact.zip');
    const inner = zip().file('python', 'p').build();
    await writeFile(path, zip().file('java', 'j').build({ comment: inner }));
    await using view = await openArtifact(path, { filename: 'a.zip' });

    expect(await readingOf(view)).toEqual(await theirs(python, path));
    expect(view.problems.map(({ code }) => code)).toContain('ambiguous');
  });
});

describe.skipIf(!npmTar)(`the reader of ${npmTar?.name ?? 'npm, which is not here'}`, () => {
  it('sees the same as we do', async () => {
    await using directory = await tempDir();
    const tar = tarball()
      .file('package/a', 'x'.repeat(2000))
      .file('package/b', 'second')
      .build({ gzip: false });
    const archives: readonly Buffer[] = [
      tarball().directory('package/').file('package/package.json', '{}').file('package/empty', '').build(),
      tarball()
        .gnuLong(`package/${'g'.repeat(300)}`)
        .member({ path: 'x' }, 'gnu')
        .build(),
      tarball()
        .file(`package/${'p'.repeat(300)}`, 'pax')
        .file('package/ä漢', 'named')
        .build(),
      tarball().member({ path: 'leaf.js', prefix: 'package/deep' }, 'prefixed').build(),
      tarball().pax({ size: '3' }).member({ path: 'package/sized', size: 0 }, 'abc').build(),
      tarball().symlink('package/l', 'b').hardlink('package/h', 'b').file('package/b', 'b').build(),
      tarball()
        .file('package/a', 'a')
        .member({ path: 'package/bad', badChecksum: true })
        .file('c', 'c')
        .build(),
      tarball().file('package/same', '1').file('package/same', '2').build(),
      tarball().file('package/plain', 'tar').build({ gzip: false }),
      Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))]),
    ];
    const paths = archives.map((_, index) => join(directory.path, `${index}.tgz`));
    for (const [index, bytes] of archives.entries()) await writeFile(paths[index] ?? '', bytes);

    const readings = (await npmTar?.readAll(paths)) ?? [];

    for (const [index, path] of paths.entries()) {
      await using view = await openArtifact(path, { filename: path });
      expect([index, await readingOf(view)]).toEqual([index, readings[index]?.files]);
    }
  });
});

/** Everything that others read must be what we read, or the view must say that it is not complete. */
describe.each(
  [python, npmTar].filter((reader) => reader !== null).map((reader) => ({ reader, name: reader.name })),
)('changed archives and $name', ({ reader }) => {
  const SAMPLES = {
    tar: tarball()
      .pax({ path: 'package/one.js', size: '600' })
      .file('package/one.js', Buffer.alloc(600, 0x61))
      .gnuLong('package/two.js')
      .file('package/two.js', 'two')
      .symlink('package/three', 'two.js')
      .member({ path: 'package/four.js', magic: 'v7' }, 'four')
      .pax({ comment: 'x' }, 'g')
      .file('package/five.js', 'five '.repeat(300))
      .file('package/six', tarball().file('package/inner.js', 'inner').build({ gzip: false }))
      .build({ gzip: false }),
    zip: zip()
      .file('pkg/a.py', 'print(1)\n'.repeat(40))
      .file('pkg/b.py', 'stored', { method: 0 })
      .file('pkg/d.py', 'described', { descriptor: 'signed' })
      .file('pkg/e.py', 'long', { zip64: true })
      .file('pkg/in.zip', zip().file('in.py', 'in').build(), { method: 0 })
      .build({ comment: 'comment', zip64: true }),
  } as const;
  const kinds = (['tar', 'tgz', 'zip'] as const).filter((kind) => kind !== 'zip' || reader === python);

  it.each(kinds)('leave no file unseen (%s)', async (kind) => {
    await using directory = await tempDir();
    const paths = Array.from({ length: 600 }, (_, seed) => join(directory.path, `${seed}.${kind}`));
    const tamper = kind === 'zip' ? tamperZip : tamperTar;
    for (const [seed, path] of paths.entries()) {
      const random = createRandom(seed + 77);
      const sample = kind === 'zip' ? SAMPLES.zip : SAMPLES.tar;
      const changed = seed % 3 === 0 ? damage(random, sample) : tamper(random, sample);
      await writeFile(path, kind === 'tgz' ? gzipSync(changed) : changed);
    }

    const readings = await reader.readAll(paths);

    const unseen: string[] = [];
    let read = 0;
    for (const [seed, path] of paths.entries()) {
      await using view = await openArtifact(path, { filename: path });
      const ours = new Set((await readingOf(view)).map((file) => file.join(' ')));
      const missing = readings[seed]?.files.filter((file) => !ours.has(file.join(' '))) ?? [];
      read += readings[seed]?.files.length ?? 0;
      if (missing.length > 0 && view.complete) unseen.push(`${path}: ${missing[0]?.[0]}`);
    }
    expect(unseen).toEqual([]);
    expect(read).toBeGreaterThan(500);
  });
});
