import { AppError, type Clock, type SqlExecutor, safeText } from '@weir/model';
import type { Recheck, RecheckRepository, ScheduledRecheck } from '../api.ts';
import { type Queryable, translated } from '../connection.ts';

/** A payload is a hint or one event (EVENT_BYTES_MAX), never a document. */
const PAYLOAD_BYTES_MAX = 64 * 1024;
const SUBJECT_CHARS_MAX = 1024;

interface RecheckRow {
  id: string;
  kind: string;
  subject: string;
  due_at: Date;
  attempt: number;
  reason: string;
  payload: string;
  priority: number;
  generation: string;
}

function toRecheck(row: RecheckRow): Recheck {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    dueAt: row.due_at,
    attempt: row.attempt,
    reason: row.reason,
    payload: JSON.parse(row.payload) as unknown,
    priority: row.priority,
    generation: row.generation,
  };
}

function encodePayload(recheck: ScheduledRecheck): string {
  const text = JSON.stringify(recheck.payload ?? null);
  if (Buffer.byteLength(text) <= PAYLOAD_BYTES_MAX && recheck.subject.length <= SUBJECT_CHARS_MAX)
    return text;
  throw new AppError(
    'RECHECK_TOO_LARGE',
    `recheck ${recheck.kind} of ${safeText(recheck.subject, 200)}: at most ${PAYLOAD_BYTES_MAX} bytes of payload and ${SUBJECT_CHARS_MAX} characters of subject`,
    { retriable: false },
  );
}

/**
 * While a row is in hand and was not scheduled since ($8 is now), its own due time is spent, and the new one counts.
 * Otherwise the earlier due time wins, with its attempt, reason and payload. A row in hand stays with its holder until
 * it is settled or the lease ends.
 */
const SCHEDULE = `
INSERT INTO rechecks AS r (kind, subject, due_at, available_at, attempt, reason, payload, priority, generation)
SELECT kind, subject, due_at, due_at, attempt, reason, payload, priority, 1
  FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::int[], $5::text[], $6::text[], $7::smallint[])
    AS n(kind, subject, due_at, attempt, reason, payload, priority)
 ORDER BY kind, subject
ON CONFLICT (kind, subject) DO UPDATE SET
  due_at = CASE WHEN {new} THEN excluded.due_at ELSE r.due_at END,
  attempt = CASE WHEN {new} THEN excluded.attempt ELSE r.attempt END,
  reason = CASE WHEN {new} THEN excluded.reason ELSE r.reason END,
  payload = CASE WHEN {new} THEN excluded.payload ELSE r.payload END,
  available_at = CASE
    WHEN {held} THEN r.available_at
    WHEN {new} THEN excluded.due_at
    ELSE r.due_at END,
  priority = least(r.priority, excluded.priority),
  generation = r.generation + 1`
  .replaceAll('{new}', '(({held} AND r.claimed_generation = r.generation) OR excluded.due_at <= r.due_at)')
  .replaceAll('{held}', '(r.claimed_generation IS NOT NULL AND r.available_at > $8)');

/** Schedules rechecks in one statement; a (kind, subject) may occur once. */
export async function scheduleRechecks(
  tx: SqlExecutor,
  now: Date,
  rechecks: readonly ScheduledRecheck[],
): Promise<void> {
  if (rechecks.length === 0) return;
  await tx.executeSql(SCHEDULE, [
    rechecks.map((recheck) => recheck.kind),
    rechecks.map((recheck) => recheck.subject),
    rechecks.map((recheck) => recheck.dueAt),
    rechecks.map((recheck) => recheck.attempt),
    rechecks.map((recheck) => safeText(recheck.reason, 500)),
    rechecks.map(encodePayload),
    rechecks.map((recheck) => recheck.priority ?? 1),
    now,
  ]);
}

const COLUMNS = 'id, kind, subject, due_at, attempt, reason, payload, priority, generation';

/**
 * One branch a priority, so that each reads its due rows from the front of the index; a single scan would pass every
 * row of a more urgent priority that is not due yet.
 */
