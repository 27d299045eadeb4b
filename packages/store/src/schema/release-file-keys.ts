import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';

/** Which files a release has: unpartitioned, since a file may come months after its release. */
export const releaseFileKeys = pgTable(
  'release_file_keys',
  {
    releaseId: uuid('release_id').notNull(),
    filename: text('filename').notNull(),
    variant: text('variant').notNull(),
    revision: text('revision').notNull(),
    fileId: uuid('file_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.releaseId, t.filename, t.variant, t.revision] })],
);
