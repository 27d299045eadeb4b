import { AppError, type FeedProblem, type FeedRow, type Registry, safeText } from '@weir/model';
import type { FeedLease, Tx } from '../api.ts';
import { safeTextOrNull } from '../text.ts';
import { PACKAGE_RECHECK, packageSubject } from './package-subject.ts';
import { scheduleRechecks } from './rechecks.ts';

/** As releaseRefSchema has it; a longer name is no package. */
const NAME_CHARS_MAX = 512;
const REVISION_CHARS_MAX = 256;
const SEQ_CHARS_MAX = 256;
/** Raw text is for explaining a miss, not an archive. */
const RAW_CHARS_MAX = 4096;

interface Page {
  readonly rows: readonly FeedRow[];
  readonly problems: readonly FeedProblem[];
  readonly cursor: string;
  readonly seenAt: Date;
}

function isStorable(row: FeedRow): boolean {
  return row.name !== '' && row.name === safeText(row.name, NAME_CHARS_MAX);
}

/** A name that no row can hold without becoming another name is a problem, kept and counted, and never thrown. */
function toProblem(row: FeedRow): FeedProblem {
  return { code: 'FEED_NAME_UNSTORABLE', detail: `seq ${row.seq}: ${row.name}`, raw: row.raw };
}

async function saveCursor(tx: Tx, lease: FeedLease, page: Page): Promise<void> {
  const { rows } = await tx.executeSql(
    'UPDATE feed_cursors SET cursor = $3, updated_at = $4 WHERE registry = $1 AND epoch = $2 RETURNING registry',
    [lease.registry, lease.epoch, safeText(page.cursor, 1024), page.seenAt],
  );
  if (rows.length > 0) return;
  throw new AppError(
    'FEED_FENCED',
    `another process leads the feed of ${lease.registry}: this page is not stored`,
    {
      retriable: false,
    },
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
  tx: Tx,
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
function revisionNumber(expression: string): string {
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
RETURNING name, seen_revision, deleted`.replaceAll(
  '{newer}',
  `(p.deleted AND NOT excluded.deleted
    OR coalesce(${revisionNumber('excluded.seen_revision')} >= ${revisionNumber('p.seen_revision')}, true))`,
);

/** Receipts of names, by the last row of each. */
async function saveReceipts(
  tx: Tx,
  registry: Registry,
  rows: readonly FeedRow[],
  seenAt: Date,
): Promise<{ name: string; seen_revision: string | null; deleted: boolean }[]> {
  const latest = [...new Map(rows.map((row) => [row.name, row])).values()];
  const { rows: saved } = await tx.executeSql(SAVE_RECEIPTS, [
    registry,
    seenAt,
    latest.map((row) => row.name),
    latest.map((row) => safeTextOrNull(row.revision, REVISION_CHARS_MAX)),
    latest.map((row) => row.deleted),
  ]);
  return saved as { name: string; seen_revision: string | null; deleted: boolean }[];
}

/** One page, durable: see FeedRepository.savePage. Four statements, whatever the page's size. */
export async function savePage(tx: Tx, lease: FeedLease, page: Page, now: Date): Promise<number> {
  const { registry } = lease;
  // First: whoever was replaced stops here, and a new leader waits for this transaction.
  await saveCursor(tx, lease, page);
  const rows = page.rows.filter(isStorable);
  const unstorable = page.rows.filter((row) => !isStorable(row)).map(toProblem);
  const problems = [...page.problems, ...unstorable];
  await saveProblems(tx, registry, problems, page.seenAt);
  if (rows.length === 0) return 0;
  const added = await saveRows(tx, registry, rows, page.seenAt);
  // Every row that was not seen is a hint, also one whose revision is known: a release can show without a new one.
  const news = rows.filter((row) => added.has(row.name));
  const receipts = news.length === 0 ? [] : await saveReceipts(tx, registry, news, page.seenAt);
  await scheduleRechecks(
    tx,
    now,
    receipts.map((receipt) => ({
      kind: PACKAGE_RECHECK,
      subject: packageSubject(registry, receipt.name),
      dueAt: page.seenAt,
      attempt: 0,
      reason: receipt.deleted ? 'feed row: deleted' : 'feed row',
      payload: {
        revision: receipt.seen_revision,
        deleted: receipt.deleted,
        seenAt: page.seenAt.toISOString(),
      },
      priority: 0,
    })),
  );
  return receipts.length;
}
