import { bigint, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { digest, instant } from './columns.ts';

/**
 * One published file, its state and its standing verdict. Partitioned by month of `seen_at`. `facts_digest` names
 * the facts of the sighting that brought the file; they are in the same month.
 */
export const releaseFiles = pgTable(
  'release_files',
  {
    id: uuid('id').notNull(),
    releaseId: uuid('release_id').notNull(),
    filename: text('filename').notNull(),
    variant: text('variant').notNull(),
    revision: text('revision').notNull(),
    locator: jsonb('locator').notNull(),
    digests: jsonb('digests').notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }),
    factsDigest: text('facts_digest').notNull(),
    state: text('state').notNull(),
    artifactSha256: digest('artifact_sha256'),
    verdictId: uuid('verdict_id'),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.id, t.seenAt] })],
);
