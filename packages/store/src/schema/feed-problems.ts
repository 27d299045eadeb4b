import { bigint, index, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Feed rows that could not be used, kept as long as the rows beside them. */
export const feedProblems = pgTable(
  'feed_problems',
  {
    id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity().primaryKey(),
    registry: text('registry').notNull(),
    code: text('code').notNull(),
    detail: text('detail').notNull(),
    raw: text('raw').notNull(),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [index('feed_problems_seen_at').on(t.seenAt)],
);
