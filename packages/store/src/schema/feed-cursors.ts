import { sql } from 'drizzle-orm';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { bigText, instant } from './columns.ts';

/**
 * Where a feed's leader reads on; a page is stored only under the newest `epoch`. The other columns are the feed's
 * health, for whoever looks from another process.
 */
export const feedCursors = pgTable('feed_cursors', {
  registry: text('registry').primaryKey(),
  cursor: text('cursor'),
  epoch: bigText('epoch').notNull(),
  updatedAt: instant('updated_at').notNull(),
  /** Newest position that the feed told, and since when it is that one. */
  head: text('head'),
  headMovedAt: instant('head_moved_at'),
  /** When the last page was the newest one. */
  atHeadAt: instant('at_head_at'),
  lastRowAt: instant('last_row_at'),
  /** Rows that showed behind the cursor, and revisions that only the sweep brought, since the beginning. */
  lateRows: bigText('late_rows').notNull().default(sql`0`),
  lostRows: bigText('lost_rows').notNull().default(sql`0`),
});
