import type { Tx } from '../api.ts';
import type { Expired } from '../evidence-api.ts';

/** Packs that one transaction looks at: it holds no lock for long. */
const BATCH = 500;

type Transaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

interface DueRow {
  file_id: string;
  pack_sha256: Buffer;
  stored_bytes: string;
  above_benign: boolean;
}

/**
 * The oldest packs that are not held, with whether the file's standing verdict is above benign. A file that lost its
 * row, or has no verdict yet, counts as above: what is unknown is not thrown away.
 */
const DUE = `
WITH due AS MATERIALIZED (
  SELECT file_id, pack_sha256, stored_bytes, kept_at FROM kept_packs
   WHERE NOT held AND ($1::timestamptz IS NULL OR kept_at < $1)
   ORDER BY kept_at, file_id LIMIT $2 FOR UPDATE SKIP LOCKED)
SELECT due.file_id, due.pack_sha256, due.stored_bytes,
       coalesce(v.judgement->>'verdict', 'unknown') <> 'benign' AS above_benign
  FROM due
  LEFT JOIN LATERAL (
    SELECT verdict_id FROM release_files
     WHERE id = due.file_id AND seen_at = weir_seen_at(due.file_id) LIMIT 1) AS f ON true
  LEFT JOIN LATERAL (
    SELECT judgement FROM verdict_log
     WHERE id = f.verdict_id AND seen_at = weir_seen_at(f.verdict_id) LIMIT 1) AS v ON true
 ORDER BY due.kept_at, due.file_id`;

/** Takes packs off, and their blobs off the list of blobs unless another pack is the same blob. */
async function removePacks(tx: Tx, packs: readonly DueRow[]): Promise<void> {
  const columns = [packs.map((row) => row.file_id), packs.map((row) => row.pack_sha256)];
  await tx.executeSql(
    `DELETE FROM kept_packs p USING unnest($1::uuid[], $2::bytea[]) AS n(file_id, pack_sha256)
      WHERE p.file_id = n.file_id AND p.pack_sha256 = n.pack_sha256`,
    columns,
  );
  await tx.executeSql(
    `DELETE FROM evidence_blobs b
      WHERE b.kind = 'kept' AND b.sha256 = ANY($1)
        AND NOT EXISTS (SELECT FROM kept_packs p WHERE p.pack_sha256 = b.sha256)`,
    [columns[1]],
  );
}

/** One batch of the oldest packs; of those that may go, as many as `bytesOver` asks for. */
async function expireBatch(
  tx: Tx,
  before: Date | null,
  bytesOver: number,
): Promise<Expired & { readonly heldBytes: number; readonly seen: number }> {
  const due = (await tx.executeSql(DUE, [before, BATCH])).rows as DueRow[];
  const held: string[] = [];
  const gone: DueRow[] = [];
  let [storedBytes, heldBytes] = [0, 0];
  for (const row of due) {
    if (row.above_benign) {
      held.push(row.file_id);
      heldBytes += Number(row.stored_bytes);
    } else if (storedBytes + heldBytes < bytesOver) {
      gone.push(row);
      storedBytes += Number(row.stored_bytes);
    }
  }
  if (held.length > 0) {
    await tx.executeSql('UPDATE kept_packs SET held = true WHERE file_id = ANY($1)', [held]);
  }
  if (gone.length > 0) await removePacks(tx, gone);
  return { packs: gone.length, storedBytes, heldBytes, seen: held.length + gone.length };
}

/** Takes off what is too old, then the oldest beyond a total: see EvidenceRepository.expirePacks. */
export async function expirePacks(
  transaction: Transaction,
  before: Date,
  bytesMax: number,
): Promise<Expired> {
  let packs = 0;
  let storedBytes = 0;

  async function drain(limit: Date | null, bytesOver: number): Promise<void> {
    for (let leftBytes = bytesOver; leftBytes > 0; ) {
      const batch = await transaction((tx) => expireBatch(tx, limit, leftBytes));
      packs += batch.packs;
      storedBytes += batch.storedBytes;
      // Held ones do not count towards the total any more.
      leftBytes -= batch.storedBytes + batch.heldBytes;
      if (batch.seen === 0) return;
    }
  }

  await drain(before, Number.POSITIVE_INFINITY);
  const total = await transaction(async (tx) => {
    const { rows } = await tx.executeSql(
      'SELECT coalesce(sum(stored_bytes), 0) AS bytes FROM kept_packs WHERE NOT held',
    );
    return Number((rows[0] as { bytes: string }).bytes);
  });
  await drain(null, total - bytesMax);
  return { packs, storedBytes };
}
