import { date, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bigText } from './columns.ts';

/** What each kind of work leased of an account's monthly requests, by day (UTC): the month is projected from it. */
export const requestLedger = pgTable(
  'request_ledger',
  {
    account: text('account').notNull(),
    day: date('day').notNull(),
    priority: text('priority').notNull(),
    leased: bigText('leased').notNull(),
  },
  (t) => [primaryKey({ columns: [t.account, t.day, t.priority] })],
);
