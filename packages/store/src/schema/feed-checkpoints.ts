import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Where the cursor was at a time, each minute: where the re-read of a trailing window begins. */
export const feedCheckpoints = pgTable(
  'feed_checkpoints',
  {
    registry: text('registry').notNull(),
    at: instant('at').notNull(),
    cursor: text('cursor').notNull(),
  },
  (t) => [primaryKey({ columns: [t.registry, t.at] })],
);
