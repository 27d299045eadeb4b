import { pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { digest } from './columns.ts';

/** Which files turned out to be an artifact; the file's id tells its month. */
export const artifactFiles = pgTable(
  'artifact_files',
  {
    artifactSha256: digest('artifact_sha256').notNull(),
    fileId: uuid('file_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.artifactSha256, t.fileId] })],
);
