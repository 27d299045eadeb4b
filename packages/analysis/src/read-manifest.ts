import { decodeSource, type PackageManifest, parseManifest } from '@weir/code';
import { AppError, type ArtifactView, describeError, safeText } from '@weir/model';
import type { Report } from './container-findings.ts';
import { MANIFEST_BYTES_MAX } from './limits.ts';
import { shrinkManifest } from './manifest-salvage.ts';
import { analysisFinding } from './own-findings.ts';
import type { Layout, PackageIndex } from './package-index.ts';

/** The manifest of an npm package, and what reading it gave reason to say. */
export interface ManifestReading extends Report {
  readonly manifest: PackageManifest | null;
  readonly complete: boolean;
}

const NAME = 'package.json';

/** Where else a `package.json` is, for who packed it in another way than npm does or named a folder too high. */
function absenceOf(view: ArtifactView, index: PackageIndex, layout: Layout): string {
  if (layout === 'directory') {
    const below = [...index.keys()].find((path) => /^[^/]+\/package\.json$/.test(path));
    const absent = 'not a package: there is no package.json in the folder';
    return below === undefined
      ? `${absent}; a package has one at its top`
      : `${absent}; there is one below, at ${below}: scan that folder`;
  }
  if (view.find(NAME) ?? view.find(`./${NAME}`))
    return 'not a package: package.json is at the top of the archive, where npm does not look; it is expected in the first folder, as package/package.json';
  return 'not a package: there is no package.json in the first folder of the archive; it is expected as package/package.json';
}

/** Reads the archive's own package.json. Never throws: why there is none is said. */
export async function readManifest(
  view: ArtifactView,
  index: PackageIndex,
  layout: Layout,
): Promise<ManifestReading> {
  const entry = index.get(NAME);
  const sizeBytes = entry?.sizeBytes ?? null;
  const fail = (reason: string, manifest: PackageManifest | null = null): ManifestReading => ({
    manifest,
    findings: [],
    skipped: [{ file: NAME, reason: safeText(reason, 200), sizeBytes }],
    complete: false,
  });
  if (!entry) return fail(absenceOf(view, index, layout));
  if (entry.unread !== undefined) return fail(`package.json was left unread: ${entry.unread}`);
  try {
    if (entry.sizeBytes > MANIFEST_BYTES_MAX) {
      const manifest = await shrinkManifest(view.open(entry.index));
      return fail(`package.json is larger than ${MANIFEST_BYTES_MAX} bytes`, manifest);
    }
    const parsed = parseManifest(decodeSource(await view.read(entry.index)));
    if (parsed.kind !== 'manifest') return fail(`package.json cannot be read: ${parsed.detail}`);
    if (parsed.manifest.complete)
      return { manifest: parsed.manifest, findings: [], skipped: [], complete: true };
    const reason = 'package.json names more scripts, commands or entries than are followed';
    return {
      manifest: parsed.manifest,
      findings: [analysisFinding('budget-manifest', 'medium', reason, NAME)],
      skipped: [{ file: NAME, reason, sizeBytes }],
      complete: true,
    };
  } catch (error) {
    return fail(error instanceof AppError ? error.message : describeError(error));
  }
}
