import { gzipSync } from 'node:zlib';
import type { ArtifactView } from '@weir/model';
import { tarball, zip } from '@weir/testkit/archive';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BUDGET } from './budget.ts';
import { openNested } from './nested.ts';
import { codesOf, openBytes, textOf } from './testing.ts';

async function nestedAt(view: ArtifactView, path: string): Promise<ArtifactView> {
  const nested = await openNested(view, view.find(path)?.index ?? -1);
  if (!nested) throw new Error(`${path} is no container`);
  return nested;
}

describe('openNested', () => {
  it.each([
    ['stored in a zip', (inner: Buffer) => zip().file('inner', inner, { method: 0 }).build()],
    ['deflated in a zip', (inner: Buffer) => zip().file('inner', inner).build()],
    ['in a tar.gz', (inner: Buffer) => tarball().file('inner', inner).build()],
    ['in a plain tar', (inner: Buffer) => tarball().file('inner', inner).build({ gzip: false })],
  ])('opens archives %s', async (_where, wrap) => {
    const inner = [
      zip().file('deep.py', 'deep').build(),
      tarball().file('deep.py', 'deep').build(),
      tarball().file('deep.py', 'deep').build({ gzip: false }),
    ];
    for (const bytes of inner) {
      await using view = await openBytes(wrap(bytes));
      await using nested = await nestedAt(view, 'inner');

      expect(await textOf(nested, 'deep.py')).toBe('deep');
      expect([nested.problems, nested.complete, nested.facts.depth]).toEqual([[], true, 1]);
    }
  });

  it('leaves a view that others made its bytes, so that it opens twice', async () => {
    // A buffer of its own: small ones share a pool, which is never given back.
    const inner = Buffer.from(
      new Uint8Array(zip().file('deep.py', 'deep'.repeat(40_000), { method: 0 }).build()).buffer,
    );
    await using ours = await openBytes(zip().file('inner', inner).build());
    const { entries, problems, facts, unread } = ours;
    const held: ArtifactView = {
      entries,
      problems,
      facts,
      unread,
      complete: true,
      unpackedBytes: inner.length,
      find: (path) => ours.find(path),
      read: async (_index, range) => (range ? inner.subarray(range.start, range.end) : inner),
      async *open() {
        yield inner;
      },
      linear: () => ours.linear(),
      async [Symbol.asyncDispose]() {},
    };
    for (let times = 0; times < 2; times++) {
      await using nested = await nestedAt(held, 'inner');
      expect((await textOf(nested, 'deep.py')).length).toBe(160_000);
    }
  });

  it('opens a compressed file that holds no archive as one member', async () => {
    const bytes = tarball().file('lib/payload.js.gz', gzipSync('payload()')).build();
    await using view = await openBytes(bytes);

    await using nested = await nestedAt(view, 'lib/payload.js.gz');

    expect(nested.facts.container).toBe('single');
    expect(await textOf(nested, 'lib/payload.js')).toBe('payload()');
    expect(nested.problems).toEqual([]);
  });

  it('opens what begins as something else and ends as a zip, as Python does', async () => {
    const image = Buffer.from('\x89PNG\r\n\x1a\n and pixels');
    const both = zip().file('evil.py', 'evil()').build({ prefix: image });
    const text = 'a script that only names PK\x05\x06 and more'.padEnd(200);
    for (const bytes of [
      tarball().file('logo.png', both).file('names.js', text).build(),
      zip().file('logo.png', both).file('names.js', text).build(),
    ]) {
      await using view = await openBytes(bytes);
      await using nested = await nestedAt(view, 'logo.png');

      expect([await textOf(nested, 'evil.py'), codesOf(nested)]).toEqual(['evil()', ['prefixed-data']]);
      expect(await openNested(view, 1)).toBeNull();
    }
  });

  it('answers null for what is no container, and names those that are not read', async () => {
    await using view = await openBytes(
      tarball().file('a.js', 'code').file('empty', '').file('b.rar', 'Rar!').build(),
    );

    expect(await openNested(view, 0)).toBeNull();
    expect(await openNested(view, 1)).toBeNull();
    await using nested = await nestedAt(view, 'b.rar');
    expect([codesOf(nested), nested.complete]).toEqual([['unsupported'], false]);
    await expect(openNested(view, 99)).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY' });
  });

  it('shares one budget of members and bytes between all levels', async () => {
    const inner = zip();
    for (let i = 0; i < 40; i++) inner.file(`f${i}`, Buffer.alloc(100_000, i), { method: 0 });
    const bytes = zip().file('one.zip', inner.build()).file('two.zip', inner.build()).build();
    const budget = { ...DEFAULT_BUDGET, ratioMax: 1e6 };

    await using counted = await openBytes(bytes, { ...budget, entriesMax: 60 });
    await using first = await nestedAt(counted, 'one.zip');
    await using second = await nestedAt(counted, 'two.zip');
    await using third = await nestedAt(counted, 'two.zip');
    expect([first.entries.length, first.complete]).toEqual([40, true]);
    expect([second.entries.length, codesOf(second)]).toEqual([18, ['budget-entries']]);
    expect(second.unread.restCount).toBe(21);
    expect([third.entries.length, codesOf(third)]).toEqual([0, ['budget-entries']]);

    await using weighed = await openBytes(bytes, { ...budget, unpackedBytesMax: 14_000_000 });
    await using light = await nestedAt(weighed, 'one.zip');
    await using heavy = await nestedAt(weighed, 'two.zip');
    expect(light.complete).toBe(true);
    expect([codesOf(heavy), heavy.unread.members.length]).toEqual([['budget-bytes'], 21]);
  });

  it('ends at the depth budget, however deep the nesting is', async () => {
    let bytes: Buffer = Buffer.from('core');
    for (let i = 0; i <= 60; i++) bytes = i % 2 ? gzipSync(bytes) : zip().file('n', bytes).build();
    const views: ArtifactView[] = [await openBytes(bytes)];

    for (let view = views.at(-1); view !== undefined; view = views.at(-1)) {
      const nested = view.entries.length > 0 ? await openNested(view, 0) : null;
      if (!nested) break;
      views.push(nested);
    }

    expect(views).toHaveLength(DEFAULT_BUDGET.depthMax + 2);
    const last = views.at(-1);
    expect(last && [codesOf(last), last.complete, last.facts.depth]).toEqual([['budget-depth'], false, 9]);
    for (const view of views.toReversed()) await view[Symbol.asyncDispose]();
  });

  it('lets a nested bomb cost no more than the artifact around it may', async () => {
    const inner = tarball()
      .bomb(2 ** 30)
      .build();
    await using view = await openBytes(tarball().file('bomb.tgz', inner).build());

    await using nested = await nestedAt(view, 'bomb.tgz');

    expect(codesOf(nested)).toContain('budget-ratio');
    expect(nested.unpackedBytes).toBeLessThan(300 * 2 ** 20);
  });

  it('opens members of views that were made elsewhere', async () => {
    const bytes = zip().file('a', 'a').build();
    await using view = await openBytes(zip().file('in.zip', bytes).build());

    await using nested = await openNested({ ...view, unpackedBytes: view.unpackedBytes }, 0);

    expect(nested && (await textOf(nested, 'a'))).toBe('a');
  });
});
