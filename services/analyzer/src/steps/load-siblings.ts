import { decodeCompactFacts } from '@weir/evidence';
import {
  type CompactFacts,
  describeError,
  type Logger,
  mergeSiblings,
  type Siblings,
  seenAtOf,
} from '@weir/model';
import type { Store, StoredFile } from '@weir/store';

/** Decoded facts that are held: those of a release's files are asked for again with each further file. */
const HELD_MAX = 256;
/** Files of a release that one is held against; larger releases show the same with fewer. */
const SIBLINGS_MAX = 100;
const HOUR_MS = 3_600_000;

/** Decoded facts by the artifact they are of, the newest ones. */
function createHeldFacts() {
  const held = new Map<string, CompactFacts>();
  return (artifactSha256: string, encoded: Uint8Array): CompactFacts => {
    const known = held.get(artifactSha256);
    if (known) return known;
    const facts = decodeCompactFacts(encoded);
    if (held.size >= HELD_MAX) held.delete(held.keys().next().value ?? '');
    held.set(artifactSha256, facts);
    return facts;
  };
}

/**
 * Loads what the other files of a file's own release left, where releases have several: those of PyPI. Null where none
 * was analysed before. Files of a release share the bus key of their package, so that each sees those before it.
 * Throws what the store throws.
 */
export function createLoadSiblingsStep(deps: {
  readonly store: Pick<Store, 'evidence'>;
  readonly logger: Logger;
}) {
  const decode = createHeldFacts();
  return async function loadSiblingsStep({ release, fileId, seenAt }: StoredFile): Promise<Siblings | null> {
    if (release.ecosystem !== 'pypi') return null;
    const found = await deps.store.evidence.findFacts(release.registry, release.name, release.version);
    const others = found.filter((one) => one.fileId !== fileId).slice(0, SIBLINGS_MAX);
    const files = others.flatMap(({ fileId: otherId, filename, artifactSha256, facts }) => {
      try {
        return [{ filename, seenAtMs: seenAtOf(otherId).getTime(), facts: decode(artifactSha256, facts) }];
      } catch (error) {
        deps.logger.error(
          { purl: release.purl, filename, error: describeError(error) },
          'facts of another file of the release cannot be read, going on without',
        );
        return [];
      }
    });
    const firstMs = Math.min(...files.map(({ seenAtMs }) => seenAtMs));
    return mergeSiblings(
      files,
      files.length === 0 ? null : Math.max(0, seenAt.getTime() - firstMs) / HOUR_MS,
    );
  };
}
