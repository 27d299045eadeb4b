import { sql } from 'drizzle-orm';
import { index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { digest, instant } from './columns.ts';

/** Messages that a person has to look at. `identity`: event id, or digest of a payload that is no event. */
export const parked = pgTable(
  'parked',
  {
    id: uuid('id').primaryKey(),
    group: text('consumer_group').notNull(),
    topic: text('topic').notNull(),
    key: text('key').notNull(),
    eventId: text('event_id'),
    identity: text('identity').notNull(),
    payload: digest('payload').notNull(),
    reason: text('reason').notNull(),
    step: text('step').notNull(),
    error: text('error').notNull(),
    parkedAt: instant('parked_at').notNull(),
    replayedAt: instant('replayed_at'),
  },
  (t) => [
    uniqueIndex('parked_open').on(t.group, t.topic, t.identity).where(sql`replayed_at IS NULL`),
    index('parked_parked_at').on(t.parkedAt, t.id),
  ],
);
