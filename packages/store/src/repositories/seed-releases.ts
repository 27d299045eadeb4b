import { createId, type ReleaseRef, safeText } from '@weir/model';
import type { Tx } from '../api.ts';

/** Notes versions that are history when their package is first seen: see ReleaseRepository.seed. */
export async function seedReleases(
  tx: Tx,
  releases: readonly { readonly ref: ReleaseRef; readonly publishedAt: string | null }[],
  seenAt: Date,
): Promise<number> {
  if (releases.length === 0) return 0;
  const { rows } = await tx.executeSql(
    `WITH n AS (
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
         AS n(id, registry, ecosystem, name, display_name, version, purl, published_at)
     ), added AS (
       INSERT INTO release_keys (registry, name, version, release_id)
       SELECT registry, name, version, id FROM n ORDER BY registry, name, version
       ON CONFLICT DO NOTHING RETURNING release_id)
     INSERT INTO releases (id, registry, ecosystem, name, display_name, version, purl, published_at, seen_at)
     SELECT n.id, n.registry, n.ecosystem, n.name, n.display_name, n.version, n.purl, n.published_at, $9
       FROM n JOIN added ON added.release_id = n.id
     RETURNING id`,
    [
      releases.map(() => createId(seenAt)),
      releases.map(({ ref }) => ref.registry),
      releases.map(({ ref }) => ref.ecosystem),
      releases.map(({ ref }) => safeText(ref.name, 512)),
      releases.map(({ ref }) => safeText(ref.displayName, 512)),
      releases.map(({ ref }) => safeText(ref.version, 256)),
      releases.map(({ ref }) => safeText(ref.purl, 2048)),
      releases.map(({ publishedAt }) => publishedAt),
      seenAt,
    ],
  );
  return rows.length;
}
