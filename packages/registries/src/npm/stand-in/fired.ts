import { type Fired as AnyFired, createFired as createAny } from '../../lib/stand-in/fired.ts';
import { KNOBS, type KnobName } from './knob-list.ts';

/** How often each knob was really met by a client. */
export type FiredCounts = Readonly<Record<KnobName, number>>;

export type Fired = AnyFired<KnobName>;

/** Counters at zero. */
export function createFired(): Fired {
  return createAny(KNOBS.map(({ name }) => name));
}
