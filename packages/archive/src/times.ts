/** The span of the times that the members of a container carry. */
export interface TimeSpan {
  add(modifiedMs: number | null): void;
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
}

/** An empty span. */
export function createTimeSpan(): TimeSpan {
  let oldestMs: number | null = null;
  let newestMs: number | null = null;
  return {
    add(modifiedMs) {
      if (modifiedMs === null) return;
      oldestMs = Math.min(oldestMs ?? modifiedMs, modifiedMs);
      newestMs = Math.max(newestMs ?? modifiedMs, modifiedMs);
    },
    get oldestMs() {
      return oldestMs;
    },
    get newestMs() {
      return newestMs;
    },
  };
}
