import { bigint, pgTable, primaryKey, smallint, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * Where an indicator was seen: analysis and finding, ordinal -1 in reached code that no finding is about. Partitioned by
 * month of `seen_at`.
 */
export const indicatorSightings = pgTable(
  'indicator_sightings',
  {
    indicatorId: bigint('indicator_id', { mode: 'bigint' }).notNull(),
    analysisId: uuid('analysis_id').notNull(),
    ordinal: smallint('ordinal').notNull(),
    fileId: uuid('file_id').notNull(),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.indicatorId, t.seenAt, t.analysisId, t.ordinal] })],
);
