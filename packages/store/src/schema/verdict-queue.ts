import { bigint, pgTable, uuid } from 'drizzle-orm/pg-core';

/** Verdicts that wait for their place in the public change feed. */
export const verdictQueue = pgTable('verdict_queue', {
  id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity().primaryKey(),
  verdictId: uuid('verdict_id').notNull(),
});
