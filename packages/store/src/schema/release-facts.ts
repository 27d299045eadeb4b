import { jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** What the registry said when a release, or a later file of it, was first seen. Partitioned by month of `seen_at`. */
export const releaseFacts = pgTable(
  'release_facts',
  {
    releaseId: uuid('release_id').notNull(),
    digest: text('digest').notNull(),
    facts: jsonb('facts').notNull(),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.releaseId, t.digest, t.seenAt] })],
);
