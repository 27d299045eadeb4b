import { integer, jsonb, pgTable, primaryKey, real, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Threats and rankings of an analysis, in its order. Partitioned by month of `seen_at`. */
export const findings = pgTable(
  'findings',
  {
    analysisId: uuid('analysis_id').notNull(),
    ordinal: smallint('ordinal').notNull(),
    fileId: uuid('file_id').notNull(),
    detector: text('detector').notNull(),
    rule: text('rule').notNull(),
    kind: text('kind').notNull(),
    basis: text('basis').notNull(),
    severity: text('severity').notNull(),
    stage: text('stage').notNull(),
    confidence: real('confidence').notNull(),
    class: text('class'),
    summary: text('summary').notNull(),
    path: text('path'),
    line: integer('line'),
    endLine: integer('end_line'),
    layer: text('layer'),
    snippet: text('snippet'),
    chain: jsonb('chain').notNull(),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.analysisId, t.ordinal, t.seenAt] })],
);
