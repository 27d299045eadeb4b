import { boolean, index, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Feed rows as received, for the days in which a miss can be explained. Partitioned by month of `seen_at`. */
export const feedRows = pgTable(
  'feed_rows',
  {
    registry: text('registry').notNull(),
    seq: text('seq').notNull(),
    name: text('name').notNull(),
    revision: text('revision'),
    deleted: boolean('deleted').notNull(),
    raw: text('raw').notNull(),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [
    index('feed_rows_name').on(t.registry, t.name, t.seq),
    index('feed_rows_seen_at').using('brin', t.seenAt),
  ],
);
