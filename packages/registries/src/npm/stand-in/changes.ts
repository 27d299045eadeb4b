import { firstWhere } from '../../lib/stand-in/search.ts';
import type { KnobName } from './knob-list.ts';

/** One row of the stand-in's change feed. */
export interface ChangeRow {
  readonly seq: number;
  readonly id: string;
  readonly rev: string;
  readonly deleted: boolean;
  /** The row is answered from this moment on (ms since the epoch): a late row has an old seq. */
  readonly visibleAtMs: number;
  /** Counted whenever a page has this row. */
  readonly knob?: KnobName | null;
}

export interface ChangesLog {
  /** The number that was given last, seen or not. */
  readonly lastSeq: number;
  /** Adds a row for a name; it replaces the name's older row as soon as it can be seen itself. Returns it. */
  append(row: Omit<ChangeRow, 'seq'>): ChangeRow;
  /** Uses up a number without a row: what a lost change leaves behind. Returns it. */
  skip(): number;
  /**
   * Adds rows for `count` new names, `prefix` and a number that sorts as text. Rows do not come in the order of names, as
   * in no feed they do. Nothing stands behind them.
   */
  appendMany(
    count: number,
    options: { readonly prefix: string; readonly nowMs: number },
    added: (id: string, rev: string) => void,
  ): void;
  /** Rows after `since` that are visible at `nowMs`, at most `limit`, oldest first. */
  after(since: number, limit: number, nowMs: number): readonly ChangeRow[];
  /** The newest row first. */
  newest(limit: number, nowMs: number): readonly ChangeRow[];
  /** Highest visible seq. */
  head(nowMs: number): number;
  /** Whether freezing keeps back a row that could be seen otherwise. */
  keepsBack(nowMs: number): boolean;
  /** Names with a row, by name. */
  names(): readonly ChangeRow[];
  /** Answers a head lower by `by`, and no row beyond it; 0 ends that. */
  lowerHead(by: number): void;
  /** Answers today's head and no later row until thawed. */
  freeze(frozen: boolean, nowMs: number): void;
  /** Begins the sequence again: all rows move below `head`, in their order, and later ones are numbered from there. */
  resetSeq(head: number): void;
}

interface Entry {
  seq: number;
  readonly id: string;
  readonly rev: string;
  readonly deleted: boolean;
  readonly visibleAtMs: number;
  readonly knob: KnobName | null;
  /** The name's next row. */
  next: Entry | null;
}

/** A prime: its multiples meet each of a bulk's numbers once, far from the one before. */
const BULK_STEP = 104_729;
/** Rows of a bulk share this revision: nobody asks for what is behind them. */
const BULK_REV = `1-${'0'.repeat(32)}`;

/** An in-memory change log as npm's: one row a name, sparse sequence numbers. */
export function createChangesLog(options: {
  readonly firstSeq: number;
  readonly random: () => number;
}): ChangesLog {
  let rows: Entry[] = [];
  let compactAt = 1_000;
  const current = new Map<string, Entry>();
  let seq = options.firstSeq;
  let lowered = 0;
  let frozenAt: number | null = null;

  function skip(): number {
    // 0.25 to 0.5 rows per seq on the real feed (2026-08).
    seq += 2 + Math.floor(options.random() * 3);
    return seq;
  }

  function indexAfter(since: number): number {
    return firstWhere(rows.length, (at) => (rows[at]?.seq ?? 0) > since);
  }

  /** Highest seq of a row that is not hidden and not after `ceiling`. */
  function topSeq(nowMs: number, ceiling: number): number {
    for (let at = indexAfter(ceiling) - 1; at >= 0; at--) {
      const row = rows[at];
      if (row && row.visibleAtMs <= nowMs) return row.seq;
    }
    return options.firstSeq;
  }

  function ceilingAt(nowMs: number): number {
    const thawed = frozenAt ?? Number.POSITIVE_INFINITY;
    return lowered === 0 ? thawed : topSeq(nowMs, thawed) - lowered;
  }

  function viewAt(nowMs: number): (row: Entry) => boolean {
    const ceiling = ceilingAt(nowMs);
    const isVisible = (row: Entry): boolean => row.visibleAtMs <= nowMs && row.seq <= ceiling;
    return (row) => {
      if (!isVisible(row)) return false;
      for (let { next } = row; next; next = next.next) if (isVisible(next)) return false;
      return true;
    };
  }

  function push(row: Omit<ChangeRow, 'seq'>): Entry {
    const { id, rev, deleted, visibleAtMs, knob = null } = row;
    const entry: Entry = { seq: skip(), id, rev, deleted, visibleAtMs, knob, next: null };
    const older = current.get(id);
    if (older) older.next = entry;
    rows.push(entry);
    current.set(id, entry);
    return entry;
  }

  /** Drops rows that nobody can see again; not while some are kept back, as their older ones show instead. */
  function compact(nowMs: number): void {
    if (rows.length < compactAt || frozenAt !== null || lowered !== 0) return;
    rows = rows.filter((row) => {
      for (let { next } = row; next; next = next.next) if (next.visibleAtMs <= nowMs) return false;
      return true;
    });
    compactAt = 2 * rows.length + 1_000;
  }

  return {
    get lastSeq() {
      return seq;
    },
    append: push,
    skip,
    appendMany(count, { prefix, nowMs }, added) {
      const step = count % BULK_STEP === 0 ? 1 : BULK_STEP;
      for (let at = 0; at < count; at++) {
        const id = `${prefix}${String((at * step) % count).padStart(8, '0')}`;
        push({ id, rev: BULK_REV, deleted: false, visibleAtMs: nowMs });
        added(id, BULK_REV);
      }
    },
    after(since, limit, nowMs) {
      compact(nowMs);
      const isLive = viewAt(nowMs);
      const page: Entry[] = [];
      for (let at = indexAfter(since); at < rows.length && page.length < limit; at++) {
        const row = rows[at];
        if (row && isLive(row)) page.push(row);
      }
      return page;
    },
    newest(limit, nowMs) {
      const isLive = viewAt(nowMs);
      const page: Entry[] = [];
      for (let at = rows.length - 1; at >= 0 && page.length < limit; at--) {
        const row = rows[at];
        if (row && isLive(row)) page.push(row);
      }
      return page;
    },
    head: (nowMs) => topSeq(nowMs, frozenAt ?? Number.POSITIVE_INFINITY) - lowered,
    keepsBack: (nowMs) => frozenAt !== null && topSeq(nowMs, Number.POSITIVE_INFINITY) > frozenAt,
    names: () => [...current.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    lowerHead(by) {
      lowered = by;
    },
    freeze(frozen, nowMs) {
      frozenAt = frozen ? topSeq(nowMs, Number.POSITIVE_INFINITY) : null;
    },
    resetSeq(head) {
      if (head < rows.length) throw new RangeError(`${rows.length} rows do not fit below ${head}`);
      const step = Math.min(3, Math.floor(head / Math.max(1, rows.length)));
      rows.forEach((row, at) => {
        row.seq = head - step * (rows.length - 1 - at);
      });
      seq = head;
      lowered = 0;
      frozenAt = null;
    },
  };
}
