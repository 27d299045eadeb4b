import { bigint, pgTable, text, uuid } from 'drizzle-orm/pg-core';

/** Events on their way to the broker. JSON as text: it holds every escape that jsonb refuses. */
export const outbox = pgTable('outbox', {
  id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity().primaryKey(),
  topic: text('topic').notNull(),
  key: text('key').notNull(),
  eventId: uuid('event_id').notNull(),
  event: text('event').notNull(),
});
