import { createHash } from 'node:crypto';
import { type BlobKind, type SqlExecutor, safeText } from '@weir/model';
import type { Tx } from '../api.ts';
import { type ConnectionOptions, type Queryable, translated } from '../connection.ts';
import type { EvidenceRepository, FileFacts, FileSighting, KeptPack, StorageDay } from '../evidence-api.ts';
import { takeSessionLease } from '../lease.ts';
import { toBytes } from '../text.ts';
import { expirePacks } from './expire-packs.ts';

/** Files of a release by its name, with the month of each in its id. */
const FILES_OF_RELEASE = `
  SELECT k.file_id, k.filename, k.variant
    FROM release_keys r JOIN release_file_keys k ON k.release_id = r.release_id
   WHERE r.registry = $1 AND r.name = $2 AND r.version = $3`;

const FIND_FACTS = `
WITH files AS MATERIALIZED (${FILES_OF_RELEASE})
SELECT f.file_id, f.filename, f.variant, c.artifact_sha256, c.facts
  FROM files f
 CROSS JOIN LATERAL (
   SELECT artifact_sha256, facts FROM compact_facts
    WHERE file_id = f.file_id AND seen_at = weir_seen_at(f.file_id) LIMIT 1) AS c
 ORDER BY f.filename, f.variant`;

const FIND_PACKS = `
WITH files AS MATERIALIZED (${FILES_OF_RELEASE})
SELECT f.file_id, f.filename, f.variant, p.pack_sha256, p.files
  FROM files f JOIN kept_packs p ON p.file_id = f.file_id
 ORDER BY f.filename, f.variant, p.kept_at DESC`;

/** Names of files in scope, each from its own month; `s` has file_id, artifact_sha256 (may be null) and seen_at. */
const NAME_SIGHTINGS = `
SELECT s.file_id, s.seen_at, f.filename, coalesce(s.artifact_sha256, f.artifact_sha256) AS artifact_sha256, r.purl
  FROM s
 CROSS JOIN LATERAL (
   SELECT filename, artifact_sha256, release_id FROM release_files
    WHERE id = s.file_id AND seen_at = s.seen_at LIMIT 1) AS f
 CROSS JOIN LATERAL (
   SELECT purl FROM releases WHERE id = f.release_id AND seen_at = weir_seen_at(f.release_id) LIMIT 1) AS r
 ORDER BY s.seen_at DESC, s.file_id`;

/** The keys narrow it down by 64 bits of each digest; the digest itself stands in the facts. */
const FIND_FILE = `
WITH s AS MATERIALIZED (
  SELECT file_id, artifact_sha256, seen_at FROM compact_facts
   WHERE file_keys @> ARRAY[$1::bigint] AND position($2 IN facts) > 0
   ORDER BY seen_at DESC, file_id LIMIT $3)
${NAME_SIGHTINGS}`;

const FIND_INDICATOR = `
WITH s AS MATERIALIZED (
  SELECT DISTINCT s.seen_at, s.file_id, NULL::bytea AS artifact_sha256
    FROM indicators i JOIN indicator_sightings s ON s.indicator_id = i.id
   WHERE i.type = $1 AND i.value_sha256 = $2
   ORDER BY s.seen_at DESC, s.file_id LIMIT $3)
${NAME_SIGHTINGS}`;

/** Packs are asked as well: an expiry may take a blob off the list while another file's pack of the same bytes is noted. */
const FIND_REFERENCED = `
SELECT sha256 FROM evidence_blobs WHERE sha256 = ANY($1)
UNION SELECT pack_sha256 FROM kept_packs WHERE pack_sha256 = ANY($1)`;

/**
 * Facts count with what a row takes up around them: 24 bytes a file, for its key and what the index needs of it, and 240
 * a row. Measured with pg_total_relation_size over six versions of 400 packages, a quarter of the files new in each; a
 * file that nobody had before takes 64.
 */
const STORAGE = `
SELECT to_char(seen_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, 'facts' AS kind, count(*) AS items,
       sum(octet_length(facts)) AS plain,
       sum(octet_length(facts) + 24 * cardinality(file_keys) + 240) AS stored
  FROM compact_facts WHERE seen_at >= $1 GROUP BY 1
UNION ALL
SELECT to_char(kept_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), kind, count(*), sum(plain_bytes), sum(stored_bytes)
  FROM evidence_blobs WHERE kept_at >= $1 GROUP BY 1, 2
 ORDER BY 1, 2`;

interface SightingRow {
  file_id: string;
  seen_at: Date;
  filename: string;
  artifact_sha256: Buffer | null;
  purl: string;
}

function toSighting(row: SightingRow): FileSighting {
  return {
    fileId: row.file_id,
    purl: row.purl,
    filename: row.filename,
    artifactSha256: row.artifact_sha256?.toString('hex') ?? '',
    seenAt: row.seen_at,
  };
}

