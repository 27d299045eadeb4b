import type { StoreStats } from '../api.ts';
import { type Queryable, translated } from '../connection.ts';

const COUNTS = `
SELECT (SELECT count(*) FROM release_keys) AS releases,
       (SELECT count(*) FROM release_file_keys) AS files,
       (SELECT count(*) FROM analyses) AS analyses,
       (SELECT count(*) FROM parked WHERE replayed_at IS NULL) AS parked,
       (SELECT count(*) FROM feed_gaps WHERE filled_at IS NULL) AS gaps,
       (SELECT coalesce(jsonb_object_agg(verdict, rows), '{}') FROM (
          SELECT judgement->>'verdict' AS verdict, count(*) AS rows FROM verdict_log GROUP BY 1) AS v) AS verdicts`;

/** Exact counts over whole tables: for the demo, tests and doctor, not for a metric that is read every few seconds. */
export async function readStats(db: Queryable): Promise<StoreStats> {
  const { rows } = await translated(() =>
    db.query<
      Record<'releases' | 'files' | 'analyses' | 'parked' | 'gaps', string> & {
        verdicts: Record<string, number>;
      }
    >(COUNTS),
  );
  const row = rows[0];
  return {
    releases: Number(row?.releases ?? 0),
    files: Number(row?.files ?? 0),
    analyses: Number(row?.analyses ?? 0),
    verdicts: row?.verdicts ?? {},
    parked: Number(row?.parked ?? 0),
    gaps: Number(row?.gaps ?? 0),
  };
}
