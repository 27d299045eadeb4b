/** Counts how often each knob was really met by a client. */
export interface Fired<K extends string> {
  add(knob: K): void;
  /** All knobs, also those that never fired. */
  counts(): Readonly<Record<K, number>>;
}

/** Counters of the given knobs at zero. */
export function createFired<K extends string>(knobs: readonly K[]): Fired<K> {
  const counts = new Map<K, number>(knobs.map((name) => [name, 0]));
  return {
    add(knob) {
      counts.set(knob, (counts.get(knob) ?? 0) + 1);
    },
    counts: () => Object.fromEntries(counts) as Record<K, number>,
  };
}
