import { type Judgement, VERDICTS } from '@weir/model';
import type { DigestAnswer } from '../api.ts';
import type { Queryable } from '../connection.ts';
import { toBytes } from '../text.ts';

/** Bytes that very many releases share are answered from this many of them. */
const FILES_MAX = 1000;

interface KnownArtifactRow {
  sha256: Buffer;
  verdict_id: string | null;
  judgement: Judgement | null;
}

const FIND_VERDICTS = `
WITH known AS MATERIALIZED (
  SELECT a.artifact_sha256 AS sha256, x.file_id
    FROM artifact_digests a LEFT JOIN artifact_files x ON x.artifact_sha256 = a.artifact_sha256
   WHERE a.algorithm = $1 AND a.digest = $2
   ORDER BY x.file_id DESC NULLS LAST LIMIT ${FILES_MAX})
SELECT known.sha256, f.verdict_id, v.judgement
  FROM known
  LEFT JOIN LATERAL (
    SELECT verdict_id FROM release_files
     WHERE id = known.file_id AND seen_at = weir_seen_at(known.file_id) LIMIT 1) AS f ON true
  LEFT JOIN LATERAL (
    SELECT judgement FROM verdict_log
     WHERE id = f.verdict_id AND seen_at = weir_seen_at(f.verdict_id) LIMIT 1) AS v ON true`;

function badness(judgement: Judgement): number {
  return VERDICTS.indexOf(judgement.verdict) * 1000 + judgement.score;
}

/**
 * What is known of bytes with this digest: the worst standing verdict of the files that carry them, else whether any
 * file was announced with it.
 */
export async function lookupDigest(db: Queryable, algorithm: string, digest: string): Promise<DigestAnswer> {
  const bytes = toBytes(digest.toLowerCase());
  const { rows } = await db.query<KnownArtifactRow>(FIND_VERDICTS, [algorithm, bytes]);
  const decided = rows
    .flatMap((row) =>
      row.verdict_id === null || row.judgement === null
        ? []
        : [{ sha256: row.sha256, verdictId: row.verdict_id, judgement: row.judgement }],
    )
    .toSorted((a, b) => badness(b.judgement) - badness(a.judgement));
  const worst = decided[0];
  if (worst !== undefined) {
    return {
      kind: 'verdict',
      sha256: worst.sha256.toString('hex'),
      judgement: worst.judgement,
      verdictId: worst.verdictId,
    };
  }
  if (rows[0] !== undefined) return { kind: 'pending', sha256: rows[0].sha256.toString('hex') };
  const { rows: announced } = await db.query(
    'SELECT FROM declared_digests WHERE algorithm = $1 AND digest = $2 LIMIT 1',
    [algorithm, bytes],
  );
  return announced.length === 0 ? { kind: 'unknown' } : { kind: 'pending', sha256: null };
}
