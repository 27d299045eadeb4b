import { type Registry, type SqlExecutor, safeText } from '@weir/model';
import type { FeedRepository, Gap, GapKind } from '../api.ts';
import { type Queryable, translated } from '../connection.ts';
import { safeTextOrNull } from '../text.ts';

interface GapRow {
  id: string;
  registry: Registry;
  kind: GapKind;
  from_cursor: string;
  to_cursor: string | null;
  reason: string;
  seen_at: Date;
  filled_at: Date | null;
  filled_by: string | null;
}

function toGap(row: GapRow): Gap {
  return {
    id: row.id,
    registry: row.registry,
    kind: row.kind,
    fromCursor: row.from_cursor,
    toCursor: row.to_cursor,
    reason: row.reason,
    seenAt: row.seen_at,
    filledAt: row.filled_at,
    filledBy: row.filled_by,
  };
}

/** Records a gap once: see FeedRepository.saveGap. */
export async function saveGap(tx: SqlExecutor, gap: Parameters<FeedRepository['saveGap']>[1]): Promise<void> {
  await tx.executeSql(
    `INSERT INTO feed_gaps (registry, kind, from_cursor, to_cursor, reason, seen_at)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT ON CONSTRAINT feed_gaps_stretch DO UPDATE SET
       reason = excluded.reason, seen_at = excluded.seen_at, filled_at = NULL, filled_by = NULL
     WHERE feed_gaps.filled_at IS NOT NULL`,
    [
      gap.registry,
      gap.kind,
      safeText(gap.fromCursor, 1024),
      safeTextOrNull(gap.toCursor, 1024),
      safeText(gap.reason, 500),
      gap.seenAt,
    ],
  );
}

/** Closes open gaps: see FeedRepository.fillGaps. One look at an index when there is none. */
export async function fillGaps(
  tx: SqlExecutor,
  which: Parameters<FeedRepository['fillGaps']>[1],
  at: Date,
  by: string,
): Promise<number> {
  const { rows } = await tx.executeSql(
    `UPDATE feed_gaps SET filled_at = $5, filled_by = $6
      WHERE registry = $1 AND kind = $2 AND filled_at IS NULL
        AND ($3::text IS NULL OR from_cursor = $3) AND ($4::timestamptz IS NULL OR seen_at < $4) RETURNING id`,
    [which.registry, which.kind, which.fromCursor ?? null, which.seenBefore ?? null, at, safeText(by, 200)],
  );
  return rows.length;
}

/** Gaps of feeds: a part of FeedRepository. */
export function createGaps(
  db: Queryable,
): Pick<FeedRepository, 'saveGap' | 'fillGaps' | 'listGaps' | 'closeGap'> {
  return {
    saveGap,
    fillGaps,
    async listGaps({ limit, registry, includeFilled }) {
      const { rows } = await translated(() =>
        db.query<GapRow>(
          `SELECT id, registry, kind, from_cursor, to_cursor, reason, seen_at, filled_at, filled_by FROM feed_gaps
            WHERE ($1::text IS NULL OR registry = $1) AND ($2 OR filled_at IS NULL)
            ORDER BY seen_at DESC, id DESC LIMIT $3`,
          [registry ?? null, includeFilled ?? false, limit],
        ),
      );
      return rows.map(toGap);
    },
    async closeGap(id, at, by) {
      const { rows } = await translated(() =>
        db.query(
          'UPDATE feed_gaps SET filled_at = $2, filled_by = $3 WHERE id = $1 AND filled_at IS NULL RETURNING id',
          [id, at, safeText(by, 200)],
        ),
      );
      return rows.length > 0;
    },
  };
}
