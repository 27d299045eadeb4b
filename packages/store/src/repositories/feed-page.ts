import {
  AppError,
  type FeedProblem,
  type FeedRow,
  type Registry,
  type SqlExecutor,
  safeText,
} from '@weir/model';
import type { FeedLease, Tx } from '../api.ts';
import { safeTextOrNull } from '../text.ts';
import { packageRecheckKind, packageSubject } from './package-subject.ts';
import { scheduleRechecks } from './rechecks.ts';

/** As releaseRefSchema has it; a longer name is no package. */
const NAME_CHARS_MAX = 512;
const REVISION_CHARS_MAX = 256;
const SEQ_CHARS_MAX = 256;
/** A position can be what a window showed (PyPI's: 2,800 characters). */
export const CURSOR_CHARS_MAX = 4_096;
/** Raw text is for explaining a miss, not an archive. */
const RAW_CHARS_MAX = 4096;

/** How close to each other checkpoints are kept. */
const CHECKPOINT_EVERY_MS = 60_000;

interface Page {
  readonly rows: readonly FeedRow[];
  readonly problems: readonly FeedProblem[];
  readonly cursor: string | null;
  readonly seenAt: Date;
  readonly atHead?: boolean;
  readonly flood?: boolean;
}

function isStorable(row: FeedRow): boolean {
  return row.name !== '' && row.name === safeText(row.name, NAME_CHARS_MAX);
}

/** A name that no row can hold without becoming another name is a problem, kept and counted, and never thrown. */
function toProblem(row: FeedRow): FeedProblem {
  return { code: 'FEED_NAME_UNSTORABLE', detail: `seq ${row.seq}: ${row.name}`, raw: row.raw };
}

/** The error of whoever writes under an epoch that is not the newest. */
export function fencedError(registry: Registry): AppError {
  return new AppError('FEED_FENCED', `another process leads the feed of ${registry}: this is not stored`, {
    retriable: false,
  });
}

async function saveCursor(tx: Tx, lease: FeedLease, page: Page): Promise<void> {
  const { rows } = await tx.executeSql(
    `UPDATE feed_cursors SET cursor = coalesce($3, cursor), updated_at = $4,
            at_head_at = CASE WHEN $5 THEN $4 ELSE at_head_at END,
            last_row_at = CASE WHEN $6 THEN $4 ELSE last_row_at END
      WHERE registry = $1 AND epoch = $2 RETURNING registry`,
    [
      lease.registry,
      lease.epoch,
      safeTextOrNull(page.cursor, CURSOR_CHARS_MAX),
      page.seenAt,
      page.atHead ?? false,
      page.cursor !== null && page.rows.length > 0,
    ],
  );
  if (rows.length === 0) throw fencedError(lease.registry);
  if (page.cursor === null) return;
  await tx.executeSql(
    `INSERT INTO feed_checkpoints (registry, at, cursor)
     SELECT $1, $2, $3 WHERE NOT EXISTS (
       SELECT FROM feed_checkpoints WHERE registry = $1 AND at > $2::timestamptz - make_interval(secs => $4))
     ON CONFLICT DO NOTHING`,
    [lease.registry, page.seenAt, safeText(page.cursor, CURSOR_CHARS_MAX), CHECKPOINT_EVERY_MS / 1000],
  );
}

/**
 * A page that is read again (trailing window, replay) adds only the rows that are not there; returns the names of
 * those that it added. Compared row by row over the index: a join would read the month.
 */
async function saveRows(
  tx: Tx,
  registry: Registry,
  rows: readonly FeedRow[],
  seenAt: Date,
): Promise<ReadonlySet<string>> {
  const { rows: added } = await tx.executeSql(
    `INSERT INTO feed_rows (registry, seq, name, revision, deleted, raw, seen_at)
     SELECT $1, n.seq, n.name, n.revision, n.deleted, n.raw, $2
       FROM unnest($3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[]) AS n(seq, name, revision, deleted, raw)
      WHERE (
        SELECT true FROM feed_rows f
         WHERE f.registry = $1 AND f.name = n.name AND f.seq = n.seq AND f.revision IS NOT DISTINCT FROM n.revision
           AND f.seen_at >= $2::timestamptz - interval '8 days' AND f.seen_at <= $2::timestamptz
         LIMIT 1) IS NULL
     RETURNING name`,
    [
      registry,
      seenAt,
      rows.map((row) => safeText(row.seq, SEQ_CHARS_MAX)),
      rows.map((row) => row.name),
      rows.map((row) => safeTextOrNull(row.revision, REVISION_CHARS_MAX)),
      rows.map((row) => row.deleted),
      rows.map((row) => safeText(row.raw, RAW_CHARS_MAX)),
    ],
  );
  return new Set((added as { name: string }[]).map(({ name }) => name));
}

