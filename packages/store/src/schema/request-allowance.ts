import { date, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bigText } from './columns.ts';

/** Requests leased of a host's monthly allowance; `granted` is what the latest lease got. */
export const requestAllowance = pgTable(
  'request_allowance',
  {
    host: text('host').notNull(),
    month: date('month').notNull(),
    leased: bigText('leased').notNull(),
    granted: bigText('granted').notNull(),
  },
  (t) => [primaryKey({ columns: [t.host, t.month] })],
);
