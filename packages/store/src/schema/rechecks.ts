import { bigint, index, integer, pgTable, smallint, text, unique } from 'drizzle-orm/pg-core';
import { bigText, instant } from './columns.ts';

/**
 * Work that comes back. `available_at` is what claims go by: `due_at`, or the end of the lease while a worker holds
 * the row. A row is in hand and not scheduled anew while `claimed_generation` = `generation`.
 */
export const rechecks = pgTable(
  'rechecks',
  {
    id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity().primaryKey(),
    kind: text('kind').notNull(),
    subject: text('subject').notNull(),
    dueAt: instant('due_at').notNull(),
    availableAt: instant('available_at').notNull(),
    attempt: integer('attempt').notNull(),
    reason: text('reason').notNull(),
    payload: text('payload').notNull(),
    priority: smallint('priority').notNull(),
    generation: bigText('generation').notNull(),
    claimedGeneration: bigText('claimed_generation'),
  },
  (t) => [
    unique('rechecks_subject').on(t.kind, t.subject),
    index('rechecks_claim').on(t.kind, t.priority, t.availableAt),
  ],
);
