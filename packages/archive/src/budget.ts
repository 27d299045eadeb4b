import type { ArchiveBudget, ArchiveProblem } from '@weir/model';

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
};

/** The ratio says nothing about small archives: it counts once this much was unpacked. */
const RATIO_FROM_BYTES = MIB;

/** Elapsed time only: never the time of day. */
export interface Stopwatch {
  /** Milliseconds since any fixed moment. */
  now(): number;
}

/** Counts what an artifact costs while it is read; the first breach stays and ends the reading. */
export interface Meter {
  readonly breach: ArchiveProblem | null;
  /** Both answer whether reading may go on. */
  spendBytes(unpackedBytes: number): boolean;
  spendEntry(path: string): boolean;
}

/** A meter for one artifact of `packedBytes` bytes; the clock starts at once. */
export function createMeter(budget: ArchiveBudget, packedBytes: number, clock: Stopwatch): Meter {
  const startedMs = clock.now();
  let breach: ArchiveProblem | null = null;
  let unpackedBytes = 0;
  let entries = 0;

  function exhaust(code: string, path: string | null, detail: string): boolean {
    breach ??= { code, path, detail };
    return false;
  }

  function checkTime(): boolean {
    if (clock.now() - startedMs <= budget.timeMsMax) return true;
    return exhaust('budget-time', null, `reading took over ${budget.timeMsMax} ms`);
  }

  return {
    get breach() {
      return breach;
    },
    spendBytes(bytes) {
      unpackedBytes += bytes;
      if (unpackedBytes > budget.unpackedBytesMax) {
        return exhaust('budget-bytes', null, `unpacks to over ${budget.unpackedBytesMax} bytes`);
      }
      if (unpackedBytes > RATIO_FROM_BYTES && unpackedBytes > budget.ratioMax * packedBytes) {
        return exhaust('budget-ratio', null, `unpacks to over ${budget.ratioMax} times ${packedBytes} bytes`);
      }
      return breach === null && checkTime();
    },
    spendEntry(path) {
      entries += 1;
      if (entries > budget.entriesMax) {
        return exhaust('budget-entries', path, `holds over ${budget.entriesMax} members`);
      }
      return breach === null && checkTime();
    },
  };
}
