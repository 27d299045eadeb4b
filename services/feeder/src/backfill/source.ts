import type { RegistryFeed } from '@weir/model';
import type { ListedPackage, ListRegistry, PackageList } from './package-list.ts';

/** Some of the packages to backfill, and where the next ones begin; null after the last. */
export interface SourceBatch {
  readonly packages: readonly ListedPackage[];
  readonly next: string | null;
}

/** Where the packages of a backfill come from, a batch at a time: there can be millions. */
export interface BackfillSource {
  /** The same backfill has the same id, in every process: what was begun is taken up. At most 64 characters. */
  readonly id: string;
  readonly registry: ListRegistry;
  /** No more are collected while so many wait; null collects all of them first. */
  readonly waitingMax: number | null;
  /** How many there are; null when that shows only at the end. */
  readonly total: number | null;
  /** Reads on from a batch's `next`, null from the start. Throws what the registry's feed throws. */
  read(position: string | null, signal: AbortSignal): Promise<SourceBatch>;
}

/** Names that wait at a time, while all names of a registry pass by: the table must stay small for months. */
const NAMES_WAITING_MAX = 10_000;

/** A list that is known as a whole. */
export function listSource(list: PackageList): BackfillSource {
  return {
    id: list.digest.slice(0, 32),
    registry: list.registry,
    waitingMax: null,
    total: list.packages.length,
    read: async () => ({ packages: list.packages, next: null }),
  };
}

function latest(name: string): ListedPackage {
  return { name, version: null };
}

/**
 * Every package that a change feed shows a row of after `seq`, deletions left out. Read to the feed's head at the time
 * of reading and before anything else is done: the row of a package that changes meanwhile moves on to the head.
 * @param place tells registries apart: the same positions of another feed are another backfill.
 */
export function changedSince(
  feed: Pick<RegistryFeed, 'readPage'>,
  seq: string,
  place: string,
): BackfillSource {
  return {
    id: `since-${BigInt(seq)}-${place}`,
    registry: 'npmjs',
    waitingMax: null,
    total: null,
    async read(position, signal) {
      const page = await feed.readPage(position ?? seq, signal, 'backfill');
      const names = new Set(page.rows.map(({ name }) => name));
      for (const { name, deleted } of page.rows) if (deleted) names.delete(name);
      const isLast = page.atHead || page.nextCursor === (position ?? seq);
      return { packages: [...names].map(latest), next: isLast ? null : page.nextCursor };
    },
  };
}

/**
 * Every package of a registry, in the order of its names, a few at a time.
 * @param total how many there are, as far as the registry says.
 */
export function everyPackage(
  feed: Pick<RegistryFeed, 'readNames'>,
  total: number | null,
  place: string,
): BackfillSource {
  return {
    id: `all-${place}`,
    registry: 'npmjs',
    waitingMax: NAMES_WAITING_MAX,
    total,
    async read(position, signal) {
      const { names, nextKey } = await feed.readNames(position, signal, 'backfill');
      return { packages: [...new Set(names.map(({ name }) => name))].map(latest), next: nextKey };
    },
  };
}
