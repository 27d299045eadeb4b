import { bigint, pgTable, uuid } from 'drizzle-orm/pg-core';

/** The public change feed: cursors are given after commit, one process at a time, so that a reader never skips one. */
export const verdictFeed = pgTable('verdict_feed', {
  cursor: bigint('cursor', { mode: 'bigint' }).primaryKey(),
  verdictId: uuid('verdict_id').notNull(),
});
