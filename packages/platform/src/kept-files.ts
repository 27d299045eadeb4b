import type { PackedFile } from '@weir/evidence';
import { AppError, type Registry } from '@weir/model';
import type { Store } from '@weir/store';

/** A file that is kept, with the release file that brought it. */
export interface KeptReleaseFile extends PackedFile {
  readonly filename: string;
}

/**
 * Reads the new and changed files of a release that are still kept: hostile bytes. Empty when none are.
 * Throws AppErrors `EVIDENCE_CORRUPT`, `EVIDENCE_PACK` and `EVIDENCE_GONE` (a pack is on the list and not in the store),
 * not retriable, and what the store throws.
 */
export async function readKeptFiles(
  parts: { readonly store: Pick<Store, 'evidence'>; readonly evidenceDir: string },
  release: { readonly registry: Registry; readonly name: string; readonly version: string },
): Promise<KeptReleaseFile[]> {
  const { createDirectoryEvidenceStore, decodePack } = await import('@weir/evidence');
  const evidence = createDirectoryEvidenceStore({ rootDir: parts.evidenceDir });
  const packs = await parts.store.evidence.findPacks(release.registry, release.name, release.version);
  const files: KeptReleaseFile[] = [];
  for (const { packSha256, filename } of packs) {
    const pack = await evidence.get(packSha256);
    if (pack === null) {
      throw new AppError('EVIDENCE_GONE', `pack ${packSha256} of ${filename} is missing: restore it`, {
        retriable: false,
      });
    }
    files.push(...decodePack(pack).map((file) => ({ ...file, filename })));
  }
  return files;
}
