import { decodeSource, type PackageManifest, parseManifest } from '@weir/code';
import type { ArtifactView } from '@weir/model';
import type { PackageIndex } from './package-index.ts';

/** What of package.json files below the root is read. */
const INNER_MANIFEST_BYTES_MAX = 64 * 1024;
const INNER_MANIFESTS_MAX = 20_000;

/** Manifests of folders of a package, by folder: of what it bundles, and of folders that are loaded by name. */
export type InnerManifests = ReadonlyMap<string, PackageManifest>;

/** Reads every package.json below the root; small ones only, those of bundled packages first. */
export async function readInnerManifests(view: ArtifactView, index: PackageIndex): Promise<InnerManifests> {
  const manifests = new Map<string, PackageManifest>();
  const found = [...index].filter(([path]) => path.endsWith('/package.json'));
  const isBundled = ([path]: (typeof found)[number]): boolean => packageFolderOf(path) === folderOf(path);
  for (const [path, entry] of found.toSorted((a, b) => Number(isBundled(b)) - Number(isBundled(a)))) {
    if (entry.unread !== undefined || entry.sizeBytes > INNER_MANIFEST_BYTES_MAX) continue;
    if (manifests.size >= INNER_MANIFESTS_MAX) break;
    const parsed = parseManifest(decodeSource(await view.read(entry.index)));
    if (parsed.kind === 'manifest') manifests.set(folderOf(path), parsed.manifest);
  }
  return manifests;
}

/** The folder of a path, empty for the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The folder of the package that a file belongs to: `node_modules/a` of a bundled one, else the root (empty). */
export function packageFolderOf(path: string): string {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/@.][^/]*(?=\/)/.exec(path)?.[0] ?? '';
}
