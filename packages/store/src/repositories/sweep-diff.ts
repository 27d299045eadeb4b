import type { Registry, SqlExecutor } from '@weir/model';
import type { PoolClient } from 'pg';
import type { SweepResult } from '../api.ts';
import { fillGaps, saveGap } from './feed-gaps.ts';
import { revisionNumber, saveProblems } from './feed-page.ts';
import { packageRecheckKind, packageSubject } from './package-subject.ts';
import { scheduleRechecks } from './rechecks.ts';
import { stagingTable, sweepLost } from './sweep-staging.ts';

/** Reason of looks at names that the registry does not list any more. */
export const SWEPT_AWAY = 'sweep: not listed any more';
/** Reason of looks at names with a revision that no feed row told. */
export const SWEPT_UP = 'sweep: no row told this revision';

/**
 * A registry does not lose so many packages between two sweeps (npm takes down hundreds at most, 2026): the list was
 * cut short. Nothing is taken for gone then.
 */
const VANISHED_MAX = { rows: 1_000, share: 0.02 } as const;
/** Rows of one statement. */
const BATCH = 10_000;

interface Found {
  readonly name: string;
  readonly revision: string | null;
}

/** Notes every name that has no receipt, with nothing to do: what is there before Weir looks is history. */
async function noteBaseline(client: PoolClient, registry: Registry, startedAt: Date): Promise<number> {
  // No timeout: four million rows with their index take about a minute.
  await client.query('SET LOCAL statement_timeout = 0');
  const { rowCount } = await client.query(
    `INSERT INTO packages (registry, name, seen_revision, deleted, first_seen_at, last_seen_at)
     SELECT DISTINCT ON (name) $1, name, revision, false, $2::timestamptz, $2::timestamptz
       FROM ${stagingTable(registry)} ORDER BY name
     ON CONFLICT DO NOTHING`,
    [registry, startedAt],
  );
  return rowCount ?? 0;
}

async function listAdvanced(client: PoolClient, registry: Registry): Promise<readonly Found[]> {
  const { rows } = await client.query<Found>(
    `SELECT DISTINCT ON (s.name) s.name, s.revision FROM ${stagingTable(registry)} s
       LEFT JOIN packages p ON p.registry = $1 AND p.name = s.name
      WHERE p.name IS NULL
         OR EXISTS (SELECT FROM feed_gaps g WHERE g.registry = $1 AND g.kind = 'package' AND g.filled_at IS NULL
                       AND g.from_cursor = $1 || '/' || s.name)
         OR coalesce(${revisionNumber('s.revision')} > greatest(
              ${revisionNumber('p.seen_revision')}, ${revisionNumber('p.fetched_revision')}),
            s.revision IS DISTINCT FROM p.seen_revision AND s.revision IS DISTINCT FROM p.fetched_revision)
      ORDER BY s.name`,
    [registry],
  );
  return rows;
}

async function listVanished(
  client: PoolClient,
  registry: Registry,
  startedAt: Date,
): Promise<readonly Found[]> {
  const { rows } = await client.query<Found>(
    `SELECT p.name, p.seen_revision AS revision FROM packages p
      WHERE p.registry = $1 AND NOT p.deleted AND p.last_seen_at < $2
        AND NOT EXISTS (SELECT FROM ${stagingTable(registry)} s WHERE s.name = p.name)`,
    [registry, startedAt],
  );
  return rows;
}

/** Receipts as if the row had come, and a look that is due. */
async function scheduleAdvanced(
  tx: SqlExecutor,
  registry: Registry,
  found: readonly Found[],
  at: Date,
): Promise<void> {
  for (let from = 0; from < found.length; from += BATCH) {
    const batch = found.slice(from, from + BATCH);
    await tx.executeSql(
      `INSERT INTO packages AS p (registry, name, seen_revision, deleted, first_seen_at, last_seen_at)
       SELECT $1, name, revision, false, $2, $2 FROM unnest($3::text[], $4::text[]) AS n(name, revision)
       ON CONFLICT (registry, name) DO UPDATE SET
         seen_revision = excluded.seen_revision, deleted = false, last_seen_at = excluded.last_seen_at`,
      [registry, at, batch.map(({ name }) => name), batch.map(({ revision }) => revision)],
    );
    await schedule(tx, registry, batch, at, SWEPT_UP);
  }
}

async function schedule(
  tx: SqlExecutor,
  registry: Registry,
  found: readonly Found[],
  at: Date,
  reason: string,
): Promise<void> {
  for (let from = 0; from < found.length; from += BATCH) {
    await scheduleRechecks(
      tx,
      at,
      found.slice(from, from + BATCH).map(({ name, revision }) => ({
        kind: packageRecheckKind(registry),
        subject: packageSubject(registry, name),
        dueAt: at,
        attempt: 0,
        reason,
        payload: { revision, seenAt: at.toISOString() },
        priority: 1,
      })),
    );
  }
}

