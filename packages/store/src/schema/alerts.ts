import { sql } from 'drizzle-orm';
import { index, pgTable, smallint, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Messages to our people, once per channel and dedupe key. `available_at`: due, or the end of a sender's lease. */
export const alerts = pgTable(
  'alerts',
  {
    id: uuid('id').primaryKey(),
    channel: text('channel').notNull(),
    dedupeKey: text('dedupe_key').notNull(),
    levelRank: smallint('level_rank').notNull(),
    verdict: text('verdict').notNull(),
    state: text('state').notNull(),
    availableAt: instant('available_at').notNull(),
    openedAt: instant('opened_at').notNull(),
    closedAt: instant('closed_at'),
  },
  (t) => [
    unique('alerts_subject').on(t.channel, t.dedupeKey),
    index('alerts_claim')
      .on(t.channel, t.levelRank.desc().nullsFirst(), t.availableAt)
      .where(sql`state = 'open'`),
  ],
);
