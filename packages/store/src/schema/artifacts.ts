import { bigint, pgTable, text } from 'drizzle-orm/pg-core';
import { digest, instant } from './columns.ts';

/** Bytes that were read, once, whatever releases carry them. */
export const artifacts = pgTable('artifacts', {
  sha256: digest('sha256').primaryKey(),
  sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
  filename: text('filename').notNull(),
  firstSeenAt: instant('first_seen_at').notNull(),
});
