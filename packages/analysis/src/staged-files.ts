import type { PackageFile } from '@weir/detectors';
import type { Stage } from '@weir/model';
import type { PackageIndex } from './package-index.ts';

/** Every file of a package with what a walk found out of it; `dead` and `unknown` where it came to nothing. */
export function stagedFiles(
  index: PackageIndex,
  stages: ReadonlyMap<string, Stage>,
  formats: ReadonlyMap<string, PackageFile['format']>,
  inBrowser: ReadonlySet<string> = new Set(),
): Map<string, PackageFile> {
  const files = new Map<string, PackageFile>();
  for (const [path, entry] of index) {
    files.set(path, {
      path,
      sizeBytes: entry.sizeBytes,
      stage: stages.get(path) ?? 'dead',
      format: formats.get(path) ?? 'unknown',
      browserOnly: inBrowser.has(path),
    });
  }
  return files;
}
