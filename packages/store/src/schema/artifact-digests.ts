import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { digest } from './columns.ts';

/** Digests that were measured. Several artifacts may share a weak one: a lookup then answers for the worst. */
export const artifactDigests = pgTable(
  'artifact_digests',
  {
    algorithm: text('algorithm').notNull(),
    digest: digest('digest').notNull(),
    artifactSha256: digest('artifact_sha256').notNull(),
  },
  (t) => [primaryKey({ columns: [t.algorithm, t.digest, t.artifactSha256] })],
);
