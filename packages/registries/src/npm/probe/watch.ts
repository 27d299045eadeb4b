import { AppError, type Clock } from '@weir/model';
import { type Asker, unanswered } from '../../lib/probe/asker.ts';
import { parsePage } from '../rows.ts';

/** A row, when it was first seen. */
export interface Sighting {
  readonly name: string;
  readonly seenMs: number;
  /** True when a higher number had been seen before: it showed behind the head. */
  readonly late: boolean;
}

export interface Watched {
  readonly startMs: number;
  readonly endMs: number;
  /** In the order in which they were seen. */
  readonly sightings: readonly Sighting[];
}

const PAGE_ROWS = 1_000;
/** More rows than this since the start are a mass rewrite, and no time to learn from. */
const PAGES_MAX = 50;

/**
 * Watches a feed for a while, from its head on: each look reads everything since the start again, so that rows that
 * show behind the head are seen too.
 *
 * Throws AppErrors `PROBE_UNANSWERED` and `FEED_MALFORMED`, both retriable, and what the asker throws.
 */
export async function watchFeed(
  asker: Asker,
  clock: Clock,
  options: {
    readonly feedBase: string;
    /** The head, decimal text. */
    readonly head: string;
    readonly forMs: number;
    readonly everyMs: number;
    readonly onLook: (rows: number, leftMs: number) => void;
  },
  signal: AbortSignal,
): Promise<Watched> {
  const startMs = clock.now();
  const sightings: Sighting[] = [];
  const seen = new Set<string>();
  let newest = BigInt(options.head);

  async function look(): Promise<void> {
    const known = newest;
    let cursor = options.head;
    for (let page = 0; page < PAGES_MAX; page++) {
      const { status, json } = await asker.get(
        `${options.feedBase}/_changes?since=${cursor}&limit=${PAGE_ROWS}`,
      );
      if (status !== 200) unanswered('the feed', status);
      const { rows, nextCursor, atHead } = parsePage(json, cursor, PAGE_ROWS);
      for (const { seq, name } of rows) {
        const number = BigInt(seq);
        if (number > newest) newest = number;
        if (seen.has(seq)) continue;
        seen.add(seq);
        sightings.push({ name, seenMs: clock.now(), late: number <= known });
      }
      if (atHead || nextCursor === cursor) return;
      cursor = nextCursor;
    }
    throw new AppError('PROBE_UNANSWERED', `more than ${PAGES_MAX * PAGE_ROWS} rows came meanwhile`, {
      retriable: true,
    });
  }

  for (;;) {
    await look();
    const leftMs = startMs + options.forMs - clock.now();
    options.onLook(sightings.length, Math.max(0, leftMs));
    if (leftMs <= 0) return { startMs, endMs: clock.now(), sightings };
    await clock.sleep(Math.min(options.everyMs, leftMs), signal);
  }
}
