import { decodeCompactFacts } from '@weir/evidence';
import { describeError, fileAlike, type Logger, type PreviousRelease, type ReleaseFacts } from '@weir/model';
import type { Store, StoredFile } from '@weir/store';

/** The release that one takes the place of; where facts are older than that was told, the one before it in time. Pure. */
function versionBefore(facts: ReleaseFacts): string | null {
  return facts.predecessor === undefined ? facts.previousVersion : (facts.predecessor?.version ?? null);
}

/**
 * Loads what the release that a file's own takes the place of left here, from the file that is most like it. Null when
 * the registry named no such release, or when that one was not analysed here: unknown. Throws what the store throws.
 */
export function createLoadPreviousStep(deps: {
  readonly store: { readonly evidence: Pick<Store['evidence'], 'findFacts'> };
  readonly logger: Logger;
}) {
  return async function loadPreviousStep({
    release,
    file,
    facts,
  }: StoredFile): Promise<PreviousRelease | null> {
    const version = facts === null ? null : versionBefore(facts);
    if (version === null) return null;
    const found = await deps.store.evidence.findFacts(release.registry, release.name, version);
    const alike = fileAlike(file, found);
    if (alike === null) return null;
    try {
      return { version, facts: decodeCompactFacts(alike.facts) };
    } catch (error) {
      // A release must not wait for the history of its package.
      deps.logger.error(
        { purl: release.purl, previous: version, error: describeError(error) },
        'facts of the previous release cannot be read, going on without',
      );
      return null;
    }
  };
}
