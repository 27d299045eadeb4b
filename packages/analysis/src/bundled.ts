import { posix } from 'node:path';
import type { PackageManifest } from '@weir/code';
import { type InnerManifests, packageFolderOf } from './inner-manifests.ts';

/** Packages inside the archive, by folder. */
export interface BundledFolders {
  /** Every package below a node_modules folder: Node finds them there, whatever the manifest says. */
  readonly all: readonly string[];
  /**
   * Those whose own install scripts npm runs: listed in `bundleDependencies`, with what they depend on in turn. Of what
   * is not listed npm removes the files when something else is, and keeps them without running anything when nothing
   * is (npm 11.19, tried out 2026-11).
   */
  readonly installed: readonly string[];
}

/** Folders in which Node would look for a package, nearest first. */
function candidates(fromFolder: string, name: string): string[] {
  const found: string[] = [];
  for (let folder = fromFolder; ; folder = posix.dirname(folder)) {
    if (!/(?:^|\/)node_modules$/.test(folder))
      found.push(posix.join(folder === '.' ? '' : folder, 'node_modules', name));
    if (folder === '' || folder === '.') return found;
  }
}

/** Finds what a package bundles. */
export function bundledFolders(manifest: PackageManifest, inner: InnerManifests): BundledFolders {
  const all = [...inner.keys()].filter((folder) => packageFolderOf(`${folder}/package.json`) === folder);
  const known = new Set(all);
  const installed = new Set<string>();
  const pending = manifest.bundled.map((name) => ({ from: '', name }));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const folder = candidates(next.from, next.name).find((path) => known.has(path));
    if (folder === undefined || installed.has(folder)) continue;
    installed.add(folder);
    for (const { name, field } of inner.get(folder)?.dependencies ?? [])
      if (field !== 'devDependencies') pending.push({ from: folder, name });
  }
  return { all, installed: [...installed] };
}
