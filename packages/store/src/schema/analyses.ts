import {
  bigint,
  boolean,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { digest, instant } from './columns.ts';

/**
 * The unit of idempotency: one file under one ruleset and one set of facts. Partitioned by month of the file's
 * `seen_at`, which the file decides, so that the key is unique across months.
 */
export const analyses = pgTable(
  'analyses',
  {
    id: uuid('id').notNull(),
    fileId: uuid('file_id').notNull(),
    rulesetVersion: text('ruleset_version').notNull(),
    factsDigest: text('facts_digest').notNull(),
    verdictId: uuid('verdict_id').notNull(),
    artifactSha256: digest('artifact_sha256').notNull(),
    judgement: jsonb('judgement').notNull(),
    complete: boolean('complete').notNull(),
    capabilities: text('capabilities').array().notNull(),
    skipped: jsonb('skipped').notNull(),
    fileCount: integer('file_count').notNull(),
    unpackedBytes: bigint('unpacked_bytes', { mode: 'number' }).notNull(),
    elapsedMs: doublePrecision('elapsed_ms').notNull(),
    evidenceSha256: digest('evidence_sha256'),
    analysedAt: instant('analysed_at').notNull(),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.id, t.seenAt] }),
    unique('analyses_subject').on(t.fileId, t.rulesetVersion, t.factsDigest, t.seenAt),
  ],
);
