import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** One version of a package. Partitioned by month of `seen_at`. */
export const releases = pgTable(
  'releases',
  {
    id: uuid('id').notNull(),
    registry: text('registry').notNull(),
    ecosystem: text('ecosystem').notNull(),
    name: text('name').notNull(),
    displayName: text('display_name').notNull(),
    version: text('version').notNull(),
    purl: text('purl').notNull(),
    publishedAt: instant('published_at'),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.id, t.seenAt] })],
);