/** Clocks differ, and an Age is in whole seconds: what was read so shortly before the list proves nothing. */
const REGRESSION_MARGIN_MS = 5 * 60_000;

/**
 * Notices a registry that fell behind (it came back from a backup): names that were read before the list was made, at
 * revisions that are newer than the list's. Forgets those revisions, so that the names count as news.
 * @param head of the registry as a whole; null where the names tell none, and nothing is noticed.
 * @returns the newest revision that was read of them; null when nothing regressed.
 */
async function noteRegression(
  tx: SqlExecutor,
  registry: Registry,
  head: string | null,
  startedAt: Date,
  at: Date,
): Promise<string | null> {
  if (head === null) return null;
  // A document that names owners can have been newer than the page beside it.
  const readOf = `greatest(${revisionNumber('p.fetched_revision')}, ${revisionNumber("(p.owners->>'revision')")})`;
  const regressed = `p.registry = $1 AND s.name = p.name AND p.last_fetched_at < $2
    AND ${revisionNumber('s.revision')} < ${readOf}`;
  const which = [registry, new Date(startedAt.getTime() - REGRESSION_MARGIN_MS)];
  const { rows } = await tx.executeSql(
    `SELECT max(${readOf})::text AS newest
       FROM packages p, ${stagingTable(registry)} s WHERE ${regressed}`,
    which,
  );
  const newest = (rows[0] as { newest: string | null } | undefined)?.newest ?? null;
  if (newest === null) return null;
  await tx.executeSql(
    `UPDATE packages p SET seen_revision = NULL, fetched_revision = NULL,
            owners = p.owners || '{"revision": null}'
       FROM ${stagingTable(registry)} s WHERE ${regressed}`,
    which,
  );
  const reason = `the registry fell behind ${newest}, which was read of it; what was read beyond is looked at again`;
  await saveGap(tx, { registry, kind: 'stretch', fromCursor: head, toCursor: newest, reason, seenAt: at });
  return newest;
}

/** Ends a sweep whose pages are all staged: see SweepRepository.finish. @param client one open, fenced transaction. */
export async function finishSweep(
  client: PoolClient,
  registry: Registry,
  at: Date,
  head: string | null,
): Promise<SweepResult> {
  const tx: SqlExecutor = { executeSql: (text, values) => client.query(text, values) };
  const { rows } = await client.query<{ kind: string; started_at: Date; names: string }>(
    'SELECT kind, started_at, names FROM feed_sweeps WHERE registry = $1 FOR UPDATE',
    [registry],
  );
  const [sweep] = rows;
  if (sweep === undefined) return { advanced: 0, vanished: 0, regressedFrom: null };
  const staged = await client.query(`SELECT FROM ${stagingTable(registry)} LIMIT 1`);
  if (Number(sweep.names) > 0 && staged.rowCount === 0) throw sweepLost(registry);
  await client.query(`ANALYZE ${stagingTable(registry)}`);
  let advanced = 0;
  let vanished: readonly Found[] = [];
  let regressedFrom: string | null = null;
  if (sweep.kind === 'baseline') advanced = await noteBaseline(client, registry, sweep.started_at);
  else {
    regressedFrom = await noteRegression(tx, registry, head, sweep.started_at, at);
    const news = await listAdvanced(client, registry);
    vanished = await listVanished(client, registry, sweep.started_at);
    if (vanished.length > Math.max(VANISHED_MAX.rows, Number(sweep.names) * VANISHED_MAX.share)) {
      const detail = `${vanished.length} known names are not listed among ${sweep.names}: not believed`;
      await saveProblems(tx, registry, [{ code: 'sweep-short', detail, raw: '' }], at);
      vanished = [];
    }
    await scheduleAdvanced(tx, registry, news, at);
    await schedule(tx, registry, vanished, at, SWEPT_AWAY);
    advanced = news.length;
    const by = `the sweep of ${sweep.started_at.toISOString()}`;
    await fillGaps(tx, { registry, kind: 'stretch', seenBefore: sweep.started_at }, at, by);
    await client.query('UPDATE feed_cursors SET lost_rows = lost_rows + $2 WHERE registry = $1', [
      registry,
      advanced + vanished.length,
    ]);
  }
  await client.query(
    `UPDATE feed_sweeps SET finished_at = $2, next_key = NULL, advanced = $3, vanished = $4,
            baseline_at = coalesce(baseline_at, $2) WHERE registry = $1`,
    [registry, at, advanced, vanished.length],
  );
  await client.query(`TRUNCATE ${stagingTable(registry)}`);
  return { advanced, vanished: vanished.length, regressedFrom };
}
