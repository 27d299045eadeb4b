import { type NewDependency, newDependencies } from '@weir/detectors';
import type { DependencyFacts } from '@weir/model';
import type { KnownPackage, KnownVersion, Store, StoredFile } from '@weir/store';
import semver from 'semver';

/** Ranges are short; a longer text is no range that anybody wrote. */
const RANGE_CHARS_MAX = 256;

/**
 * The version that npm installs for a range, of those that are known: the highest one that satisfies it. For a tag,
 * and for what is no range, the highest release.
 */
function installedVersion(range: string, versions: readonly KnownVersion[]): KnownVersion | null {
  const wanted = range.length > RANGE_CHARS_MAX ? null : semver.validRange(range);
  const best = semver.maxSatisfying(
    versions.map(({ version }) => version),
    wanted ?? '*',
  );
  return versions.find(({ version }) => version === best) ?? null;
}

/** What is known of one new dependency. Pure. */
export function dependencyFacts(
  { name, range }: NewDependency,
  known: KnownPackage | undefined,
): DependencyFacts {
  const installed = known ? installedVersion(range, known.versions) : null;
  const verdict = installed?.verdict;
  const isBad = verdict === 'malicious' || verdict === 'suspicious';
  return {
    name,
    createdAt: known?.createdAt?.toISOString() ?? null,
    maintainers: known?.maintainers ?? null,
    judged: installed && isBad ? { purl: installed.purl, verdict } : null,
  };
}

/**
 * Looks up what the store knows of the dependencies that a release is the first of its package to bring. Most releases
 * bring none, and then nothing is asked. Throws what the store throws.
 */
export function createKnowDependenciesStep(deps: {
  readonly store: { readonly releases: Pick<Store['releases'], 'findPackages'> };
}) {
  return async function knowDependenciesStep(file: StoredFile): Promise<readonly DependencyFacts[]> {
    const wanted = newDependencies(file.facts);
    if (wanted.length === 0) return [];
    const names = wanted.map(({ name }) => name);
    const found = await deps.store.releases.findPackages(file.release.registry, names);
    const byName = new Map(found.map((known) => [known.name, known]));
    return wanted.map((dependency) => dependencyFacts(dependency, byName.get(dependency.name)));
  };
}
