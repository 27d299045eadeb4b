import type { ResolvedPackage } from '@weir/model';

/** A change that a document shows: of a version, or of the whole package (null). */
export interface SeenChange {
  readonly kind: 'removed' | 'takedown' | 'yanked' | 'quarantined' | 'restored' | 'owners-changed';
  readonly version: string | null;
  /** Absent: of the whole release or package. */
  readonly filename?: string;
  readonly reason: string;
  /** It was so before Weir looked: kept, and not told. */
  readonly history?: true;
}

/** A change as one text, to tell whether it was told before. */
export function changeKey(change: {
  readonly kind: string;
  readonly version: string | null;
  readonly filename?: string | null;
}): string {
  return JSON.stringify([change.kind, change.version, change.filename ?? null]);
}

/**
 * What a document says is gone.
 *
 * A version that we never knew counts when it was young at its package's first sighting: it came and went between
 * two looks. A known version that is missing without a trace counts only in a document that is newer than the last one
 * read: an older copy simply does not have it yet.
 */
export function removalsOf(
  resolved: Extract<ResolvedPackage, { kind: 'present' }>,
  known: ReadonlySet<string>,
  options: { readonly seedBefore: Date; readonly newer: boolean },
): SeenChange[] {
  if (resolved.takedown) {
    return [
      { kind: 'takedown', version: null, reason: 'the registry put a security placeholder in its place' },
    ];
  }
  if (resolved.unpublished) {
    return [{ kind: 'removed', version: null, reason: 'the whole package was unpublished' }];
  }
  const seedBefore = options.seedBefore.toISOString();
  const changes = resolved.removed
    .filter(
      ({ version, publishedAt }) => known.has(version) || (publishedAt !== null && publishedAt >= seedBefore),
    )
    .map(({ version }) => ({ kind: 'removed' as const, version, reason: 'unpublished: its time is left' }));
  if (!options.newer) return changes;
  const told = new Set([...resolved.listed, ...resolved.removed.map(({ version }) => version)]);
  const vanished = [...known].filter((version) => !told.has(version));
  return [
    ...changes,
    ...vanished.map((version) => ({
      kind: 'removed' as const,
      version,
      reason: 'gone from the document without a trace',
    })),
  ];
}
