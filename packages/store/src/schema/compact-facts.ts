import { sql } from 'drizzle-orm';
import { bigint, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { digest, instant } from './columns.ts';

/**
 * What is kept of a release file for good, of its newest analysis. `facts` is the encoding of packages/evidence, in
 * which digests stand byte for byte; `file_keys` are the first 8 bytes of the sha256 of each file in it, so that a
 * file leads to the artifacts that have it. Partitioned by month of `seen_at`.
 */
export const compactFacts = pgTable(
  'compact_facts',
  {
    fileId: uuid('file_id').notNull(),
    artifactSha256: digest('artifact_sha256').notNull(),
    /** Ruleset version of the analysis: stages are as that engine saw them. */
    engine: text('engine').notNull(),
    facts: digest('facts').notNull(),
    fileKeys: bigint('file_keys', { mode: 'bigint' }).array().notNull().default(sql`'{}'`),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.fileId, t.seenAt] }),
    index('compact_facts_file_keys').using('gin', t.fileKeys),
  ],
);
