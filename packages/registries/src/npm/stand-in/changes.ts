/** One row of the stand-in's change feed. */
export interface ChangeRow {
  readonly seq: number;
  readonly id: string;
  readonly rev: string;
  readonly deleted: boolean;
  /** The row is answered from this moment on (ms since the epoch): a late row has an old seq. */
  readonly visibleAtMs: number;
}

export interface ChangesLog {
  /** Adds a row for a name and takes the name's older row away. Returns it. */
  append(row: Omit<ChangeRow, 'seq'>): ChangeRow;
  /** Rows after `since` that are visible at `nowMs`, at most `limit`, oldest first. */
  after(since: number, limit: number, nowMs: number): readonly ChangeRow[];
  /** The newest row first. */
  newest(limit: number, nowMs: number): readonly ChangeRow[];
  /** Highest visible seq. */
  head(nowMs: number): number;
  /** Names with a row, by name: `_all_docs`. */
  names(): readonly ChangeRow[];
  /** Pretends that the sequence was reset: rows keep their seq, the head is answered lower by `by`. */
  lowerHead(by: number): void;
  /** Answers today's head and no later row until thawed. */
  freeze(frozen: boolean, nowMs: number): void;
}

/** An in-memory change log as npm's: one row a name, sparse sequence numbers. */
export function createChangesLog(options: {
  readonly firstSeq: number;
  readonly random: () => number;
}): ChangesLog {
  let rows: ChangeRow[] = [];
  const current = new Map<string, ChangeRow>();
  let seq = options.firstSeq;
  let lowered = 0;
  let frozenAt: number | null = null;

  function isLive(row: ChangeRow, nowMs: number): boolean {
    return (
      current.get(row.id) === row && row.visibleAtMs <= nowMs && (frozenAt === null || row.seq <= frozenAt)
    );
  }

  function firstAfter(since: number): number {
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((rows[middle]?.seq ?? 0) <= since) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function topSeq(nowMs: number): number {
    for (let at = rows.length - 1; at >= 0; at--) {
      const row = rows[at];
      if (row && row.visibleAtMs <= nowMs && (frozenAt === null || row.seq <= frozenAt)) return row.seq;
    }
    return options.firstSeq;
  }

  return {
    append(row) {
      // 0.25 to 0.5 rows per seq on the real feed (2026-08).
      seq += 2 + Math.floor(options.random() * 3);
      const added = { ...row, seq };
      rows.push(added);
      current.set(row.id, added);
      if (rows.length > 2 * current.size + 1_000) rows = rows.filter((one) => current.get(one.id) === one);
      return added;
    },
    after(since, limit, nowMs) {
      const page: ChangeRow[] = [];
      for (let at = firstAfter(since); at < rows.length && page.length < limit; at++) {
        const row = rows[at];
        if (row && isLive(row, nowMs)) page.push(row);
      }
      return page;
    },
    newest: (limit, nowMs) =>
      rows
        .filter((row) => isLive(row, nowMs))
        .toReversed()
        .slice(0, limit),
    head: (nowMs) => topSeq(nowMs) - lowered,
    names: () => [...current.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    lowerHead(by) {
      lowered = by;
    },
    freeze(frozen, nowMs) {
      frozenAt = frozen ? topSeq(nowMs) : null;
    },
  };
}
