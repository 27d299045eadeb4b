import type { KnownOwners, ResolvedPackage } from '@weir/model';
import type { SeenChange } from './removals.ts';

/** What a look says of a package's owners. */
export interface SeenOwners {
  /** To be kept; null when nothing new is known. */
  readonly owners: KnownOwners | null;
  readonly changes: readonly SeenChange[];
}

const NAMED_MAX = 10;

function named(names: readonly string[]): string {
  const more = names.length - NAMED_MAX;
  return `${names.slice(0, NAMED_MAX).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/**
 * Holds the owners that a document names against those that are known: a change, and what is known from now on. Those
 * that are read for the first time are no change, and an older document than the one that is known tells nothing. Pure.
 * @param covers whether a revision is no older than another one.
 */
export function ownerChangesOf(
  { owners, releases }: Extract<ResolvedPackage, { kind: 'present' }>,
  known: KnownOwners | null,
  covers: (revision: string, other: string | null) => boolean,
): SeenOwners {
  if (owners == null || (known !== null && !covers(owners.revision, known.revision)))
    return { owners: null, changes: [] };
  const names = [...owners.names].toSorted();
  // A release compares with who was there at the one before, whenever that changed.
  const released = known === null || releases.length > 0 ? names : known.released;
  const next = { revision: owners.revision, names, released };
  if (known === null) return { owners: next, changes: [] };
  const joined = names.filter((name) => !known.names.includes(name));
  const left = known.names.filter((name) => !names.includes(name));
  if (joined.length + left.length === 0) return { owners: next, changes: [] };
  const news = [
    ...(joined.length > 0 ? [`${named(joined)} joined`] : []),
    ...(left.length > 0 ? [`${named(left)} left`] : []),
  ];
  const reason = `${news.join(', ')}: now ${names.length === 0 ? 'nobody' : named(names)}`;
  return { owners: next, changes: [{ kind: 'owners-changed', version: null, reason }] };
}
