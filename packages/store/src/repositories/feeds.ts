import { type Clock, type Registry, safeText } from '@weir/model';
import type { FeedLease, FeedRepository, PackageReceipt } from '../api.ts';
import { type ConnectionOptions, type Queryable, translated } from '../connection.ts';
import { takeSessionLease } from '../lease.ts';
import { safeTextOrNull } from '../text.ts';
import { savePage, saveProblems } from './feed-page.ts';

interface ReceiptRow {
  seen_revision: string | null;
  fetched_revision: string | null;
  deleted: boolean;
  first_seen_at: Date;
  last_seen_at: Date;
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

/** Feeds, their rows and the receipts of names: see FeedRepository. */
export function createFeedRepository(
  db: Queryable,
  connection: ConnectionOptions,
  clock: Clock,
): FeedRepository {
  return {
    lead: (registry) => leadFeed(connection, clock, registry),
    savePage: (tx, lease, page) => savePage(tx, lease, page, new Date(clock.now())),
    async receipt(registry, name): Promise<PackageReceipt | null> {
      const { rows } = await translated(() =>
        db.query<ReceiptRow>(
          `SELECT seen_revision, fetched_revision, deleted, first_seen_at, last_seen_at
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
      };
    },
    async saveFetched(tx, registry, name, revision, at) {
      await tx.executeSql(
        `INSERT INTO packages AS p (registry, name, fetched_revision, deleted, first_seen_at, last_seen_at, last_fetched_at)
         VALUES ($1, $2, $3, false, $4, $4, $4)
         ON CONFLICT (registry, name) DO UPDATE SET
           fetched_revision = coalesce(excluded.fetched_revision, p.fetched_revision),
           last_fetched_at = excluded.last_fetched_at`,
        [registry, safeText(name, 512), safeTextOrNull(revision, 256), at],
      );
    },
    saveProblems,
    async saveGap(tx, gap) {
      await tx.executeSql(
        `INSERT INTO feed_gaps (registry, from_cursor, to_cursor, reason, seen_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT ON CONSTRAINT feed_gaps_stretch DO NOTHING`,
        [
          gap.registry,
          safeText(gap.fromCursor, 1024),
          safeTextOrNull(gap.toCursor, 1024),
          safeText(gap.reason, 500),
          gap.seenAt,
        ],
      );
    },
  };
}