const CLAIM = `
UPDATE rechecks SET available_at = $4, claimed_generation = generation
 WHERE id = ANY(ARRAY(
   SELECT due.id FROM generate_series(0, 3) AS p(priority)
     CROSS JOIN LATERAL (
       SELECT id FROM rechecks
        WHERE kind = $1 AND rechecks.priority = p.priority AND available_at <= $2
        ORDER BY available_at LIMIT $3
          FOR UPDATE SKIP LOCKED) AS due
    LIMIT $3))
RETURNING ${COLUMNS}`;

/** Locks rows in id order, so that two holders of many never wait for each other. */
const EXTEND = `
UPDATE rechecks AS r SET available_at = $3
  FROM (SELECT h.id FROM rechecks h JOIN unnest($1::bigint[], $2::bigint[]) AS n(id, generation)
          ON h.id = n.id AND h.claimed_generation = n.generation
         ORDER BY h.id FOR UPDATE OF h) AS held
 WHERE r.id = held.id`;

/** Rechecks: see RecheckRepository. */
export function createRecheckRepository(db: Queryable, clock: Clock): RecheckRepository {
  return {
    async schedule(tx, recheck) {
      await scheduleRechecks(tx, new Date(clock.now()), [recheck]);
    },
    async scheduleMany(tx, rechecks) {
      await scheduleRechecks(tx, new Date(clock.now()), rechecks);
    },
    async find(kind, subject) {
      const { rows } = await translated(() =>
        db.query<RecheckRow>(`SELECT ${COLUMNS} FROM rechecks WHERE kind = $1 AND subject = $2`, [
          kind,
          subject,
        ]),
      );
      return rows[0] === undefined ? null : toRecheck(rows[0]);
    },
    async count(kind) {
      const { rows } = await translated(() =>
        db.query<{ rows: string }>('SELECT count(*) AS rows FROM rechecks WHERE kind = $1', [kind]),
      );
      return Number(rows[0]?.rows ?? 0);
    },
    async claim(kind, limit, leaseMs) {
      const now = clock.now();
      const { rows } = await translated(() =>
        db.query<RecheckRow>(CLAIM, [kind, new Date(now), limit, new Date(now + leaseMs)]),
      );
      return rows
        .map(toRecheck)
        .toSorted((a, b) => a.priority - b.priority || a.dueAt.getTime() - b.dueAt.getTime());
    },
    async extend(rechecks, leaseMs) {
      if (rechecks.length === 0) return;
      await translated(() =>
        db.query(EXTEND, [
          rechecks.map(({ id }) => id),
          rechecks.map(({ generation }) => generation),
          new Date(clock.now() + leaseMs),
        ]),
      );
    },
    async settle(tx, recheck) {
      const { rows } = await tx.executeSql(
        'DELETE FROM rechecks WHERE id = $1 AND generation = $2 RETURNING id',
        [recheck.id, recheck.generation],
      );
      if (rows.length === 0) await release(tx, recheck);
    },
    async postpone(tx, recheck, { dueAt, reason, priority = 0, attempt = recheck.attempt + 1 }) {
      const { rows } = await tx.executeSql(
        `UPDATE rechecks SET due_at = $3, available_at = $3, attempt = $6, reason = $4,
                priority = greatest(priority, $5), claimed_generation = NULL
          WHERE id = $1 AND generation = $2 RETURNING id`,
        [recheck.id, recheck.generation, dueAt, safeText(reason, 500), priority, attempt],
      );
      if (rows.length === 0) await release(tx, recheck);
    },
    release,
    async depth() {
      const { rows } = await translated(() =>
        db.query<{ kind: string; rows: string; oldest: Date | null }>(
          'SELECT kind, count(*) AS rows, min(due_at) AS oldest FROM rechecks GROUP BY kind ORDER BY kind',
        ),
      );
      return rows.map((row) => ({ kind: row.kind, rows: Number(row.rows), oldestDueAt: row.oldest }));
    },
  };
}

/** Ends our lease on a row, also on one that was scheduled anew meanwhile: it is due at its own time, not at the lease's end. */
async function release(tx: SqlExecutor, recheck: Recheck): Promise<void> {
  await tx.executeSql(
    `UPDATE rechecks SET available_at = due_at, claimed_generation = NULL WHERE id = $1 AND claimed_generation = $2`,
    [recheck.id, recheck.generation],
  );
}
