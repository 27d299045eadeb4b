import type { RequestPriority } from '@weir/model';
import type { AllowanceRepository } from '../api.ts';
import { type Queryable, translated } from '../connection.ts';

/** Days of the ledger that are read besides those of the month: a recent rate needs them on the first of a month. */
const LEDGER_DAYS_BEFORE = 8;
const DAY_MS = 86_400_000;

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function monthOf(at: Date): string {
  return `${at.toISOString().slice(0, 7)}-01`;
}

/** First day of the ledger that is shown at `at`: that of the month, or some days ago, whichever is earlier. */
function ledgerFrom(at: Date): string {
  const before = dayOf(new Date(at.getTime() - LEDGER_DAYS_BEFORE * DAY_MS));
  const month = monthOf(at);
  return before < month ? before : month;
}

/** Allowance and ledger move together, in this order, so that two leases cannot lock each other out. */
const LEASE = `
WITH lease AS (
  INSERT INTO request_allowance AS a (host, month, leased, granted)
  SELECT $1, $2, first, first FROM (SELECT greatest(0, least($3::bigint, $4::bigint)) AS first) AS f
  ON CONFLICT (host, month) DO UPDATE SET
    leased = a.leased + greatest(0, least($3::bigint, $4::bigint - a.leased)),
    granted = greatest(0, least($3::bigint, $4::bigint - a.leased))
  RETURNING granted
), noted AS (
  INSERT INTO request_ledger AS l (account, day, priority, leased)
  SELECT $1, $5, $6, granted FROM lease WHERE granted > 0
  ON CONFLICT (account, day, priority) DO UPDATE SET leased = l.leased + excluded.leased
)
SELECT granted FROM lease`;

/** Never below nothing: what is given back twice, or was never leased, stays spent. */
const GIVE_BACK = `
WITH lease AS (
  UPDATE request_allowance SET leased = greatest(0, leased - $3::bigint) WHERE host = $1 AND month = $2
  RETURNING host
)
UPDATE request_ledger SET leased = greatest(0, leased - $3::bigint)
  FROM lease WHERE account = lease.host AND day = $4 AND priority = $5`;

/** The monthly request allowance per account, shared by all processes: see AllowanceRepository. */
export function createAllowanceRepository(db: Queryable): AllowanceRepository {
  return {
    async lease(account, priority, wanted, monthlyMax, at) {
      const { rows } = await translated(() =>
        db.query<{ granted: string }>(LEASE, [account, monthOf(at), wanted, monthlyMax, dayOf(at), priority]),
      );
      return Number(rows[0]?.granted ?? 0);
    },
    async giveBack(account, priority, unused, leasedAt) {
      await translated(() =>
        db.query(GIVE_BACK, [account, monthOf(leasedAt), unused, dayOf(leasedAt), priority]),
      );
    },
    async listAccounts(at) {
      const { rows } = await translated(() =>
        db.query<{ account: string }>(
          `SELECT host AS account FROM request_allowance WHERE month = $1
           UNION SELECT account FROM request_ledger WHERE day >= $2 ORDER BY account`,
          [monthOf(at), ledgerFrom(at)],
        ),
      );
      return rows.map((row) => row.account);
    },
    async ledger(account, at) {
      const { rows: used } = await translated(() =>
        db.query<{ leased: string }>('SELECT leased FROM request_allowance WHERE host = $1 AND month = $2', [
          account,
          monthOf(at),
        ]),
      );
      const { rows } = await translated(() =>
        db.query<{ day: string; priority: RequestPriority; leased: string }>(
          `SELECT day::text AS day, priority, leased FROM request_ledger
            WHERE account = $1 AND day BETWEEN $2 AND $3 ORDER BY day, priority`,
          [account, ledgerFrom(at), dayOf(at)],
        ),
      );
      return {
        used: Number(used[0]?.leased ?? 0),
        days: rows.map((row) => ({ ...row, leased: Number(row.leased) })),
      };
    },
  };
}
