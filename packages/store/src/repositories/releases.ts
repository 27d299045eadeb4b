import { type Artifact, safeText } from '@weir/model';
import type { ReleaseRepository, Tx } from '../api.ts';
import { type Queryable, translated } from '../connection.ts';
import { safeTextOrNull, toBytes } from '../text.ts';
import { lookupDigest } from './digests.ts';
import { findSeenAt, firstIdAt } from './ids.ts';
import { findPackages } from './known-packages.ts';
import { saveRelease } from './save-release.ts';
import { seedReleases } from './seed-releases.ts';
import { sameSubject, standing } from './standing-changes.ts';
import { SELECT_FILES, type StoredFileRow, toStoredFile } from './stored-file.ts';

/** Stores what was measured over the bytes of an artifact; the same bytes again change nothing. */
async function saveArtifact(tx: Tx, artifact: Artifact, filename: string, seenAt: Date): Promise<void> {
  await tx.executeSql(
    `INSERT INTO artifacts (sha256, size_bytes, filename, first_seen_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [toBytes(artifact.sha256), artifact.sizeBytes, safeText(filename, 512), seenAt],
  );
  const digests = Object.entries({ ...artifact.digests, sha256: artifact.sha256 });
  await tx.executeSql(
    `INSERT INTO artifact_digests (algorithm, digest, artifact_sha256)
     SELECT algorithm, digest, $3 FROM unnest($1::text[], $2::bytea[]) AS n(algorithm, digest) ON CONFLICT DO NOTHING`,
    [
      digests.map(([algorithm]) => algorithm),
      digests.map(([, digest]) => toBytes(digest)),
      toBytes(artifact.sha256),
    ],
  );
}

/** Releases, files, facts and artifacts: see ReleaseRepository. */
export function createReleaseRepository(db: Queryable): ReleaseRepository {
  return {
    async listVersions(registry, name) {
      const { rows } = await translated(() =>
        db.query<{ version: string }>('SELECT version FROM release_keys WHERE registry = $1 AND name = $2', [
          registry,
          safeText(name, 512),
        ]),
      );
      return new Set(rows.map((row) => row.version));
    },
    async listFiles(registry, name) {
      const { rows } = await translated(() =>
        db.query<{ version: string; filename: string }>(
          `SELECT k.version, f.filename FROM release_keys k JOIN release_file_keys f ON f.release_id = k.release_id
            WHERE k.registry = $1 AND k.name = $2`,
          [registry, safeText(name, 512)],
        ),
      );
      return rows;
    },
    async countRecent(registry, name, since) {
      const { rows } = await translated(() =>
        db.query<{ releases: string }>(
          `SELECT count(*) AS releases
             FROM release_keys k
             JOIN releases r ON r.id = k.release_id AND r.seen_at = weir_seen_at(k.release_id)
            WHERE k.registry = $1 AND k.name = $2 AND weir_seen_at(k.release_id) >= $3 AND r.seen_at >= $3
              AND coalesce(r.published_at, r.seen_at) >= $4
              AND EXISTS (SELECT FROM release_file_keys f WHERE f.release_id = k.release_id)`,
          [registry, safeText(name, 512), since.seen, since.published],
        ),
      );
      return Number(rows[0]?.releases ?? 0);
    },
    async listReleased(registry, since) {
      const { rows } = await translated(() =>
        db.query<{ name: string; published_at: Date }>(
          `SELECT name, max(coalesce(published_at, seen_at)) AS published_at FROM releases
            WHERE id >= $2 AND seen_at >= $3 AND registry = $1 GROUP BY name`,
          [registry, firstIdAt(since), since],
        ),
      );
      return rows.map((row) => ({ name: row.name, publishedAt: row.published_at }));
    },
    findPackages: (registry, names) => findPackages(db, registry, names),
    save: saveRelease,
    seed: seedReleases,
    async saveChange(tx, kind, change) {
      const { rows } = await tx.executeSql(
        `INSERT INTO release_changes AS c (registry, name, version, filename, kind, purl, reason, seen_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT ON CONSTRAINT release_changes_subject DO UPDATE SET
           seen_at = excluded.seen_at, reason = excluded.reason
         WHERE (c.kind = 'owners-changed' AND c.reason IS DISTINCT FROM excluded.reason)
            OR EXISTS (SELECT FROM release_changes o WHERE ${sameSubject('o', 'c')}
                          AND (o.kind = 'restored') <> (c.kind = 'restored') AND o.seen_at > c.seen_at)
         RETURNING id`,
        [
          change.registry,
          safeText(change.name, 512),
          safeTextOrNull(change.version, 256),
          safeTextOrNull(change.filename, 512),
          kind,
          safeText(change.purl, 2048),
          safeTextOrNull(change.reason, 500),
          change.seenAt,
        ],
      );
      return rows.length > 0;
    },
    async listChanges(registry, name) {
      const { rows } = await translated(() =>
        db.query<{ kind: string; version: string | null; filename: string | null }>(
          `SELECT kind, version, filename FROM release_changes c
            WHERE registry = $1 AND name = $2 AND kind <> 'restored' AND ${standing('c')}`,
          [registry, safeText(name, 512)],
        ),
      );
      return rows;
    },
    async findFile(fileId) {
      const seenAt = findSeenAt(fileId);
      if (seenAt === null) return null;
      const { rows } = await translated(() =>
        db.query<StoredFileRow>(`${SELECT_FILES} WHERE f.id = $1 AND f.seen_at = $2`, [fileId, seenAt]),
      );
      return rows[0] === undefined ? null : toStoredFile(rows[0]);
    },
    async findFilesByRelease(registry, name, version) {
      const { rows } = await translated(() =>
        db.query<StoredFileRow>(
          `WITH keys AS MATERIALIZED (
             SELECT k.file_id FROM release_keys r JOIN release_file_keys k ON k.release_id = r.release_id
              WHERE r.registry = $1 AND r.name = $2 AND r.version = $3)
           ${SELECT_FILES} JOIN keys ON f.id = keys.file_id AND f.seen_at = weir_seen_at(keys.file_id)
           ORDER BY f.seen_at DESC, f.filename`,
          [registry, safeText(name, 512), safeText(version, 256)],
        ),
      );
      return rows.map(toStoredFile);
    },
    async setFileState(tx, fileId, state, artifactSha256) {
      const artifact = artifactSha256 === null ? null : toBytes(artifactSha256);
      await tx.executeSql(
        `UPDATE release_files SET state = $3, artifact_sha256 = coalesce($4, artifact_sha256) WHERE id = $1 AND seen_at = $2`,
        [fileId, findSeenAt(fileId), state, artifact],
      );
      if (artifact === null) return;
      await tx.executeSql(
        'INSERT INTO artifact_files (artifact_sha256, file_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        [artifact, fileId],
      );
    },
    saveArtifact,
    lookupDigest: (algorithm, digest) => translated(() => lookupDigest(db, algorithm, digest)),
  };
}
