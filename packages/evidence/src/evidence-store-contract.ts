import { createHash } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EvidenceStore } from '@weir/model';
import { describe, expect, it } from 'vitest';

/** What a store under test needs: itself, and a way to damage a blob behind its back. */
export interface EvidenceStoreFixture extends AsyncDisposable {
  readonly store: EvidenceStore;
  /** Changes the stored form of a blob, so that it can no longer have its digest. */
  damage(sha256: string): Promise<void>;
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What every evidence store must do, whatever keeps its bytes. */
export function evidenceStoreContract(name: string, create: () => Promise<EvidenceStoreFixture>): void {
  describe(`evidence store: ${name}`, () => {
    it('gives back what was put, by the digest of the plain bytes', async () => {
      await using fixture = await create();
      const bytes = Buffer.from('evidence\0with a NUL');

      const { sha256 } = await fixture.store.put(bytes);

      expect(sha256).toBe(digestOf(bytes));
      expect(Buffer.from((await fixture.store.get(sha256)) ?? [])).toEqual(bytes);
      expect(await fixture.store.has(sha256)).toBe(true);
    });

    it('holds empty and large blobs', async () => {
      await using fixture = await create();
      const large = Buffer.alloc(5_000_000, 'abc');

      for (const bytes of [Buffer.alloc(0), large]) {
        const { sha256 } = await fixture.store.put(bytes);
        expect(digestOf((await fixture.store.get(sha256)) ?? Buffer.from('absent'))).toBe(sha256);
      }
    });

    it('takes the same bytes many times, also at once', async () => {
      await using fixture = await create();
      const bytes = Buffer.from('again');

      const digests = await Promise.all(Array.from({ length: 10 }, () => fixture.store.put(bytes)));

      expect(new Set(digests.map(({ sha256 }) => sha256)).size).toBe(1);
      expect(Buffer.from((await fixture.store.get(digestOf(bytes))) ?? [])).toEqual(bytes);
    });

    it('says null and false for what it does not have', async () => {
      await using fixture = await create();
      const absent = digestOf(Buffer.from('absent'));

      expect([await fixture.store.get(absent), await fixture.store.has(absent)]).toEqual([null, false]);
    });

    it('refuses digests that are none', async () => {
      await using fixture = await create();

      for (const bad of ['', '../../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(63)}/`]) {
        await expect(fixture.store.get(bad)).rejects.toMatchObject({ code: 'EVIDENCE_DIGEST' });
        await expect(fixture.store.has(bad)).rejects.toMatchObject({ code: 'EVIDENCE_DIGEST' });
      }
    });

    it('notices damage instead of handing it out', async () => {
      await using fixture = await create();
      const { sha256 } = await fixture.store.put(Buffer.from('to be damaged'));

      await fixture.damage(sha256);

      await expect(fixture.store.get(sha256)).rejects.toMatchObject({
        code: 'EVIDENCE_CORRUPT',
        retriable: false,
      });
    });

    it('moves a spooled file in, also when it has the bytes already', async () => {
      await using fixture = await create();
      await using directory = await spoolDir();
      const bytes = Buffer.alloc(300_000, 'spooled');
      const sha256 = digestOf(bytes);

      for (const file of ['first', 'second']) {
        const path = join(directory.path, file);
        await writeFile(path, bytes);
        const blob = await fixture.store.putFile(path, sha256);
        expect(blob).toMatchObject({ sha256, plainBytes: 300_000 });
        expect(blob.storedBytes).toBeLessThan(3_000);
        await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
      }

      expect(digestOf((await fixture.store.get(sha256)) ?? Buffer.from('absent'))).toBe(sha256);
    });

    it('refuses a spooled file that does not have the digest, and leaves it', async () => {
      await using fixture = await create();
      await using directory = await spoolDir();
      const path = join(directory.path, 'other');
      await writeFile(path, 'other bytes');
      const sha256 = digestOf(Buffer.from('expected bytes'));

      await expect(fixture.store.putFile(path, sha256)).rejects.toMatchObject({ code: 'EVIDENCE_CORRUPT' });

      expect(await fixture.store.has(sha256)).toBe(false);
      expect((await stat(path)).size).toBe(11);
    });
  });
}

async function spoolDir(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'weir-spool-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
