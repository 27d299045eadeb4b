import {
  ALERT_FILES_MAX,
  type Clock,
  createId,
  LEVELS,
  type Level,
  type SendOutcome,
  type SqlExecutor,
  safeText,
  type VerdictRecorded,
} from '@weir/model';
import type { AlertRepository, ClaimedAlert, Tx } from '../api.ts';
import { type Queryable, translated } from '../connection.ts';
import { boundedKey } from '../text.ts';

const CLAIM = `
WITH due AS (
  SELECT id FROM alerts WHERE channel = $1 AND state = 'open' AND available_at <= $2
   ORDER BY level_rank DESC, available_at LIMIT $3 FOR UPDATE SKIP LOCKED),
claimed AS (
  UPDATE alerts SET available_at = $4 FROM due WHERE alerts.id = due.id
  RETURNING alerts.id, alerts.channel, alerts.verdict, alerts.level_rank, alerts.opened_at, alerts.raised_from)
SELECT c.id, c.channel, c.verdict, c.raised_from, p.ambiguous, p.unknown, f.files, f.file_count
  FROM claimed c
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE outcome = 'ambiguous') AS ambiguous, count(*) FILTER (WHERE outcome IS NULL) AS unknown
      FROM alert_attempts WHERE alert_id = c.id) AS p
  CROSS JOIN LATERAL (
    SELECT coalesce((array_agg(filename ORDER BY joined_at, file_id))[1:${ALERT_FILES_MAX}], '{}') AS files,
           count(*) AS file_count
      FROM alert_files WHERE alert_id = c.id) AS f
 ORDER BY c.level_rank DESC, c.opened_at`;

interface ClaimedRow {
  id: string;
  channel: string;
  verdict: string;
  raised_from: Level | null;
  files: string[];
  file_count: string;
  ambiguous: string;
  unknown: string;
}

function toClaimed(row: ClaimedRow): ClaimedAlert {
  const ambiguous = Number(row.ambiguous);
  const verdict = JSON.parse(row.verdict) as VerdictRecorded;
  return {
    alert: {
      id: row.id,
      verdict,
      // Alerts that were opened before their files were noted have that of their verdict.
      files: row.files.length > 0 ? row.files : [verdict.filename],
      fileCount: Math.max(1, Number(row.file_count)),
      raisedFrom: row.raised_from,
      // An attempt without outcome was cut short by a crash: it may have arrived.
      possibleDuplicate: ambiguous + Number(row.unknown) > 0,
    },
    channel: row.channel,
    attempts: ambiguous,
  };
}

function detailOf(outcome: SendOutcome): string {
  switch (outcome.kind) {
    case 'delivered':
      return outcome.receipt;
    case 'rate-limited':
      return `retry after ${outcome.retryAfterMs} ms`;
    default:
      return outcome.error;
  }
}

async function finishAttempt(
  tx: Tx,
  attemptId: string,
  outcome: SendOutcome,
  at: Date,
  nextAt: Date | null,
): Promise<void> {
  const { rows } = await tx.executeSql(
    `UPDATE alert_attempts SET finished_at = $2, outcome = $3, detail = $4 WHERE id = $1 AND outcome IS NULL
     RETURNING alert_id`,
    [attemptId, at, outcome.kind, safeText(detailOf(outcome), 1000)],
  );
  if (rows.length === 0) return;
  const { alert_id: alertId } = rows[0] as { alert_id: string };
  const closed = outcome.kind === 'delivered' || outcome.kind === 'rejected';
  // A delivery is final: an attempt that ends after it cannot open the alert again.
  await tx.executeSql(
    closed
      ? `UPDATE alerts SET state = $3, closed_at = $2 WHERE id = $1 AND (state = 'open' OR $3 = 'delivered')`
      : `UPDATE alerts SET available_at = $2 WHERE id = $1 AND state = 'open' AND $3 <> ''`,
    [alertId, closed ? at : (nextAt ?? at), outcome.kind],
  );
}

/** Notes that an alert stands for the file of a verdict as well. */
async function joinFile(
  tx: SqlExecutor,
  alertId: string,
  { fileId, filename, verdictId }: VerdictRecorded,
  at: Date,
): Promise<void> {
  await tx.executeSql(
    `INSERT INTO alert_files (alert_id, file_id, filename, verdict_id, joined_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING`,
    [alertId, fileId, safeText(filename, 1024), verdictId, at],
  );
}

const openAlert: AlertRepository['open'] = async (tx, alert) => {
  const { channel, verdict, openedAt } = alert;
  const rank = LEVELS.indexOf(alert.level);
  const subject = boundedKey(alert.subject);
  const { rows: standing } = await tx.executeSql(
    `SELECT id, level_rank FROM alerts WHERE channel = $1 AND subject = $2 ORDER BY level_rank DESC LIMIT 1`,
    [channel, subject],
  );
  const highest = standing[0] as { id: string; level_rank: number } | undefined;
  if (highest !== undefined && highest.level_rank >= rank) {
    await joinFile(tx, highest.id, verdict, openedAt);
    return false;
  }
  const { rows } = await tx.executeSql(
    `INSERT INTO alerts (id, channel, subject, dedupe_key, level_rank, raised_from, verdict, state, available_at, opened_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $8) ON CONFLICT ON CONSTRAINT alerts_subject DO NOTHING RETURNING id`,
    [
      createId(openedAt),
      channel,
      subject,
      boundedKey(alert.dedupeKey),
      rank,
      highest === undefined ? null : (LEVELS[highest.level_rank] ?? null),
      JSON.stringify(verdict),
      openedAt,
    ],
  );
  const opened = rows[0] as { id: string } | undefined;
  // Somebody else opened it between the two statements.
  if (opened === undefined) return openAlert(tx, alert);
  await joinFile(tx, opened.id, verdict, openedAt);
  return true;
};

/** Alerts, their attempts and receipts: see AlertRepository. */
export function createAlertRepository(
  db: Queryable,
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  clock: Clock,
): AlertRepository {
  return {
    open: openAlert,
    async claim(channel, limit, leaseMs) {
      const now = clock.now();
      const { rows } = await translated(() =>
        db.query<ClaimedRow>(CLAIM, [channel, new Date(now), limit, new Date(now + leaseMs)]),
      );
      return rows.map(toClaimed);
    },
    async beginAttempt(alertId, at) {
      const attemptId = createId(at);
      await translated(() =>
        db.query('INSERT INTO alert_attempts (id, alert_id, begun_at) VALUES ($1, $2, $3)', [
          attemptId,
          alertId,
          at,
        ]),
      );
      return attemptId;
    },
    async finishAttempt(attemptId, outcome, at, nextAt) {
      await transaction((tx) => finishAttempt(tx, attemptId, outcome, at, nextAt));
    },
    async counts() {
      const { rows } = await translated(() =>
        db.query<{ channel: string; state: 'open' | 'delivered' | 'rejected'; rows: string }>(
          'SELECT channel, state, count(*) AS rows FROM alerts GROUP BY channel, state ORDER BY channel, state',
        ),
      );
      return rows.map((row) => ({ ...row, rows: Number(row.rows) }));
    },
  };
}
