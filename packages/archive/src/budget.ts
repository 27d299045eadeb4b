import type { ArchiveBudget, ArchiveProblem, LinearBudget } from '@weir/model';

const MIB = 1024 * 1024;

/**
 * What one artifact may cost when nobody says otherwise. The largest honest npm packages unpack to some hundred
 * megabytes and ten thousand files; deflate itself ends at a ratio of 1032.
 */
export const DEFAULT_BUDGET: ArchiveBudget = {
  entriesMax: 20_000,
  unpackedBytesMax: 512 * MIB,
  ratioMax: 200,
  pathCharsMax: 1024,
  timeMsMax: 20_000,
  depthMax: 8,
};

/** What a linear pass may cost when nobody says otherwise. */
export const DEFAULT_LINEAR_BUDGET: LinearBudget = { bytesMax: 256 * MIB, timeMsMax: 10_000 };

/**
 * The ratio says nothing about small archives: it counts once this much was unpacked. What is below costs little, and a
 * few megabytes of white space in front of a payload must not be a reason to leave the payload unread.
 */
const RATIO_FROM_BYTES = 16 * MIB;

/** Elapsed time only: never the time of day. */
export interface Stopwatch {
  /** Milliseconds since any fixed moment. */
  now(): number;
}

/** Counts what an artifact and everything nested in it cost; the first breach stays and ends the reading. */
export interface Meter {
  readonly breach: ArchiveProblem | null;
  /** Levels of containers around this one. */
  readonly depth: number;
  /** Longer paths are cut. */
  readonly pathCharsMax: number;
  /** Both answer whether reading may go on. */
  spendBytes(unpackedBytes: number): boolean;
  spendEntry(path: string): boolean;
  /** How many bytes may still be unpacked. */
  leftBytes(): number;
  /** Spends bytes only when they fit: null when they did, otherwise the code and reason for leaving them unread. */
  trySpend(unpackedBytes: number): Pick<ArchiveProblem, 'code' | 'detail'> | null;
  /** The same counters, one level deeper; null when there may be no deeper level. */
  descend(): Meter | null;
}

/** A meter for one artifact of `packedBytes` bytes; the clock starts at once. */
export function createMeter(budget: ArchiveBudget, packedBytes: number, clock: Stopwatch): Meter {
  const startedMs = clock.now();
  let breach: ArchiveProblem | null = null;
  let unpackedBytes = 0;
  let entries = 0;
  /** One for each depth, all with the same breach: a field and no getter (see `createView`). */
  const meters: (Meter & { breach: ArchiveProblem | null })[] = [];

  function exhaust(code: string, path: string | null, detail: string): boolean {
    breach ??= { code, path, detail };
    for (const meter of meters) meter.breach = breach;
    return false;
  }

  function checkTime(): boolean {
    if (clock.now() - startedMs <= budget.timeMsMax) return true;
    return exhaust('budget-time', null, `reading took over ${budget.timeMsMax} ms`);
  }

  function judgeBytes(total: number): Pick<ArchiveProblem, 'code' | 'detail'> | null {
    if (total > budget.unpackedBytesMax) {
      return { code: 'budget-bytes', detail: `unpacks to over ${budget.unpackedBytesMax} bytes` };
    }
    if (total > RATIO_FROM_BYTES && total > budget.ratioMax * packedBytes) {
      return {
        code: 'budget-ratio',
        detail: `unpacks to over ${budget.ratioMax} times ${packedBytes} bytes`,
      };
    }
    return null;
  }

  const mostBytes = Math.min(
    budget.unpackedBytesMax,
    Math.max(RATIO_FROM_BYTES, budget.ratioMax * packedBytes),
  );

  function atDepth(depth: number): Meter {
    const known = meters[depth];
    if (known) return known;
    const meter: (typeof meters)[number] = {
      depth,
      pathCharsMax: budget.pathCharsMax,
      breach,
      leftBytes: () => Math.max(0, mostBytes - unpackedBytes),
      spendBytes(bytes) {
        unpackedBytes += bytes;
        const judged = judgeBytes(unpackedBytes);
        if (judged) return exhaust(judged.code, null, judged.detail);
        return breach === null && checkTime();
      },
      spendEntry(path) {
        entries += 1;
        if (entries > budget.entriesMax) {
          return exhaust('budget-entries', path, `holds over ${budget.entriesMax} members`);
        }
        return breach === null && checkTime();
      },
      trySpend(bytes) {
        const judged = judgeBytes(unpackedBytes + bytes);
        if (judged === null) unpackedBytes += bytes;
        return judged;
      },
      descend: () => (depth < budget.depthMax ? atDepth(depth + 1) : null),
    };
    meters[depth] = meter;
    return meter;
  }

  return atDepth(0);
}
