import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ownedMemorySource } from './byte-source.ts';
import { compact, createSpool } from './spool.ts';
import { tempDir } from './testing.ts';

describe('createSpool', () => {
  it.each([
    ['in memory', 1000],
    ['in a file', 5],
    ['from memory to a file', 12],
  ])('gives back what was written, %s', async (_name, memoryBytesMax) => {
    using spool = createSpool(memoryBytesMax);
    for (const text of ['0123456', '', '789abc', 'def']) spool.append(Buffer.from(text));

    await using source = spool.seal();

    expect(Buffer.from(await source.readAt(0, 16)).toString()).toBe('0123456789abcdef');
    expect(Buffer.from(await source.readAt(5, 4)).toString()).toBe('5678');
    expect(Buffer.from(await source.readAt(14, 90)).toString()).toBe('ef');
  });

  it('has no name on disk, not even while it is written', async () => {
    await using directory = await tempDir();
    using spool = createSpool(0, directory.path);

    spool.append(Buffer.from('unpacked malware'));

    expect(await readdir(directory.path)).toEqual([]);
  });

  it('gives memory back when its source is disposed, at once', async () => {
    using spool = createSpool();
    for (let at = 0; at < 4; at++) spool.append(Buffer.alloc(2 ** 18, at));
    const source = spool.seal();
    const { buffer } = await source.readAt(0, 1);
    expect(buffer.byteLength).toBe(2 ** 20);

    await source[Symbol.asyncDispose]();

    expect(buffer.byteLength).toBe(0);
  });

  it('leaves alone what lies beside its bytes in one buffer', async () => {
    const pool = Buffer.alloc(1000, 7);
    const source = ownedMemorySource(pool.subarray(100, 900));

    await source[Symbol.asyncDispose]();

    expect(pool[0]).toBe(7);
  });

  it('says what to make room for when the disk takes nothing', async () => {
    await using directory = await tempDir();
    using spool = createSpool(0, `${directory.path}/missing`);

    expect(() => spool.append(Buffer.from('x'))).toThrow(
      expect.objectContaining({ code: 'ARCHIVE_SPOOL', retriable: true }),
    );
  });
});

describe('compact', () => {
  it('lets go of a large buffer behind a small chunk', () => {
    const chunk = Buffer.alloc(2 ** 20, 7).subarray(5, 7);

    expect(compact(chunk)).toEqual(chunk);
    expect(compact(chunk).buffer.byteLength).toBeLessThanOrEqual(64 * 1024);
  });

  it('copies nothing that fills its buffer', () => {
    const chunk = Buffer.alloc(2 ** 20);

    expect(compact(chunk)).toBe(chunk);
  });
});
