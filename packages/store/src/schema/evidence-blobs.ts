import { bigint, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { digest, instant } from './columns.ts';

/**
 * Blobs of the evidence store that something needs, by what they are kept as, noted in the transaction that needs
 * them. A blob without a row here is an orphan.
 */
export const evidenceBlobs = pgTable(
  'evidence_blobs',
  {
    sha256: digest('sha256').notNull(),
    kind: text('kind').notNull(),
    plainBytes: bigint('plain_bytes', { mode: 'number' }).notNull(),
    storedBytes: bigint('stored_bytes', { mode: 'number' }).notNull(),
    keptAt: instant('kept_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.sha256, t.kind] }),
    index('evidence_blobs_kept_at').using('brin', t.keptAt),
  ],
);
