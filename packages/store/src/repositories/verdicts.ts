import { type Actor, type Judgement, safeText, VERDICTS } from '@weir/model';
import type { Tx, VerdictRepository } from '../api.ts';
import { type Queryable, translated } from '../connection.ts';

/** Advisory lock (class, key): one process gives cursors at a time. */
const SEQUENCE_LOCK = [0x77656972, 5] as const;

interface VerdictRow {
  cursor: string;
  verdict_id: string;
  file_id: string;
  purl: string;
  judgement: Judgement;
  actor_kind: Actor['kind'];
  actor_name: string;
  decided_at: Date;
}

/**
 * Gives queued verdicts their cursors. The lock is held until commit, so a higher cursor exists only after every lower
 * one is visible: whoever reads after a cursor never skips one.
 */
async function sequenceVerdicts(tx: Tx, limit: number): Promise<number> {
  const { rows: locks } = await tx.executeSql('SELECT pg_try_advisory_xact_lock($1, $2) AS taken', [
    ...SEQUENCE_LOCK,
  ]);
  if (!(locks[0] as { taken: boolean }).taken) return 0;
  const { rows } = await tx.executeSql(
    `WITH taken AS (
       DELETE FROM verdict_queue WHERE id IN (SELECT id FROM verdict_queue ORDER BY id LIMIT $1) RETURNING id, verdict_id)
     INSERT INTO verdict_feed (cursor, verdict_id)
     SELECT coalesce((SELECT max(cursor) FROM verdict_feed), 0) + row_number() OVER (ORDER BY id), verdict_id FROM taken
     RETURNING cursor`,
    [limit],
  );
  return rows.length;
}

/** The verdict of an id in scope, from its own month. LIMIT keeps the planner from reading whole months to join them. */
function lateralVerdict(id: string, columns: string): string {
  return `LATERAL (
    SELECT ${columns} FROM verdict_log WHERE id = ${id} AND seen_at = weir_seen_at(${id}) LIMIT 1) AS v`;
}

const LIST_SINCE = `
SELECT f.cursor, f.verdict_id, v.*
  FROM (SELECT cursor, verdict_id FROM verdict_feed WHERE cursor > $1 ORDER BY cursor LIMIT $2) AS f
 CROSS JOIN ${lateralVerdict('f.verdict_id', 'file_id, purl, judgement, actor_kind, actor_name, decided_at')}
 ORDER BY f.cursor`;

const FIND_FOR_RELEASE = `
WITH files AS MATERIALIZED (
  SELECT k.file_id FROM release_keys r JOIN release_file_keys k ON k.release_id = r.release_id
   WHERE r.registry = $1 AND r.name = $2 AND r.version = $3)
SELECT v.judgement
  FROM files
 CROSS JOIN LATERAL (
   SELECT verdict_id FROM release_files WHERE id = files.file_id AND seen_at = weir_seen_at(files.file_id) LIMIT 1) AS f
 CROSS JOIN ${lateralVerdict('f.verdict_id', 'judgement')}`;

/** Worst first; of two equal ones the complete one says more. */
function compare(a: Judgement, b: Judgement): number {
  return (
    VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict) ||
    b.score - a.score ||
    Number(b.complete) - Number(a.complete)
  );
}

/** The verdict log and its public feed: see VerdictRepository. */
export function createVerdictRepository(
  db: Queryable,
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
): VerdictRepository {
  return {
    sequence: (limit) => transaction((tx) => sequenceVerdicts(tx, limit)),
    async listSince(cursor, limit) {
      const { rows } = await translated(() => db.query<VerdictRow>(LIST_SINCE, [cursor, limit]));
      return rows.map((row) => ({
        cursor: row.cursor,
        verdictId: row.verdict_id,
        fileId: row.file_id,
        purl: row.purl,
        judgement: row.judgement,
        actor: { kind: row.actor_kind, name: row.actor_name },
        decidedAt: row.decided_at,
      }));
    },
    async findForRelease(registry, name, version) {
      const { rows } = await translated(() =>
        db.query<{ judgement: Judgement }>(FIND_FOR_RELEASE, [
          registry,
          safeText(name, 512),
          safeText(version, 256),
        ]),
      );
      const judgements = rows.map((row) => row.judgement).toSorted(compare);
      // Incomplete ones count only where no complete one exists: unknown is not clean, and not worse than known.
      return judgements.find((judgement) => judgement.complete) ?? judgements[0] ?? null;
    },
  };
}
