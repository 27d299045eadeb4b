import { pgTable, text } from 'drizzle-orm/pg-core';
import { bigText } from './columns.ts';

/** Epochs of roles that one process holds at a time; a write under an older one is refused. */
export const leases = pgTable('leases', {
  name: text('name').primaryKey(),
  epoch: bigText('epoch').notNull(),
});
