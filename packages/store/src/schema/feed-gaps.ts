import { bigint, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** A stretch of a feed that could not be read: recorded, never forgotten. */
export const feedGaps = pgTable(
  'feed_gaps',
  {
    id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity().primaryKey(),
    registry: text('registry').notNull(),
    fromCursor: text('from_cursor').notNull(),
    toCursor: text('to_cursor'),
    reason: text('reason').notNull(),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [unique('feed_gaps_stretch').on(t.registry, t.fromCursor, t.toCursor).nullsNotDistinct()],
);
