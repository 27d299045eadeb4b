import { pgTable, text } from 'drizzle-orm/pg-core';
import { bigText, instant } from './columns.ts';

/** Where a feed's leader reads on; a page is stored only under the newest `epoch`. */
export const feedCursors = pgTable('feed_cursors', {
  registry: text('registry').primaryKey(),
  cursor: text('cursor'),
  epoch: bigText('epoch').notNull(),
  updatedAt: instant('updated_at').notNull(),
});
