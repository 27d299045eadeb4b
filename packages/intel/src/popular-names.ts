import npm from './data/popular-npm.json' with { type: 'json' };
import pypi from './data/popular-pypi.json' with { type: 'json' };

/** A naming world of its own; the same word can be two packages in two of them. */
export type NameWorld = 'npm' | 'pypi';

/** Names by popularity, the most downloaded first. Where the lists come from: src/data/README.md. */
const LISTS: Readonly<Record<NameWorld, readonly string[]>> = { npm: npm.names, pypi: pypi.names };

const ranks = new Map<NameWorld, ReadonlyMap<string, number>>();

/** Rank by name, 1 is the most downloaded. Built when first asked for. */
export function popularRanks(world: NameWorld): ReadonlyMap<string, number> {
  const known = ranks.get(world);
  if (known) return known;
  const built = new Map(LISTS[world].map((name, index) => [name, index + 1]));
  ranks.set(world, built);
  return built;
}
