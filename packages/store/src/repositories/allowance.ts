import type { AllowanceRepository } from '../api.ts';
import { type Queryable, translated } from '../connection.ts';

function monthOf(at: Date): string {
  return `${at.toISOString().slice(0, 7)}-01`;
}

/** The monthly request allowance per host, shared by all processes: see AllowanceRepository. */
export function createAllowanceRepository(db: Queryable): AllowanceRepository {
  return {
    async lease(host, wanted, monthlyMax, at) {
      const { rows } = await translated(() =>
        db.query<{ granted: string }>(
          `INSERT INTO request_allowance AS a (host, month, leased, granted)
           SELECT $1, $2, first, first FROM (SELECT greatest(0, least($3::bigint, $4::bigint)) AS first) AS f
           ON CONFLICT (host, month) DO UPDATE SET
             leased = a.leased + greatest(0, least($3::bigint, $4::bigint - a.leased)),
             granted = greatest(0, least($3::bigint, $4::bigint - a.leased))
           RETURNING granted`,
          [host, monthOf(at), wanted, monthlyMax],
        ),
      );
      return Number(rows[0]?.granted ?? 0);
    },
    async usage(host, at) {
      const { rows } = await translated(() =>
        db.query<{ leased: string }>('SELECT leased FROM request_allowance WHERE host = $1 AND month = $2', [
          host,
          monthOf(at),
        ]),
      );
      return Number(rows[0]?.leased ?? 0);
    },
  };
}
