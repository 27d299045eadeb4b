import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Registry, safeText } from '@weir/model';
import type { Pool, PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { FeedLease, Sweep, SweepRepository } from '../api.ts';
import { translated } from '../connection.ts';
import { safeTextOrNull } from '../text.ts';
import { fencedError } from './feed-page.ts';
import { finishSweep } from './sweep-diff.ts';
import { stagingTable, sweepLost } from './sweep-staging.ts';

interface SweepRow {
  registry: Registry;
  kind: 'baseline' | 'diff';
  started_at: Date;
  next_key: string | null;
  names: string;
  finished_at: Date | null;
  advanced: string;
  vanished: string;
  baseline_at: Date | null;
}

function toSweep(row: SweepRow): Sweep {
  return {
    registry: row.registry,
    kind: row.kind,
    startedAt: row.started_at,
    nextKey: row.next_key,
    names: Number(row.names),
    finishedAt: row.finished_at,
    advanced: Number(row.advanced),
    vanished: Number(row.vanished),
    baselineAt: row.baseline_at,
  };
}

/** One line of COPY's text format (PostgreSQL manual, "COPY", File Formats). */
function copyLine(name: string, revision: string | null): string {
  const escape = (text: string): string =>
    text.replace(
      /[\\\t\n\r]/g,
      (char) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[char] ?? '',
    );
  return `${escape(name)}\t${revision === null ? '\\N' : escape(revision)}\n`;
}

/**
 * Runs work in one transaction on a client of its own, fenced by the lease: COPY needs the client itself. The fence
 * takes no lock, or the feed would wait for a sweep's end; a sweeper that is replaced in between does no harm, since
 * everything here is an upsert.
 */
async function fenced<T>(pool: Pool, lease: FeedLease, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await translated(() => pool.connect());
  let broken = false;
  try {
    return await translated(async () => {
      await client.query('BEGIN');
      const { rowCount } = await client.query('SELECT FROM feed_cursors WHERE registry = $1 AND epoch = $2', [
        lease.registry,
        lease.epoch,
      ]);
      if (rowCount === 0) throw fencedError(lease.registry);
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    });
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Sweeps: see SweepRepository. */
export function createSweepRepository(pool: Pool): SweepRepository {
  return {
    async find(registry) {
      const { rows } = await translated(() =>
        pool.query<SweepRow>('SELECT * FROM feed_sweeps WHERE registry = $1', [registry]),
      );
      return rows[0] === undefined ? null : toSweep(rows[0]);
    },
    begin: (lease, at) =>
      fenced(pool, lease, async (client) => {
        const table = stagingTable(lease.registry);
        await client.query(
          `CREATE UNLOGGED TABLE IF NOT EXISTS ${table} (name text NOT NULL, revision text)`,
        );
        await client.query(`TRUNCATE ${table}`);
        const { rows } = await client.query<SweepRow>(
          `INSERT INTO feed_sweeps AS s (registry, kind, started_at, names, advanced, vanished)
           VALUES ($1, 'baseline', $2, 0, 0, 0)
           ON CONFLICT (registry) DO UPDATE SET
             kind = CASE WHEN s.baseline_at IS NULL THEN 'baseline' ELSE 'diff' END,
             started_at = excluded.started_at, next_key = NULL, names = 0, finished_at = NULL, advanced = 0, vanished = 0
           RETURNING *`,
          [lease.registry, at],
        );
        const [row] = rows;
        if (row === undefined) throw fencedError(lease.registry);
        return toSweep(row);
      }),
    savePage: (lease, names, nextKey, beforeCommit, asOf) =>
      fenced(pool, lease, async (client) => {
        const table = stagingTable(lease.registry);
        const { rows } = await client.query<{ names: string; empty: boolean }>(
          `SELECT names, NOT EXISTS (SELECT FROM ${table}) AS empty FROM feed_sweeps WHERE registry = $1 FOR UPDATE`,
          [lease.registry],
        );
        if (Number(rows[0]?.names ?? 0) > 0 && rows[0]?.empty) throw sweepLost(lease.registry);
        const storable = names.filter(({ name }) => name !== '' && name === safeText(name, 512));
        const lines = storable.map(({ name, revision }) => copyLine(name, safeTextOrNull(revision, 256)));
        await pipeline(
          Readable.from([lines.join('')]),
          client.query(copyFrom(`COPY ${table} (name, revision) FROM STDIN`)),
        );
        await client.query(
          `UPDATE feed_sweeps SET next_key = $2, names = names + $3, started_at = least(started_at, $4::timestamptz)
            WHERE registry = $1`,
          [lease.registry, safeTextOrNull(nextKey, 1024), storable.length, asOf ?? null],
        );
        beforeCommit?.();
      }),
    finish: (lease, at, beforeCommit, head = null) =>
      fenced(pool, lease, async (client) => {
        const result = await finishSweep(client, lease.registry, at, head);
        beforeCommit?.();
        return result;
      }),
  };
}
