import { pgTable, text } from 'drizzle-orm/pg-core';
import { bigText, instant } from './columns.ts';

/** The sweep over all names of a registry that runs or ran last; a killed one goes on at `next_key`. */
export const feedSweeps = pgTable('feed_sweeps', {
  registry: text('registry').primaryKey(),
  /** `baseline`: the first one, which only notes what is there. `diff`: what the feed did not tell is looked at. */
  kind: text('kind').notNull(),
  startedAt: instant('started_at').notNull(),
  /** Null: at the first page. */
  nextKey: text('next_key'),
  /** Names read so far. */
  names: bigText('names').notNull(),
  /** Null while it runs. */
  finishedAt: instant('finished_at'),
  /** Of a finished one: names whose revision no row told, and names that are gone without one. */
  advanced: bigText('advanced').notNull(),
  vanished: bigText('vanished').notNull(),
  /** When the baseline was finished; null before. */
  baselineAt: instant('baseline_at'),
});
