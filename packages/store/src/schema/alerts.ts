import { sql } from 'drizzle-orm';
import { index, pgTable, smallint, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * Messages to our people, once per channel and dedupe key. `subject` is what they are about (a release), `raised_from`
 * the level of the one before about it. `available_at`: due, or the end of a sender's lease.
 */
export const alerts = pgTable(
  'alerts',
  {
    id: uuid('id').primaryKey(),
    channel: text('channel').notNull(),
    subject: text('subject').notNull().default(''),
    dedupeKey: text('dedupe_key').notNull(),
    levelRank: smallint('level_rank').notNull(),
    raisedFrom: text('raised_from'),
    verdict: text('verdict').notNull(),
    state: text('state').notNull(),
    availableAt: instant('available_at').notNull(),
    openedAt: instant('opened_at').notNull(),
    closedAt: instant('closed_at'),
  },
  (t) => [
    unique('alerts_subject').on(t.channel, t.dedupeKey),
    index('alerts_about').on(t.channel, t.subject, t.levelRank),
    index('alerts_claim')
      .on(t.channel, t.levelRank.desc().nullsFirst(), t.availableAt)
      .where(sql`state = 'open'`),
  ],
);
