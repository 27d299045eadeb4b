import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { digest, instant } from './columns.ts';

/**
 * Packs of the new and changed files of a release file, for as long as they are kept. `held`: its verdict was above
 * benign when it was due, and it stays.
 */
export const keptPacks = pgTable(
  'kept_packs',
  {
    fileId: uuid('file_id').notNull(),
    packSha256: digest('pack_sha256').notNull(),
    files: integer('files').notNull(),
    plainBytes: bigint('plain_bytes', { mode: 'number' }).notNull(),
    storedBytes: bigint('stored_bytes', { mode: 'number' }).notNull(),
    held: boolean('held').notNull().default(false),
    keptAt: instant('kept_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.fileId, t.packSha256] }),
    index('kept_packs_pack').on(t.packSha256),
    index('kept_packs_due').on(t.keptAt, t.fileId).where(sql`NOT held`),
  ],
);
