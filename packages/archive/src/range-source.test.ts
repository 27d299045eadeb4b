import { AppError } from '@weir/model';
import { tarball, zip } from '@weir/testkit/archive';
import { describe, expect, it } from 'vitest';
import { openSource } from './open-artifact.ts';
import { openRangeSource, type RangeAnswer } from './range-source.ts';
import { textOf } from './testing.ts';
import { noise } from './testing-random.ts';

interface Server {
  readonly fetchRange: (start: number, end: number) => Promise<RangeAnswer>;
  readonly requests: [start: number, end: number][];
}

/** A server of one file, which `bend` makes misbehave. */
function serve(file: Buffer, bend: (answer: RangeAnswer, request: number) => RangeAnswer = (a) => a): Server {
  const requests: [number, number][] = [];
  return {
    requests,
    async fetchRange(start, end) {
      requests.push([start, end]);
      const bytes = file.subarray(start, end);
      return bend({ bytes, start, totalBytes: file.length, version: '"v1"' }, requests.length);
    },
  };
}

describe('openRangeSource', () => {
  it('reads anywhere, across blocks, and asks once for what it holds', async () => {
    const file = noise(10_000);
    const server = serve(file);
    await using source = await openRangeSource({ ...server, name: 'file', blockBytes: 1000, blocksMax: 4 });

    for (const [offset, length] of [
      [0, 10],
      [990, 20],
      [995, 10],
      [5000, 4000],
      [9990, 100],
      [20_000, 5],
    ] as const) {
      expect((await source.readAt(offset, length)).equals(file.subarray(offset, offset + length))).toBe(true);
    }
    expect(source.sizeBytes).toBe(10_000);
    expect(server.requests).toEqual([
      [0, 1000],
      [1000, 2000],
      [5000, 9000],
      [9000, 10_000],
    ]);
  });

  it('holds so many blocks and no more, and shares a request between readers', async () => {
    const server = serve(noise(10_000));
    await using source = await openRangeSource({ ...server, name: 'file', blockBytes: 1000, blocksMax: 2 });

    await Promise.all([source.readAt(3000, 5), source.readAt(3500, 5)]);
    await source.readAt(4000, 5);
    await source.readAt(0, 5);

    expect(server.requests.map(([start]) => start)).toEqual([0, 3000, 4000, 0]);
  });

  it('reads one member of a large wheel with a handful of requests', async () => {
    const bytes = zip()
      .file('a/large.so', noise(2_000_000), { method: 0 })
      .file('a/__init__.py', 'import os')
      .file('a/other.so', noise(2_000_000), { method: 0 })
      .build();
    const server = serve(bytes);
    const source = await openRangeSource({ ...server, name: 'wheel', blockBytes: 64 * 1024 });

    await using view = await openSource(source, { filename: 'a.whl' });

    expect(await textOf(view, 'a/__init__.py')).toBe('import os');
    expect(view.problems).toEqual([]);
    expect(server.requests.reduce((sum, [start, end]) => sum + end - start, 0)).toBeLessThan(400_000);
  });

  it('tells of a lying local header when its member is read', async () => {
    const bytes = zip()
      .file('a', 'a', { local: { crc: 9 } })
      .build();
    const source = await openRangeSource({ ...serve(bytes), name: 'wheel' });
    await using view = await openSource(source, { filename: 'a.whl' });
    expect(view.complete).toBe(true);

    await view.read(0);

    expect(view.problems).toMatchObject([{ code: 'header-mismatch', path: 'a' }]);
    expect(view.complete).toBe(false);
  });

  it('passes over the bodies of a plain tar', async () => {
    const bytes = tarball()
      .file('model.bin', Buffer.alloc(4_000_000, 1))
      .file('config.json', '{}')
      .build({ gzip: false });
    const server = serve(bytes);
    const source = await openRangeSource({ ...server, name: 'model' });

    await using view = await openSource(source, { filename: 'model.tar' });

    expect(await textOf(view, 'config.json')).toBe('{}');
    expect(server.requests.reduce((sum, [start, end]) => sum + end - start, 0)).toBeLessThan(1_500_000);
  });

  it.each<[string, boolean, (answer: RangeAnswer, request: number) => RangeAnswer]>([
    ['ignores ranges', false, (answer) => ({ ...answer, start: 0, bytes: Buffer.alloc(10_000) })],
    ['tells no size', false, (answer) => ({ ...answer, totalBytes: null })],
    ['tells no possible size', false, (answer) => ({ ...answer, totalBytes: -1 })],
    ['cuts answers short', true, (answer) => ({ ...answer, bytes: answer.bytes.subarray(0, 10) })],
    ['changes the file', true, (answer, n) => (n > 1 ? { ...answer, version: '"v2"' } : answer)],
    ['changes the size', true, (answer, n) => (n > 1 ? { ...answer, totalBytes: 77 } : answer)],
    ['claims more than there is', true, (answer) => ({ ...answer, totalBytes: 1_000_000 })],
  ])('refuses a server that %s', async (_what, retriable, bend) => {
    const server = serve(noise(10_000), bend);

    const reading = openRangeSource({ ...server, name: 'file', blockBytes: 1000 }).then(async (source) => {
      await source.readAt(5000, 10);
      return source.readAt(source.sizeBytes - 10, 10);
    });

    await expect(reading).rejects.toMatchObject({ code: 'ARCHIVE_SOURCE', retriable });
  });

  it('passes AppErrors on, wraps others, and asks again after a failure', async () => {
    const server = serve(noise(10_000));
    let failure: Error | null = null;
    const fetchRange: typeof server.fetchRange = async (start, end) => {
      if (failure) throw failure;
      return server.fetchRange(start, end);
    };
    await using source = await openRangeSource({ fetchRange, name: 'file', blockBytes: 1000 });

    failure = new Error('socket hang up');
    await expect(source.readAt(5000, 1)).rejects.toMatchObject({ code: 'ARCHIVE_SOURCE', retriable: true });
    failure = new AppError('REGISTRY_HTTP', 'gone', { retriable: false });
    await expect(source.readAt(5000, 1)).rejects.toBe(failure);
    failure = null;
    expect(await source.readAt(5000, 1)).toHaveLength(1);
  });

  it('ends after so many requests', async () => {
    const server = serve(noise(10_000));
    await using source = await openRangeSource({
      ...server,
      name: 'file',
      blockBytes: 10,
      blocksMax: 1,
      requestsMax: 3,
    });

    await source.readAt(100, 1);
    await source.readAt(200, 1);

    await expect(source.readAt(300, 1)).rejects.toMatchObject({ code: 'ARCHIVE_SOURCE', retriable: false });
  });
});
