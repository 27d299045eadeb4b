import { decodeCompactFacts } from '@weir/evidence';
import { describeError, type Logger, type PreviousRelease } from '@weir/model';
import type { Store, StoredFile } from '@weir/store';

/** The suffix that tells a wheel from an sdist; of two files of one kind the variant decides. */
function suffixOf(filename: string): string {
  return /\.(?:tar\.\w+|\w+)$/.exec(filename)?.[0] ?? '';
}

/**
 * Loads what the release before a file's own left, from the file that is most like it: same variant, else same suffix,
 * else the first. Null when the registry named no previous release, or when that one was not analysed here: unknown.
 * Throws what the store throws.
 */
export function createLoadPreviousStep(deps: {
  readonly store: Pick<Store, 'evidence'>;
  readonly logger: Logger;
}) {
  return async function loadPreviousStep({
    release,
    file,
    facts,
  }: StoredFile): Promise<PreviousRelease | null> {
    const version = facts?.previousVersion ?? null;
    if (version === null) return null;
    const found = await deps.store.evidence.findFacts(release.registry, release.name, version);
    const alike =
      found.find(
        (one) => one.variant === file.variant && suffixOf(one.filename) === suffixOf(file.filename),
      ) ??
      found.find((one) => suffixOf(one.filename) === suffixOf(file.filename)) ??
      found[0];
    if (alike === undefined) return null;
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
