import { type Registry, safeText, VERDICTS, type Verdict } from '@weir/model';
import type { KnownPackage, KnownVersion } from '../api.ts';
import { type Queryable, translated } from '../connection.ts';
import { standing } from './standing-changes.ts';

/** Newest versions of a package that are looked at: a range means one of the newest, save in odd cases. */
const VERSIONS_MAX = 100;

interface PackageRow {
  name: string;
  first_seen_at: Date | null;
  baseline_at: Date | null;
  first_published: Date | null;
  created: string | null;
  maintainers: unknown;
}

interface VersionRow {
  name: string;
  version: string;
  purl: string;
  verdicts: (string | null)[];
}

/** Keys of the newest versions of a name: ids are UUIDv7 of when they were seen. */
const NEWEST = `SELECT version, release_id FROM release_keys WHERE registry = $1 AND name = n.name
  ORDER BY release_id DESC LIMIT ${VERSIONS_MAX}`;

const FIND_PACKAGES = `
SELECT n.name, p.first_seen_at, s.baseline_at, times.first_published, f.created, f.maintainers
  FROM unnest($2::text[]) AS n(name)
  LEFT JOIN packages p ON p.registry = $1 AND p.name = n.name
  LEFT JOIN feed_sweeps s ON s.registry = $1
  LEFT JOIN LATERAL (
    SELECT min(r.published_at) AS first_published
      FROM (${NEWEST}) AS k
      JOIN LATERAL (SELECT published_at FROM releases
                     WHERE id = k.release_id AND seen_at = weir_seen_at(k.release_id) LIMIT 1) AS r ON true) AS times ON true
  LEFT JOIN LATERAL (
    SELECT t.facts->>'packageCreatedAt' AS created, t.facts->'maintainers' AS maintainers
      FROM (${NEWEST}) AS k
     CROSS JOIN LATERAL (SELECT facts FROM release_facts
                          WHERE release_id = k.release_id AND seen_at = weir_seen_at(k.release_id) LIMIT 1) AS t
     LIMIT 1) AS f ON true`;

const FIND_VERSIONS = `
SELECT n.name, k.version, r.purl, ARRAY(
         SELECT v.verdict FROM release_file_keys x
          CROSS JOIN LATERAL (SELECT verdict_id FROM release_files
                               WHERE id = x.file_id AND seen_at = weir_seen_at(x.file_id) LIMIT 1) AS f
          CROSS JOIN LATERAL (SELECT judgement->>'verdict' AS verdict FROM verdict_log
                               WHERE id = f.verdict_id AND seen_at = weir_seen_at(f.verdict_id) LIMIT 1) AS v
          WHERE x.release_id = k.release_id) AS verdicts
  FROM unnest($2::text[]) AS n(name)
 CROSS JOIN LATERAL (${NEWEST}) AS k
 CROSS JOIN LATERAL (SELECT purl FROM releases
                      WHERE id = k.release_id AND seen_at = weir_seen_at(k.release_id) LIMIT 1) AS r
 WHERE NOT EXISTS (
   SELECT FROM release_changes c
    WHERE c.registry = $1 AND c.name = n.name AND c.version = k.version AND c.filename IS NULL
      AND c.kind NOT IN ('yanked', 'restored') AND ${standing('c')})`;

/**
 * When a package appeared: by its registry's own times, else when its first row was seen, if it was not there before
 * Weir looked (the baseline). Null when neither tells.
 */
function createdAt(row: PackageRow): Date | null {
  const told = row.created === null ? null : new Date(row.created);
  const times = [row.first_published, told].filter((time) => time !== null);
  if (times.length > 0) return new Date(Math.min(...times.map((time) => time.getTime())));
  const { first_seen_at: seen, baseline_at: baseline } = row;
  return seen !== null && baseline !== null && seen > baseline ? seen : null;
}

function namesOf(maintainers: unknown): readonly string[] | null {
  if (!Array.isArray(maintainers) || maintainers.length === 0) return null;
  return maintainers.flatMap((person: unknown) =>
    person !== null && typeof person === 'object' && 'name' in person && typeof person.name === 'string'
      ? [person.name]
      : [],
  );
}

function worstOf(verdicts: readonly (string | null)[]): Verdict | null {
  return VERDICTS.toReversed().find((verdict) => verdicts.includes(verdict)) ?? null;
}

/** Packages by name as far as the store knows them: see ReleaseRepository.findPackages. */
export async function findPackages(
  db: Queryable,
  registry: Registry,
  names: readonly string[],
): Promise<readonly KnownPackage[]> {
  if (names.length === 0) return [];
  const asked = [registry, [...new Set(names.map((name) => safeText(name, 512)))]];
  return translated(async () => {
    const { rows } = await db.query<PackageRow>(FIND_PACKAGES, asked);
    const { rows: versions } = await db.query<VersionRow>(FIND_VERSIONS, asked);
    const byName = Map.groupBy(versions, ({ name }) => name);
    return rows.map((row) => ({
      name: row.name,
      createdAt: createdAt(row),
      maintainers: namesOf(row.maintainers),
      versions: (byName.get(row.name) ?? []).map(
        ({ version, purl, verdicts }): KnownVersion => ({ version, purl, verdict: worstOf(verdicts) }),
      ),
    }));
  });
}
