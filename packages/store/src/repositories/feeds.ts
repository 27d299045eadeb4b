import { AppError, type Clock, type KnownOwners, type Registry, safeText } from '@weir/model';
import type { FeedHealth, FeedLease, FeedRepository, PackageReceipt, Tx } from '../api.ts';
import { type ConnectionOptions, type Queryable, translated } from '../connection.ts';
import { takeSessionLease } from '../lease.ts';
import { safeTextOrNull } from '../text.ts';
import { createGaps } from './feed-gaps.ts';
import { CURSOR_CHARS_MAX, fencedError, revisionNumber, savePage, saveProblems } from './feed-page.ts';

/** More releases of one name within a day are a flood. */
const TOLD_REVISIONS_MAX = 200;

interface ReceiptRow {
  seen_revision: string | null;
  fetched_revision: string | null;
  deleted: boolean;
  first_seen_at: Date;
  last_seen_at: Date;
  last_fetched_at: Date | null;
  document_bytes: string | null;
  watched_since: Date | null;
  owners: KnownOwners | null;
}

interface HealthRow {
  cursor: string | null;
  head: string | null;
  head_moved_at: Date | null;
  at_head_at: Date | null;
  last_row_at: Date | null;
  updated_at: Date;
  late_rows: string;
  lost_rows: string;
  open_gaps: string;
}

