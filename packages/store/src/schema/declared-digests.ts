import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { digest } from './columns.ts';

/** Digests that a registry declares for a file: what a lookup finds before the bytes were read. */
export const declaredDigests = pgTable(
  'declared_digests',
  {
    algorithm: text('algorithm').notNull(),
    digest: digest('digest').notNull(),
    fileId: uuid('file_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.algorithm, t.digest, t.fileId] })],
);
