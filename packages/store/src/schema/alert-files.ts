import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Files of a release that an alert stands for; those that join after it was sent make no message. */
export const alertFiles = pgTable(
  'alert_files',
  {
    alertId: uuid('alert_id').notNull(),
    fileId: uuid('file_id').notNull(),
    filename: text('filename').notNull(),
    verdictId: uuid('verdict_id').notNull(),
    joinedAt: instant('joined_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.alertId, t.fileId] })],
);
