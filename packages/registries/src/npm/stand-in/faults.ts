import { knobOfTransport, type TransportFault } from '../../lib/stand-in/transport.ts';
import { type KnobName, PAGE_KNOBS, type PageKnob, type Target } from './knob-list.ts';

/** One way to answer badly. Durations are real-life; the stand-in scales them. */
export type Fault =
  | TransportFault
  /** The page of changes is right but for this; waits for a page that it can be done to. */
  | { readonly kind: PageKnob };

export type PageFault = Extract<Fault, { kind: PageKnob }>;

const PAGE_KINDS: ReadonlySet<string> = new Set(PAGE_KNOBS);

export function isPageFault(fault: Fault): fault is PageFault {
  return PAGE_KINDS.has(fault.kind);
}

/** The name under which a fault is counted. */
export function knobOfFault(target: Target, fault: Fault): KnobName {
  return isPageFault(fault) ? fault.kind : `${target}-${knobOfTransport(fault)}`;
}
