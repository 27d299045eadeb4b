import type { ArtifactView } from '@weir/model';
import type { PackageIndex } from './package-index.ts';

/** Paths that are one on some machines, each with the others. */
export type CaseTwins = ReadonlyMap<string, readonly string[]>;

const NONE: CaseTwins = new Map();

/**
 * Files whose paths differ in case or Unicode form only: on macOS and Windows the one that was unpacked last is all of
 * them. Asked of packages only whose container says that there are some.
 */
export function caseTwins(view: Pick<ArtifactView, 'problems'>, index: PackageIndex): CaseTwins {
  if (!view.problems.some(({ code }) => code === 'case-collision')) return NONE;
  const groups = Map.groupBy(index.keys(), (path) => path.normalize('NFC').toLowerCase());
  const twins = new Map<string, readonly string[]>();
  for (const paths of groups.values())
    if (paths.length > 1)
      for (const path of paths)
        twins.set(
          path,
          paths.filter((other) => other !== path),
        );
  return twins;
}

/** Members, by their paths in the container, that something reaches by one spelling and that hold something else. */
export function differingTwins(
  twins: CaseTwins,
  index: PackageIndex,
  digests: ReadonlyMap<string, string>,
  isReached: (path: string) => boolean,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [path, others] of twins) {
    const entry = index.get(path);
    const differs = others.some((other) => digests.get(other) !== digests.get(path));
    if (entry && differs && isReached(path)) found.add(entry.path);
  }
  return found;
}
