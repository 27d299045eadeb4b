import { mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { blobPath } from './blob-path.ts';
import { createDirectoryEvidenceStore, type DirectoryEvidenceStore } from './directory-store.ts';
import { evidenceStoreContract } from './evidence-store-contract.ts';
import { GRACE_MS } from './sweep.ts';

const NOW_MS = Date.UTC(2026, 0, 15);

interface Opened extends AsyncDisposable {
  readonly store: DirectoryEvidenceStore;
  readonly rootDir: string;
  readonly clock: Clock & { ms: number };
}

async function openStore(): Promise<Opened> {
  const parent = await mkdtemp(join(tmpdir(), 'weir-evidence-test-'));
  const rootDir = join(parent, 'evidence');
  const clock = { ms: NOW_MS, now: () => clock.ms, sleep: async () => {} };
  return {
    rootDir,
    clock,
    store: createDirectoryEvidenceStore({ rootDir, clock }),
    [Symbol.asyncDispose]: () => rm(parent, { recursive: true, force: true }),
  };
}

evidenceStoreContract('directory', async () => {
  const opened = await openStore();
  return {
    store: opened.store,
    async damage(sha256) {
      const path = blobPath(opened.rootDir, sha256);
      const bytes = await readFile(path);
      bytes[bytes.length - 9] = (bytes.at(-9) ?? 0) ^ 0xff;
      await writeFile(path, bytes);
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
});

describe('on disk', () => {
  it('is private, compressed, and nothing is runnable or left over', async () => {
    await using opened = await openStore();
    const script = Buffer.from('#!/bin/sh\necho never\n');

    const { sha256 } = await opened.store.put(script);

    const path = blobPath(opened.rootDir, sha256);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(opened.rootDir)).mode & 0o777).toBe(0o700);
    expect((await readFile(path)).includes('echo never')).toBe(false);
    expect(await readdir(join(opened.rootDir, 'tmp'))).toEqual([]);
  });

  it('notices a blob that was cut or swapped', async () => {
    await using opened = await openStore();
    const [cut, swapped] = [
      (await opened.store.put(Buffer.from('a'))).sha256,
      (await opened.store.put(Buffer.from('b'))).sha256,
    ];

    await writeFile(
      blobPath(opened.rootDir, cut),
      (await readFile(blobPath(opened.rootDir, cut))).subarray(0, 12),
    );
    await writeFile(blobPath(opened.rootDir, swapped), 'not gzip at all');

    for (const sha256 of [cut, swapped]) {
      await expect(opened.store.get(sha256)).rejects.toMatchObject({ code: 'EVIDENCE_CORRUPT' });
    }
  });

  it('counts what it holds', async () => {
    await using opened = await openStore();
    expect(await opened.store.measure()).toEqual({ blobs: 0, storedBytes: 0 });

    const { sha256 } = await opened.store.put(Buffer.alloc(100_000));

    const { size } = await stat(blobPath(opened.rootDir, sha256));
    expect(await opened.store.measure()).toEqual({ blobs: 1, storedBytes: size });
    expect(size).toBeLessThan(1000);
  });
});

describe('orphans', () => {
  it('go after the grace period, unless something refers to them or they were put again', async () => {
    await using opened = await openStore();
    const [orphan, referenced, renewed] = await Promise.all(
      ['orphan', 'referenced', 'renewed'].map(
        async (text) => (await opened.store.put(Buffer.from(text))).sha256,
      ),
    );
    opened.clock.ms += GRACE_MS + 1;
    await opened.store.put(Buffer.from('renewed'));

    const collected = await opened.store.collectOrphans(async () => new Set([referenced ?? '']));

    expect(collected).toMatchObject({ blobs: 1, tempFiles: 0 });
    const held = await Promise.all(
      [orphan, referenced, renewed].map((sha256) => opened.store.has(sha256 ?? '')),
    );
    expect(held).toEqual([false, true, true]);
  });

  it('stay when they are put while the collection looks', async () => {
    await using opened = await openStore();
    const { sha256 } = await opened.store.put(Buffer.from('racing'));
    opened.clock.ms += GRACE_MS + 1;

    const collected = await opened.store.collectOrphans(async () => {
      await opened.store.put(Buffer.from('racing'));
      return new Set();
    });

    expect([collected.blobs, await opened.store.has(sha256)]).toEqual([0, true]);
  });

  it('come back when a collection was killed with one in its hands', async () => {
    await using opened = await openStore();
    const { sha256 } = await opened.store.put(Buffer.from('in hand'));
    await rename(blobPath(opened.rootDir, sha256), join(opened.rootDir, 'tmp', `removing-${sha256}`));

    await opened.store.collectOrphans(async (digests) => new Set(digests));

    expect(Buffer.from((await opened.store.get(sha256)) ?? []).toString()).toBe('in hand');
    expect(await readdir(join(opened.rootDir, 'tmp'))).toEqual([]);
  });

  it('includes remains of writes that were cut off', async () => {
    await using opened = await openStore();
    await opened.store.put(Buffer.from('makes the directory'));
    const remains = join(opened.rootDir, 'tmp', 'half-written');
    await writeFile(remains, 'half');
    const old = new Date(NOW_MS - GRACE_MS - 1);
    await utimes(remains, old, old);

    const collected = await opened.store.collectOrphans(async (digests) => new Set(digests));

    expect(collected).toEqual({ blobs: 0, storedBytes: 0, tempFiles: 1 });
  });
});