/** First 8 bytes of a sha256 as Postgres' signed 64-bit number. */
function fileKey(sha256: string): bigint {
  return toBytes(sha256.slice(0, 16)).readBigInt64BE();
}

async function note(
  tx: SqlExecutor,
  kind: BlobKind,
  blob: { readonly sha256: string; readonly plainBytes: number; readonly storedBytes: number },
  at: Date,
): Promise<void> {
  await tx.executeSql(
    `INSERT INTO evidence_blobs (sha256, kind, plain_bytes, stored_bytes, kept_at)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [toBytes(blob.sha256), kind, blob.plainBytes, blob.storedBytes, at],
  );
}

/** Blobs, compact facts and kept files: see EvidenceRepository. */
export function createEvidenceRepository(
  db: Queryable,
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  connection: ConnectionOptions,
): EvidenceRepository {
  return {
    note,
    async findReferenced(digests) {
      const { rows } = await translated(() =>
        db.query<{ sha256: Buffer }>(FIND_REFERENCED, [digests.map(toBytes)]),
      );
      return new Set(rows.map((row) => row.sha256.toString('hex')));
    },
    async saveFacts(tx, file, made) {
      const keys = [...new Set(made.fileSha256s.map(fileKey))];
      await tx.executeSql(
        `INSERT INTO compact_facts (file_id, artifact_sha256, engine, facts, file_keys, seen_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (file_id, seen_at) DO UPDATE
           SET artifact_sha256 = excluded.artifact_sha256, engine = excluded.engine, facts = excluded.facts,
               file_keys = excluded.file_keys`,
        [file.fileId, toBytes(made.artifactSha256), made.engine, Buffer.from(made.facts), keys, file.seenAt],
      );
    },
    async findFacts(registry, name, version) {
      const { rows } = await translated(() =>
        db.query<{
          file_id: string;
          filename: string;
          variant: string;
          artifact_sha256: Buffer;
          facts: Buffer;
        }>(FIND_FACTS, [registry, safeText(name, 512), safeText(version, 256)]),
      );
      return rows.map(
        (row): FileFacts => ({
          fileId: row.file_id,
          filename: row.filename,
          variant: row.variant,
          artifactSha256: row.artifact_sha256.toString('hex'),
          facts: row.facts,
        }),
      );
    },
    async sightingsOfFile(sha256, limit) {
      const { rows } = await translated(() =>
        db.query<SightingRow>(FIND_FILE, [fileKey(sha256), toBytes(sha256), limit]),
      );
      return rows.map(toSighting);
    },
    async sightingsOfIndicator(type, value, limit) {
      const digest = createHash('sha256').update(safeText(value, 2048)).digest();
      const { rows } = await translated(() => db.query<SightingRow>(FIND_INDICATOR, [type, digest, limit]));
      return rows.map(toSighting);
    },
    async keepPack(tx, fileId, { blob, files, held }, at) {
      await note(tx, 'kept', blob, at);
      await tx.executeSql(
        `INSERT INTO kept_packs (file_id, pack_sha256, files, plain_bytes, stored_bytes, held, kept_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
        [fileId, toBytes(blob.sha256), files, blob.plainBytes, blob.storedBytes, held, at],
      );
    },
    async findPacks(registry, name, version) {
      const { rows } = await translated(() =>
        db.query<{ file_id: string; filename: string; variant: string; pack_sha256: Buffer; files: number }>(
          FIND_PACKS,
          [registry, safeText(name, 512), safeText(version, 256)],
        ),
      );
      return rows.map(
        (row): KeptPack => ({
          fileId: row.file_id,
          filename: row.filename,
          variant: row.variant,
          packSha256: row.pack_sha256.toString('hex'),
          files: row.files,
        }),
      );
    },
    async keptBytesSince(since) {
      const { rows } = await translated(() =>
        db.query<{ bytes: string }>(
          'SELECT coalesce(sum(stored_bytes), 0) AS bytes FROM kept_packs WHERE NOT held AND kept_at >= $1',
          [since],
        ),
      );
      return Number(rows[0]?.bytes ?? 0);
    },
    expirePacks: (before, bytesMax) => expirePacks(transaction, before, bytesMax),
    async storage(since) {
      const { rows } = await translated(() =>
        db.query<{ day: string; kind: StorageDay['kind']; items: string; plain: string; stored: string }>(
          STORAGE,
          [since],
        ),
      );
      return rows.map(({ day, kind, items, plain, stored }) => ({
        day,
        kind,
        items: Number(items),
        plainBytes: Number(plain),
        storedBytes: Number(stored),
      }));
    },
    async alone(name, work) {
      const session = await takeSessionLease(connection, name, 'LEASE_LOST');
      if (session === null) return false;
      await using _held = session;
      await work();
      return true;
    },
  };
}
