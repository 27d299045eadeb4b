import { bigint, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** A stretch of a feed, or a package, that could not be read: recorded, never forgotten, and closed when it was. */
export const feedGaps = pgTable(
  'feed_gaps',
  {
    id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity().primaryKey(),
    registry: text('registry').notNull(),
    /** `stretch`: from one cursor to another. `package`, `file`, `backfill`: `from_cursor` names what was given up. */
    kind: text('kind').notNull().default('stretch'),
    fromCursor: text('from_cursor').notNull(),
    toCursor: text('to_cursor'),
    reason: text('reason').notNull(),
    seenAt: instant('seen_at').notNull(),
    /** Null while it is open. */
    filledAt: instant('filled_at'),
    filledBy: text('filled_by'),
  },
  (t) => [unique('feed_gaps_stretch').on(t.registry, t.fromCursor, t.toCursor).nullsNotDistinct()],
);
