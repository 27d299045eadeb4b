import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BUNDLE_BYTES_MAX } from './facts-cache-bundle.ts';

export interface FactsStoreOptions {
  /** A folder of this store alone. */
  readonly dir: string;
  /** Facts of other engines are not read: see `computeEngineVersion`. */
  readonly engineVersion: string;
  /** Bytes of all bundles together. */
  readonly bytesMax: number;
}

/**
 * Bundles of facts on the disk, one a package; only the parent of the analysis children writes here. A child may have
 * been taken over by what it analyses: what it gives back is kept for later releases of the same package only, and is
 * bytes that the parent never reads (infra/adr/010-facts-cache.md).
 */
export interface FactsStore {
  /** Where the facts of a package's last release are, or will be. */
  pathOf(packageKey: string): string;
  /** Replaces the facts of a package; a full disk, or a bundle over the cap, leaves what was there. */
  put(packageKey: string, bundle: Uint8Array): Promise<void>;
}

/** The store is measured anew after so many bytes were written: listing it for every release would cost more. */
const SWEEP_SHARE = 16;

/** Opens a store; the folder appears with the first bundle. */
export function createFactsStore({ dir, engineVersion, bytesMax }: FactsStoreOptions): FactsStore {
  const root = join(dir, engineVersion);
  let writtenBytes = Number.POSITIVE_INFINITY;
  let sweeping: Promise<void> | null = null;

  function pathOf(packageKey: string): string {
    const hash = createHash('sha256').update(packageKey).digest('hex');
    return join(root, hash.slice(0, 2), hash.slice(2));
  }

  /** Removes what other engines left, then the bundles that were written longest ago, down to nine tenths of the cap. */
  async function sweep(): Promise<void> {
    for (const name of await readdir(dir)) {
      if (name !== engineVersion) await rm(join(dir, name), { recursive: true, force: true });
    }
    const files: { path: string; sizeBytes: number; writtenMs: number }[] = [];
    for (const path of await readdir(root, { recursive: true })) {
      const found = await stat(join(root, path)).catch(() => null);
      if (found?.isFile()) files.push({ path, sizeBytes: found.size, writtenMs: found.mtimeMs });
    }
    let heldBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    if (heldBytes <= bytesMax) return;
    for (const { path, sizeBytes } of files.sort((a, b) => a.writtenMs - b.writtenMs)) {
      if (heldBytes <= bytesMax * 0.9) break;
      await rm(join(root, path), { force: true });
      heldBytes -= sizeBytes;
    }
  }

  return {
    pathOf,
    async put(packageKey, bundle) {
      if (bundle.length > BUNDLE_BYTES_MAX) return;
      const path = pathOf(packageKey);
      const draft = `${path}.${randomUUID()}`;
      try {
        await mkdir(join(path, '..'), { recursive: true });
        await writeFile(draft, bundle, { mode: 0o600 });
        await rename(draft, path);
        writtenBytes += bundle.length;
        if (writtenBytes > bytesMax / SWEEP_SHARE) {
          writtenBytes = 0;
          sweeping ??= sweep().finally(() => {
            sweeping = null;
          });
          await sweeping;
        }
      } catch {
        // A cache that cannot be written costs time, never a result.
        await rm(draft, { force: true }).catch(() => undefined);
      }
    },
  };
}
