import { FAULT_ABOUT, type FaultKnob } from './transport.ts';

/** A knob of a stand-in and what it does. */
export interface KnobInfo<Name extends string> {
  readonly name: Name;
  readonly about: string;
  /** `client`: fires only when a client asks for it; a careful client never meets some of these. */
  readonly by: 'stand-in' | 'client';
}

/** Knobs of a table of names and what they do. */
export function listKnobs<Name extends string>(
  about: Readonly<Record<Name, string>>,
  by: KnobInfo<Name>['by'],
): KnobInfo<Name>[] {
  return (Object.entries(about) as [Name, string][]).map(([name, text]) => ({ name, about: text, by }));
}

/** What can go wrong on the way, for requests to each of the targets: `page-reset`. */
export function listFaultKnobs<Target extends string>(
  targets: readonly Target[],
): KnobInfo<`${Target}-${FaultKnob}`>[] {
  return targets.flatMap((target) =>
    (Object.entries(FAULT_ABOUT) as [FaultKnob, string][]).map(([name, about]) => ({
      name: `${target}-${name}` as const,
      about: `${target}: ${about}`,
      by: 'stand-in' as const,
    })),
  );
}
