import { sql } from 'drizzle-orm';
import { bigint, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { digest, instant } from './columns.ts';

/**
 * What an analysed file brings in besides what its manifest lists from the registry, once per file and target. Few
 * releases have any, and they are asked for by target over all months: not partitioned.
 */
export const releaseEdges = pgTable(
  'release_edges',
  {
    id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity().primaryKey(),
    fileId: uuid('file_id').notNull(),
    releaseId: uuid('release_id').notNull(),
    /** Of channel, ecosystem, name, spec and address: they can be longer than an index entry. */
    edgeSha256: digest('edge_sha256').notNull(),
    channel: text('channel').notNull(),
    stage: text('stage').notNull(),
    ecosystem: text('ecosystem'),
    name: text('name'),
    spec: text('spec').notNull(),
    url: text('url'),
    path: text('path').notNull(),
    line: integer('line').notNull(),
    /** `pending`, `linked`, `absent`, `failed`; `unfollowed`: nobody looks for the target. */
    state: text('state').notNull(),
    reason: text('reason'),
    /** Version, tag or range that is looked for; null for what is not followed. */
    wanted: text('wanted'),
    /** Of registry, name and `wanted`; null for what is not followed. */
    targetSha256: digest('target_sha256'),
    targetReleaseId: uuid('target_release_id'),
    resolvedAt: instant('resolved_at'),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [
    unique('release_edges_subject').on(t.fileId, t.edgeSha256),
    index('release_edges_release').on(t.releaseId),
    index('release_edges_target').on(t.targetSha256, t.resolvedAt).where(sql`target_sha256 IS NOT NULL`),
    index('release_edges_target_release').on(t.targetReleaseId).where(sql`target_release_id IS NOT NULL`),
    index('release_edges_name').on(t.ecosystem, t.name).where(sql`name IS NOT NULL`),
  ],
);
