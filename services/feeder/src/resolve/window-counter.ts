/** Counts events by key over a sliding window. */
export interface WindowCounter {
  /** Adds one, and returns how many there were within the window, that one included. Estimated. */
  add(key: string, nowMs: number): number;
  size(): number;
}

interface Entry {
  /** Number of the window that `current` counts. */
  readonly window: number;
  readonly current: number;
  readonly previous: number;
}

/**
 * An empty counter in constant memory a key: a fixed window's count, and of the one before it the part that still
 * overlaps. Past `entriesMax` keys the one that was added to longest ago is forgotten.
 */
export function createWindowCounter(windowMs: number, entriesMax: number): WindowCounter {
  const entries = new Map<string, Entry>();
  return {
    add(key, nowMs) {
      const window = Math.floor(nowMs / windowMs);
      const old = entries.get(key);
      const previous = old?.window === window ? old.previous : old?.window === window - 1 ? old.current : 0;
      const current = (old?.window === window ? old.current : 0) + 1;
      entries.delete(key);
      entries.set(key, { window, current, previous });
      for (const oldest of entries.keys()) {
        if (entries.size <= entriesMax) break;
        entries.delete(oldest);
      }
      const overlap = 1 - (nowMs % windowMs) / windowMs;
      return current + Math.floor(previous * overlap);
    },
    size: () => entries.size,
  };
}
