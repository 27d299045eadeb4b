import { sql } from 'drizzle-orm';
import { jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { digest, instant } from './columns.ts';

/**
 * Every decision, whoever took it: append-only, a trigger refuses the rest. Partitioned by month of the file's
 * `seen_at`. `scope` says what a decision covers; an analysis decides about one `file`.
 */
export const verdictLog = pgTable(
  'verdict_log',
  {
    id: uuid('id').notNull(),
    fileId: uuid('file_id').notNull(),
    releaseId: uuid('release_id').notNull(),
    artifactSha256: digest('artifact_sha256'),
    analysisId: uuid('analysis_id'),
    rulesetVersion: text('ruleset_version').notNull(),
    factsDigest: text('facts_digest').notNull(),
    scope: text('scope').notNull(),
    actorKind: text('actor_kind').notNull(),
    actorName: text('actor_name').notNull(),
    judgement: jsonb('judgement').notNull(),
    supersedes: uuid('supersedes'),
    purl: text('purl').notNull(),
    decidedAt: instant('decided_at').notNull(),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.id, t.seenAt] }),
    uniqueIndex('verdict_log_unread')
      .on(t.fileId, t.rulesetVersion, t.factsDigest, t.seenAt)
      .where(sql`analysis_id IS NULL AND actor_kind = 'analysis'`),
  ],
);
