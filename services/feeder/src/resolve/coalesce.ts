/** What is known of the last look at a package. */
export interface LastLook {
  /** In ms since the epoch. */
  readonly atMs: number;
  /** How many looks in a row brought nothing, this one included. */
  readonly idleLooks: number;
  /** Size of its document in bytes; null when unknown. */
  readonly documentBytes: number | null;
}

export interface CoalesceConfig {
  /** Shortest pause between two looks at one package, in ms. */
  readonly coalesceMs: number;
  /** Longest. Above it a package that misbehaves would hide what it publishes. */
  readonly coalesceMaxMs: number;
}

/**
 * Pause for each MB of document, in ms: a look at 42 MB takes about 2 s of processor time (download, parse; 2 cores,
 * 2026-11), and one package may have some 2 % of one.
 */
const PAUSE_MS_PER_MB = 3_000;
const MB = 1_000_000;
/** Sixteen times the first pause is the longest that looks without news bring about. */
const DOUBLINGS_MAX = 4;

/**
 * How long after a look the next one at the same package may come, in ms. Grows with the document, and doubles with
 * each look after the first that brought nothing: rows that come each second cost a look in minutes. Pure.
 */
export function coalescePauseMs(
  { documentBytes, idleLooks }: Omit<LastLook, 'atMs'>,
  { coalesceMs, coalesceMaxMs }: CoalesceConfig,
): number {
  // Without coalescing there is nothing to grow.
  if (coalesceMs === 0) return 0;
  const sizeMs = ((documentBytes ?? 0) / MB) * PAUSE_MS_PER_MB;
  const doublings = Math.min(DOUBLINGS_MAX, Math.max(0, idleLooks - 1));
  return Math.min(Math.max(coalesceMs, coalesceMaxMs), Math.max(coalesceMs, sizeMs) * 2 ** doublings);
}

/** Remembers last looks by package, as long as they matter. */
export interface LookMemory {
  find(subject: string): LastLook | null;
  /** `news`: whether it brought anything; null when it could not tell. */
  note(
    subject: string,
    look: {
      readonly atMs: number;
      readonly documentBytes: number | null;
      readonly news: boolean | null;
    },
  ): void;
  size(): number;
}

/** At 80 looks a second these are the last eight minutes'; some 10 MB. */
const ENTRIES_MAX = 40_000;

/** An empty memory of this process: another one looks once more, no worse. */
export function createLookMemory(config: CoalesceConfig, entriesMax: number = ENTRIES_MAX): LookMemory {
  const looks = new Map<string, LastLook>();
  // Twice: a package whose rows come just past the longest pause goes on being one that brings nothing.
  const keepMs = 2 * Math.max(config.coalesceMs, config.coalesceMaxMs);

  function forget(nowMs: number): void {
    // Oldest first, as looks are.
    for (const [subject, { atMs }] of looks) {
      if (nowMs - atMs < keepMs && looks.size <= entriesMax) return;
      looks.delete(subject);
    }
  }

  return {
    find: (subject) => looks.get(subject) ?? null,
    note(subject, { atMs, documentBytes, news }) {
      const last = looks.get(subject);
      const idle = last?.idleLooks ?? 0;
      looks.delete(subject);
      looks.set(subject, {
        atMs,
        idleLooks: news === null ? idle : news ? 0 : idle + 1,
        documentBytes: documentBytes ?? last?.documentBytes ?? null,
      });
      forget(atMs);
    },
    size: () => looks.size,
  };
}