async function leadFeed(
  connection: ConnectionOptions,
  clock: Clock,
  registry: Registry,
): Promise<FeedLease | null> {
  const session = await takeSessionLease(connection, `feed:${registry}`, 'FEED_FENCED');
  if (session === null) return null;
  try {
    const { rows } = await session.query<{ epoch: string }>(
      `INSERT INTO feed_cursors AS c (registry, epoch, updated_at) VALUES ($1, 1, $2)
       ON CONFLICT (registry) DO UPDATE SET epoch = c.epoch + 1 RETURNING epoch`,
      [registry, new Date(clock.now())],
    );
    return {
      registry,
      epoch: rows[0]?.epoch ?? '',
      async cursor() {
        const { rows: found } = await session.query<{ cursor: string | null }>(
          'SELECT cursor FROM feed_cursors WHERE registry = $1',
          [registry],
        );
        return found[0]?.cursor ?? null;
      },
      [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
    };
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

async function rewind(tx: Tx, lease: FeedLease, cursor: string, at: Date, windowMs: number): Promise<void> {
  const { rows } = await tx.executeSql(
    'UPDATE feed_cursors SET cursor = $3, updated_at = $4 WHERE registry = $1 AND epoch = $2 RETURNING registry',
    [lease.registry, lease.epoch, safeText(cursor, CURSOR_CHARS_MAX), at],
  );
  if (rows.length === 0) throw fencedError(lease.registry);
  await tx.executeSql('DELETE FROM feed_checkpoints WHERE registry = $1', [lease.registry]);
  // Re-reads begin where reading began anew, for as long as their window reaches back.
  await tx.executeSql('INSERT INTO feed_checkpoints (registry, at, cursor) VALUES ($1, $2, $3)', [
    lease.registry,
    new Date(at.getTime() - windowMs),
    safeText(cursor, CURSOR_CHARS_MAX),
  ]);
}

/** Feeds, their rows and the receipts of names: see FeedRepository. */
export function createFeedRepository(
  db: Queryable,
  connection: ConnectionOptions,
  clock: Clock,
): FeedRepository {
  return {
    lead: (registry) => leadFeed(connection, clock, registry),
    savePage: (tx, lease, page) => savePage(tx, lease, page, new Date(clock.now())),
    rewind,
    async findCheckpoint(registry, at) {
      const { rows } = await translated(() =>
        db.query<{ cursor: string }>(
          `(SELECT cursor, at, 0 AS choice FROM feed_checkpoints WHERE registry = $1 AND at <= $2 ORDER BY at DESC LIMIT 1)
           UNION ALL
           (SELECT cursor, at, 1 FROM feed_checkpoints WHERE registry = $1 ORDER BY at LIMIT 1)
           ORDER BY choice LIMIT 1`,
          [registry, at],
        ),
      );
      return rows[0]?.cursor ?? null;
    },
    async saveHealth(lease, { head, atHead }, at) {
      const { rowCount } = await translated(() =>
        db.query(
          `UPDATE feed_cursors SET head = coalesce($3, head),
                  head_moved_at = CASE WHEN head IS DISTINCT FROM coalesce($3, head) THEN $4 ELSE head_moved_at END,
                  at_head_at = CASE WHEN $5 THEN $4 ELSE at_head_at END
            WHERE registry = $1 AND epoch = $2`,
          [lease.registry, lease.epoch, safeTextOrNull(head, CURSOR_CHARS_MAX), at, atHead],
        ),
      );
      if (rowCount === 0) throw fencedError(lease.registry);
    },
    async health(registry): Promise<FeedHealth | null> {
      const { rows } = await translated(() =>
        db.query<HealthRow>(
          `SELECT cursor, head, head_moved_at, at_head_at, last_row_at, updated_at, late_rows, lost_rows,
                  (SELECT count(*) FROM feed_gaps g WHERE g.registry = c.registry AND g.filled_at IS NULL) AS open_gaps
             FROM feed_cursors c WHERE registry = $1`,
          [registry],
        ),
      );
      const row = rows[0];
      if (row === undefined) return null;
      return {
        registry,
        cursor: row.cursor,
        head: row.head,
        headMovedAt: row.head_moved_at,
        atHeadAt: row.at_head_at,
        lastRowAt: row.last_row_at,
        updatedAt: row.updated_at,
        lateRows: Number(row.late_rows),
        lostRows: Number(row.lost_rows),
        openGaps: Number(row.open_gaps),
      };
    },
    async toldRevisions(registry, name, from, to) {
      const { rows } = await translated(() =>
        db.query<{ revision: string }>(
          `SELECT DISTINCT revision FROM feed_rows
            WHERE registry = $1 AND name = $2 AND seen_at >= $3 AND seen_at <= $4 AND revision IS NOT NULL
            ORDER BY revision LIMIT $5`,
          [registry, safeText(name, 512), from, to, TOLD_REVISIONS_MAX],
        ),
      );
      return rows.map(({ revision }) => revision);
    },
    async receipt(registry, name): Promise<PackageReceipt | null> {
      const { rows } = await translated(() =>
        db.query<ReceiptRow>(
          `SELECT seen_revision, fetched_revision, deleted, first_seen_at, last_seen_at, last_fetched_at, document_bytes,
                  watched_since, owners
             FROM packages WHERE registry = $1 AND name = $2`,
          [registry, safeText(name, 512)],
        ),
      );
      const row = rows[0];
      if (row === undefined) return null;
      return {
        registry,
        name,
        seenRevision: row.seen_revision,
        fetchedRevision: row.fetched_revision,
        deleted: row.deleted,
        firstSeenAt: row.first_seen_at,
        lastSeenAt: row.last_seen_at,
        lastFetchedAt: row.last_fetched_at,
        documentBytes: row.document_bytes === null ? null : Number(row.document_bytes),
        watchedSince: row.watched_since,
        owners: row.owners,
      };
    },
    async listSeen(registry, names) {
      const { rows } = await translated(() =>
        db.query<{ name: string }>(
          'SELECT name FROM packages WHERE registry = $1 AND name = ANY($2::text[]) AND NOT deleted',
          [registry, names.map((name) => safeText(name, 512))],
        ),
      );
      return new Set(rows.map(({ name }) => name));
    },
    async saveFetched(tx, registry, name, fetched, at) {
      const { revision, documentBytes, gone, reborn = false, watchedSince, owners = null, before } = fetched;
      const { rows } = await tx.executeSql(
        `INSERT INTO packages AS p (registry, name, fetched_revision, deleted, first_seen_at, last_seen_at, last_fetched_at, document_bytes,
           watched_since, owners)
         VALUES ($1, $2, $3, coalesce($6, false), $4, $4, $4, $5, $8, $9)
         ON CONFLICT (registry, name) DO UPDATE SET
           fetched_revision = CASE
             WHEN NOT $7 AND coalesce(${revisionNumber('excluded.fetched_revision')} < ${revisionNumber('p.fetched_revision')}, false)
             THEN p.fetched_revision ELSE coalesce(excluded.fetched_revision, p.fetched_revision) END,
           last_fetched_at = excluded.last_fetched_at,
           document_bytes = coalesce(excluded.document_bytes, p.document_bytes),
           deleted = coalesce($6, p.deleted),
           watched_since = coalesce(excluded.watched_since, p.watched_since),
           owners = coalesce(excluded.owners, p.owners)
         WHERE p.fetched_revision IS NOT DISTINCT FROM $10 AND p.last_fetched_at IS NOT DISTINCT FROM $11
           AND p.owners IS NOT DISTINCT FROM $12::jsonb
         RETURNING name`,
        [
          registry,
          safeText(name, 512),
          safeTextOrNull(revision, 256),
          at,
          documentBytes,
          gone,
          reborn,
          watchedSince,
          owners === null ? null : JSON.stringify(owners),
          before?.fetchedRevision ?? null,
          before?.lastFetchedAt ?? null,
          before?.owners ? JSON.stringify(before.owners) : null,
        ],
      );
      if (rows.length === 0) {
        const subject = `${registry}/${safeText(name, 512)}`;
        throw new AppError(
          'LOOK_OVERTAKEN',
          `what was known of ${subject} changed while it was looked at: it is looked at again`,
          { retriable: true },
        );
      }
    },
    saveProblems,
    ...createGaps(db),
  };
}
