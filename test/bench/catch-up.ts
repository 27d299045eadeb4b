import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentLogger, systemClock } from '@weir/runtime';
import { migrate, openStore, startEmbeddedPostgres } from '@weir/store';
import { z } from 'zod';
import { forkChild } from '../lib/child.ts';
import { startStandInProcess } from '../lib/stand-in-process.ts';
import { slopeOf } from '../lib/trend.ts';

/** What the feeder's process is told. */
export interface CatchUpTask {
  readonly databaseUrl: string;
  readonly url: string;
  readonly feedUrl: string;
  /** It has caught up once its cursor is there. */
  readonly headSeq: string;
}

/** What it says, some times a second. */
export interface CatchUpProgress {
  /** Stored so far. */
  readonly rows: number;
  readonly rssBytes: number;
  /** In ms since the epoch. */
  readonly atMs: number;
  readonly atHead: boolean;
}

export interface CatchUpResult {
  readonly assumptions: readonly string[];
  readonly rows: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  /** Slowest and fastest tenth of the rows: what a growing table costs. */
  readonly rowsPerSecondSlowest: number;
  readonly rowsPerSecondFastest: number;
  /** Of the feeder's process, in MiB; the slope is over all but the first tenth of the rows, which warms up. */
  readonly rssMiB: {
    readonly start: number;
    readonly peak: number;
    readonly end: number;
    readonly per100kRows: number;
  };
  /** In the store at the end: raw rows, names, and looks that are due. */
  readonly stored: { readonly feedRows: number; readonly packages: number; readonly rechecks: number };
}

const FEEDER = fileURLToPath(new URL('./catch-up-process.ts', import.meta.url));
const ASSUMPTIONS = [
  'the feeder only collects rows: its follow loop with shipped settings, no looks at packages',
  'every row is of another name, none was seen before: each is a raw row, a receipt and a look that is due',
  'rows come over HTTP from a stand-in in a process of its own; Postgres is the embedded one with shipped settings',
];
const MIB = 1024 * 1024;

function round(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}

/** Rows a second over each tenth of the rows. */
function speedsOf(progress: readonly CatchUpProgress[], rows: number): number[] {
  const marks = Array.from({ length: 11 }, (_, tenth) =>
    progress.find((one) => one.rows >= (rows * tenth) / 10),
  );
  return marks.slice(1).flatMap((to, at) => {
    const from = marks[at];
    return from && to && to.atMs > from.atMs ? [((to.rows - from.rows) / (to.atMs - from.atMs)) * 1_000] : [];
  });
}

/** Lets a feeder catch up with `rows` change rows, and watches its speed and its memory. */
export async function benchCatchUp(rows: number): Promise<CatchUpResult> {
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'weir-bench-catch-up-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const { databaseUrl } = stack.use(await startEmbeddedPostgres({ dataDir, logger: silentLogger }));
  await migrate(databaseUrl);
  const store = stack.use(
    await openStore({
      databaseUrl,
      applicationName: 'weir-bench-ledger',
      poolMax: 2,
      clock: systemClock,
      logger: silentLogger,
      emitter: 'outbox',
    }),
  );
  const standIn = stack.use(await startStandInProcess());
  await setCursor(standIn.facts.headSeq);
  const { url, feedUrl, headSeq } = await standIn.append(rows);
  const task: CatchUpTask = { databaseUrl, url, feedUrl, headSeq };
  const feeder = stack.use(forkChild<CatchUpProgress>(FEEDER, task));
  const progress: CatchUpProgress[] = [];
  while (progress.at(-1)?.atHead !== true) progress.push(await feeder.next());

  async function setCursor(cursor: string): Promise<void> {
    await using lease = await store.feeds.lead('npmjs');
    if (lease === null) throw new Error('somebody leads the feed of a new database');
    const page = { rows: [], problems: [], cursor, seenAt: new Date(systemClock.now()) };
    await store.transaction((tx) => store.feeds.savePage(tx, lease, page));
  }

  async function count(table: 'feed_rows' | 'packages' | 'rechecks'): Promise<number> {
    const found = await store.sql.executeSql(`SELECT count(*) AS n FROM ${table}`);
    return z.array(z.object({ n: z.coerce.number() })).parse(found.rows)[0]?.n ?? 0;
  }

  const [first, last] = [progress[0], progress.at(-1)];
  const seconds = ((last?.atMs ?? 0) - (first?.atMs ?? 0)) / 1_000;
  const speeds = speedsOf(progress, rows);
  const warm = progress.filter((one) => one.rows >= rows / 10);
  const rss = progress.map(({ rssBytes }) => rssBytes / MIB);
  return {
    assumptions: ASSUMPTIONS,
    rows,
    seconds: round(seconds, 1),
    rowsPerSecond: round(rows / seconds),
    rowsPerSecondSlowest: round(Math.min(...speeds)),
    rowsPerSecondFastest: round(Math.max(...speeds)),
    rssMiB: {
      start: round(rss[0] ?? 0, 1),
      peak: round(Math.max(...rss), 1),
      end: round(rss.at(-1) ?? 0, 1),
      per100kRows: round(
        slopeOf(warm.map((one) => ({ at: one.rows / 100_000, value: one.rssBytes / MIB }))),
        2,
      ),
    },
    stored: {
      feedRows: await count('feed_rows'),
      packages: await count('packages'),
      rechecks: await count('rechecks'),
    },
  };
}
