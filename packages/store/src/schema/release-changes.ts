import { bigint, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Removals, yanks, quarantines and takedowns, once per subject and kind. Null version: the package; null file: the release. */
export const releaseChanges = pgTable(
  'release_changes',
  {
    id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity().primaryKey(),
    registry: text('registry').notNull(),
    name: text('name').notNull(),
    version: text('version'),
    filename: text('filename'),
    kind: text('kind').notNull(),
    purl: text('purl').notNull(),
    reason: text('reason'),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [
    unique('release_changes_subject')
      .on(t.registry, t.name, t.version, t.filename, t.kind)
      .nullsNotDistinct(),
  ],
);
