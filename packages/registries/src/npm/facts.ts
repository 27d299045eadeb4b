import type { Account, ReleaseFacts, ReleaseFile } from '@weir/model';
import { safeText } from '@weir/model';
import { capManifest, type ManifestMembers } from '../lib/manifest.ts';
import { keptHeaders, type Served } from '../lib/served.ts';
import { type NpmDocument, type NpmVersion, parseVersion } from './document.ts';
import { createPredecessors } from './predecessors.ts';
import { previousFacts } from './previous-facts.ts';

/** What Weir keeps of npm's manifests. */
export const NPM_MANIFEST: ManifestMembers = {
  essential: new Set(['name', 'version', 'scripts', 'bin', 'main', 'dist', 'dependencies', 'type']),
  dropped: new Set(['readme', 'readmeFilename']),
};

function publisherOf(version: NpmVersion | undefined): Account | null {
  const user = version?._npmUser;
  return user ? { name: user.name, email: user.email } : null;
}

/**
 * Turns versions of one document into release facts. Publish order is by `time`, because version order says
 * nothing about what was there before; a version without a time comes last.
 * @param fileOf the file of another version, for the release that this one takes the place of.
 */
export function createFactsReader(
  document: NpmDocument,
  served: Served,
  fileOf: (version: string) => ReleaseFile,
): (version: string) => ReleaseFacts {
  const order = [...document.versions.keys()].toSorted((a, b) => {
    const left = document.time.of.get(a) ?? '9999';
    const right = document.time.of.get(b) ?? '9999';
    return left < right ? -1 : left > right ? 1 : 0;
  });
  const predecessorOf = createPredecessors(document);
  const position = new Map(order.map((version, index) => [version, index]));
  const tagsOf = new Map<string, string[]>();
  for (const [tag, version] of document['dist-tags']) {
    const tags = tagsOf.get(version) ?? [];
    if (tags.length < 100) tags.push(safeText(tag, 256));
    tagsOf.set(version, tags);
  }
  const responseHeaders = keptHeaders(served.headers);

  return function factsOf(version) {
    const raw = document.versions.get(version);
    const entry = raw && parseVersion(raw);
    const previousVersion = order[(position.get(version) ?? 0) - 1] ?? null;
    const previousRaw = previousVersion === null ? undefined : document.versions.get(previousVersion);
    const previous = previousRaw && parseVersion(previousRaw);
    const predecessor = predecessorOf(version);
    const { manifest, truncated } = capManifest(raw ?? {}, NPM_MANIFEST);
    return {
      manifest,
      publisher: publisherOf(entry),
      trustedPublisher: entry?._npmUser?.trustedPublisher?.id ?? null,
      maintainers: entry && entry.maintainers.length > 0 ? entry.maintainers : document.maintainers,
      provenance: entry?.dist.attestations ?? null,
      previousVersion,
      previousPublisher: publisherOf(previous),
      previousProvenance: previous ? previous.dist.attestations !== null : null,
      previousFacts:
        previousVersion !== null && previousRaw && previous
          ? previousFacts(previousRaw, previous, document.time.of.get(previousVersion) ?? null)
          : null,
      predecessor: predecessor === null ? null : { version: predecessor, files: [fileOf(predecessor)] },
      versionCount: document.versions.size,
      publishedAt: document.time.of.get(version) ?? null,
      packageCreatedAt: document.time.of.get('created') ?? null,
      distTags: tagsOf.get(version) ?? [],
      integrity: entry?.dist.integrity ?? null,
      documentRevision: document._rev,
      documentSha256: served.sha256,
      responseHeaders,
      truncated: [...truncated],
    };
  };
}
