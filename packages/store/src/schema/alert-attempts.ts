import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Written before an alert is sent, completed after: an attempt without outcome may have been delivered. */
export const alertAttempts = pgTable(
  'alert_attempts',
  {
    id: uuid('id').primaryKey(),
    alertId: uuid('alert_id').notNull(),
    begunAt: instant('begun_at').notNull(),
    finishedAt: instant('finished_at'),
    outcome: text('outcome'),
    detail: text('detail'),
  },
  (t) => [index('alert_attempts_alert').on(t.alertId)],
);