/** Keeps problems as long as raw rows: see FeedRepository.saveProblems. */
export async function saveProblems(
  tx: SqlExecutor,
  registry: Registry,
  problems: readonly FeedProblem[],
  seenAt: Date,
): Promise<void> {
  if (problems.length === 0) return;
  await tx.executeSql(
    `INSERT INTO feed_problems (registry, code, detail, raw, seen_at)
     SELECT $1, code, detail, raw, $2 FROM unnest($3::text[], $4::text[], $5::text[]) AS n(code, detail, raw)`,
    [
      registry,
      seenAt,
      problems.map((problem) => safeText(problem.code, 100)),
      problems.map((problem) => safeText(problem.detail, 1000)),
      problems.map((problem) => safeText(problem.raw, RAW_CHARS_MAX)),
    ],
  );
}

/**
 * The number before the first `-` of a revision orders npm's revisions; others are opaque, and each one is news.
 * 18 digits fit a bigint.
 */
export function revisionNumber(expression: string): string {
  return `substring(${expression} from '^[0-9]{1,18}(?=-|$)')::bigint`;
}

/** A row counts as newer than its receipt unless its number is lower; after a deletion numbers may begin anew. */
const SAVE_RECEIPTS = `
INSERT INTO packages AS p (registry, name, seen_revision, deleted, first_seen_at, last_seen_at)
SELECT $1, name, revision, deleted, $2, $2
  FROM unnest($3::text[], $4::text[], $5::boolean[]) AS n(name, revision, deleted)
 ORDER BY name
ON CONFLICT (registry, name) DO UPDATE SET
  seen_revision = CASE WHEN {newer} THEN coalesce(excluded.seen_revision, p.seen_revision) ELSE p.seen_revision END,
  deleted = CASE WHEN {newer} THEN excluded.deleted ELSE p.deleted END,
  last_seen_at = excluded.last_seen_at
  {only}
RETURNING name, seen_revision, deleted, xmax = 0 AS created`.replaceAll(
  '{newer}',
  `(p.deleted AND NOT excluded.deleted
    OR coalesce(${revisionNumber('excluded.seen_revision')} >= ${revisionNumber('p.seen_revision')}, true))`,
);

/** A row that was seen already says nothing when it is read again: only another revision, or a deletion, does. */
const UNSEEN = `WHERE (p.seen_revision IS DISTINCT FROM excluded.seen_revision OR excluded.deleted AND NOT p.deleted)
    AND (p.deleted AND NOT excluded.deleted
      OR coalesce(${revisionNumber('excluded.seen_revision')} >= ${revisionNumber('p.seen_revision')}, true))`;

interface SavedReceipt {
  readonly name: string;
  readonly seen_revision: string | null;
  readonly deleted: boolean;
  readonly created: boolean;
}

/** Receipts of names, by the last row of each. `unseenOnly`: returns and changes only those that say something new. */
async function saveReceipts(
  tx: Tx,
  registry: Registry,
  rows: readonly FeedRow[],
  seenAt: Date,
  unseenOnly: boolean,
): Promise<readonly SavedReceipt[]> {
  const latest = [...new Map(rows.map((row) => [row.name, row])).values()];
  const { rows: saved } = await tx.executeSql(SAVE_RECEIPTS.replace('{only}', unseenOnly ? UNSEEN : ''), [
    registry,
    seenAt,
    latest.map((row) => row.name),
    latest.map((row) => safeTextOrNull(row.revision, REVISION_CHARS_MAX)),
    latest.map((row) => row.deleted),
  ]);
  return saved as SavedReceipt[];
}

/** One page, durable: see FeedRepository.savePage. Five statements, whatever the page's size. */
export async function savePage(tx: Tx, lease: FeedLease, page: Page, now: Date): Promise<number> {
  const { registry } = lease;
  const again = page.cursor === null;
  // First: whoever was replaced stops here, and a new leader waits for this transaction.
  await saveCursor(tx, lease, page);
  const rows = page.rows.filter(isStorable);
  const unstorable = page.rows.filter((row) => !isStorable(row)).map(toProblem);
  const problems = [...page.problems, ...unstorable];
  // What is wrong with a row was kept when it was read first.
  if (!again) await saveProblems(tx, registry, problems, page.seenAt);
  if (rows.length === 0) return 0;
  const added = await saveRows(tx, registry, rows, page.seenAt);
  const news = rows.filter((row) => added.has(row.name));
  const receipts = news.length === 0 ? [] : await saveReceipts(tx, registry, news, page.seenAt, again);
  const kind = packageRecheckKind(registry);
  await scheduleRechecks(
    tx,
    now,
    receipts.map((receipt) => ({
      kind,
      subject: packageSubject(registry, receipt.name),
      dueAt: page.seenAt,
      attempt: 0,
      reason: receipt.deleted ? 'feed row: deleted' : 'feed row',
      payload: {
        revision: receipt.seen_revision,
        deleted: receipt.deleted,
        seenAt: page.seenAt.toISOString(),
      },
      priority: page.flood && !receipt.created ? 1 : 0,
    })),
  );
  if (again && receipts.length > 0) {
    await tx.executeSql('UPDATE feed_cursors SET late_rows = late_rows + $2 WHERE registry = $1', [
      registry,
      receipts.length,
    ]);
  }
  return receipts.length;
}
