import { decodeSource, type PackageManifest, parseManifest } from '@weir/code';
import type { ArtifactEntry } from '@weir/model';
import { createScripts, type Scripts } from '../hooks.ts';
import { folderOf } from '../inner-manifests.ts';
import type { PackageIndex } from '../package-index.ts';
import { TEXT_BYTES_MAX } from './texts.ts';

/** Parts of a distribution in JavaScript that are looked for. */
const MANIFESTS_MAX = 20;
const MANIFEST = /^(?!(?:.*\/)?node_modules\/)(?:.*\/)?package\.json$/;

/** The package.json files that a distribution of Python ships, by their folder. */
export interface ShippedManifests {
  /** Reads them, once; there are none before. */
  load(): Promise<void>;
  readonly manifestOf: (folder: string) => PackageManifest | null;
  readonly scriptsOf: (folder: string) => Scripts | null;
}

/** Opens the manifests of a distribution; nothing is read before it is asked for. */
export function openShippedManifests(
  index: PackageIndex,
  read: (entry: ArtifactEntry) => Promise<Uint8Array>,
): ShippedManifests {
  const manifests = new Map<string, { readonly manifest: PackageManifest; readonly scripts: Scripts }>();
  let loading: Promise<void> | null = null;

  async function readAll(): Promise<void> {
    for (const [path, entry] of index) {
      if (manifests.size >= MANIFESTS_MAX) return;
      if (!MANIFEST.test(path) || entry.unread !== undefined || entry.sizeBytes > TEXT_BYTES_MAX) continue;
      const parsed = parseManifest(decodeSource(await read(entry)));
      if (parsed.kind !== 'manifest') continue;
      const { manifest } = parsed;
      manifests.set(folderOf(path), { manifest, scripts: createScripts(manifest, path) });
    }
  }

  return {
    load: () => (loading ??= readAll()),
    manifestOf: (folder) => manifests.get(folder)?.manifest ?? null,
    scriptsOf: (folder) => manifests.get(folder)?.scripts ?? null,
  };
}
