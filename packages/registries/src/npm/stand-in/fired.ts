import { KNOBS, type KnobName } from './knob-list.ts';

/** How often each knob was really met by a client. */
export type FiredCounts = Readonly<Record<KnobName, number>>;

export interface Fired {
  add(knob: KnobName): void;
  /** All knobs, also those that never fired. */
  counts(): FiredCounts;
}

/** Counters at zero. */
export function createFired(): Fired {
  const counts = new Map<KnobName, number>(KNOBS.map(({ name }) => [name, 0]));
  return {
    add(knob) {
      counts.set(knob, (counts.get(knob) ?? 0) + 1);
    },
    counts: () => Object.fromEntries(counts) as Record<KnobName, number>,
  };
}
