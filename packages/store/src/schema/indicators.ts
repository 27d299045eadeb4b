import { bigint, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { digest, instant } from './columns.ts';

/** Values that can be hunted for, each once. Unique by digest: a URL may be longer than an index entry. */
export const indicators = pgTable(
  'indicators',
  {
    id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity().primaryKey(),
    type: text('type').notNull(),
    value: text('value').notNull(),
    valueSha256: digest('value_sha256').notNull(),
    firstSeenAt: instant('first_seen_at').notNull(),
  },
  (t) => [unique('indicators_value').on(t.type, t.valueSha256)],
);
