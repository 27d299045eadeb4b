import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { tarball, zip } from '@weir/testkit/archive';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BUDGET } from './budget.ts';
import { openArtifact } from './open-artifact.ts';
import { codesOf, linearText, tempDir, textOf } from './testing.ts';

const GIB = 2 ** 30;
const LARGE_BYTES = 10 * GIB;
const ROOMY = { ...DEFAULT_BUDGET, unpackedBytesMax: 16 * GIB };

/** Writes a file of parts at offsets and with holes between them, which take no room on the disk. */
async function writeHoled(
  path: string,
  parts: readonly (readonly [offset: number, bytes: Buffer])[],
  sizeBytes: number,
): Promise<void> {
  await using file = await open(path, 'w');
  await file.truncate(sizeBytes);
  for (const [offset, bytes] of parts) await file.write(bytes, 0, bytes.length, offset);
}

/** A zip of a stored member of {@link LARGE_BYTES} zeros and a small one, as parts of a file. */
function largeZip(): { readonly parts: [number, Buffer][]; readonly sizeBytes: number } {
  const large = {
    path: 'data.pkl',
    method: 0,
    packedBytes: LARGE_BYTES,
    sizeBytes: LARGE_BYTES,
    zip64: true,
  };
  const head = zip()
    .member({ ...large, only: 'local' })
    .build()
    .subarray(0, -22);
  const small = zip().file('code/model.py', 'evil()').build();
  const body = small.subarray(0, small.indexOf('PK\x01\x02'));
  const smallAt = head.length + LARGE_BYTES;
  const directoryAt = smallAt + body.length;
  const directory = zip()
    .member({ ...large, only: 'central', localOffset: 0 })
    .member({ path: 'code/model.py', content: 'evil()', only: 'central', localOffset: smallAt, zip64: true })
    .build({ zip64: true, directoryOffset: directoryAt });
  // The locator says where the zip64 record is: behind the directory.
  const locator = directory.length - 22 - 20;
  directory.writeBigUInt64LE(BigInt(directoryAt + locator - 56), locator + 8);
  return {
    parts: [
      [0, head],
      [smallAt, body],
      [directoryAt, directory],
    ],
    sizeBytes: directoryAt + directory.length,
  };
}

describe('files of 10 GB', () => {
  it.each(['zip', 'tar', 'file'])('are read at random in flat memory (%s)', async (form) => {
    await using directory = await tempDir();
    const path = join(directory.path, 'large');
    const tail = Buffer.from('evil()');
    if (form === 'zip') {
      const { parts, sizeBytes } = largeZip();
      await writeHoled(path, parts, sizeBytes);
    } else if (form === 'tar') {
      const size = Buffer.from(`${LARGE_BYTES.toString(8)}\0`);
      const head = tarball().member({ path: 'data.pkl', size }).build({ gzip: false, endMark: false });
      const rest = tarball().file('code/model.py', tail).build({ gzip: false });
      const restAt = head.length + LARGE_BYTES;
      await writeHoled(path, [[0, head], [restAt, rest]], restAt + rest.length); // biome-ignore format: pairs
    } else {
      await writeHoled(path, [[LARGE_BYTES, tail]], LARGE_BYTES + tail.length);
    }
    const before = process.memoryUsage().rss;

    await using view = await openArtifact(path, { filename: 'large', budget: ROOMY, singleName: 'data.pkl' });

    const last = view.entries.at(-1);
    const sizeBytes = last?.sizeBytes ?? 0;
    const end = await view.read(last?.index ?? -1, { start: sizeBytes - 6, end: sizeBytes });
    expect([view.problems, view.complete, Buffer.from(end).toString()]).toEqual([[], true, 'evil()']);
    const middle = await view.read(0, { start: 5 * GIB, end: 5 * GIB + 4 });
    expect(Buffer.from(middle)).toEqual(Buffer.alloc(4));
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
  });

  it('are left unread by the usual budget, while what is small is read', async () => {
    await using directory = await tempDir();
    const path = join(directory.path, 'large');
    const { parts, sizeBytes } = largeZip();
    await writeHoled(path, parts, sizeBytes);

    await using view = await openArtifact(path, { filename: 'large.pt' });

    expect(view.unread.members).toEqual([{ path: 'data.pkl', sizeBytes: LARGE_BYTES, code: 'budget-bytes' }]);
    expect(await textOf(view, 'code/model.py')).toBe('evil()');
    expect((await linearText(view, { bytesMax: 2 ** 20, timeMsMax: 1000 })).complete).toBe(false);
  });

  it('that are no archive end at the budget, too', async () => {
    await using directory = await tempDir();
    const path = join(directory.path, 'large');
    await writeHoled(path, [[0, Buffer.from('no archive')]], LARGE_BYTES);
    const budget = { ...DEFAULT_BUDGET, unpackedBytesMax: 2 ** 24 };

    await using view = await openArtifact(path, { filename: 'large', budget });
    await using single = await openArtifact(path, { filename: 'large', budget, singleName: 'model' });

    expect([codesOf(view), view.complete]).toEqual([['budget-bytes', 'corrupt'], false]);
    expect(single.unread.members).toEqual([{ path: 'model', sizeBytes: LARGE_BYTES, code: 'budget-bytes' }]);
    expect(codesOf(single)).toEqual(['budget-bytes']);
  });
});
