import { FAULT_KNOBS, type FaultKnob } from '../../lib/stand-in/transport.ts';
import { HOSTILE_KINDS, type HostileKind } from './hostile-kinds.ts';
import { type PageKnob, TARGETS, type Target } from './knob-list.ts';

/** What weather does to single changes, and to packages that changed. */
type ChangeKnob =
  | 'late-row'
  | 'lost-row'
  | 'lost-deletion'
  | 'tombstone'
  | 'held-row'
  | 'held-rev'
  | 'held-silent'
  | 'blocked'
  | 'wrong-digest'
  | 'edge-stale'
  | 'lag-by-requests'
  | 'document-absent'
  | 'tarball-absent';

/** What weather does to the feed as a whole, and what it adds by itself. */
type FeedKnob = 'frozen-head' | 'lowered-head' | 'head-reset' | 'hostile-id' | 'many-versions';

/** The knobs that weather turns. The others follow from traffic, from the behaviour, or from how a client asks. */
export type WeatherKnob =
  | `${Target}-${FaultKnob}`
  | PageKnob
  | ChangeKnob
  | FeedKnob
  | `hostile-${HostileKind}`;

export type WeatherRates = Readonly<Record<WeatherKnob, number>>;

/** Faults that cost a client its time-out, or many megabytes. */
const COSTLY: ReadonlySet<FaultKnob> = new Set(['hang', 'endless', 'gzip-bomb']);
const COSTLY_KINDS: ReadonlySet<HostileKind> = new Set(['large', 'oversized']);

const USUAL = 1 / 2_000;
const RARE = 1 / 10_000;

function perFault(): Record<`${Target}-${FaultKnob}`, number> {
  return Object.fromEntries(
    TARGETS.flatMap((target) =>
      FAULT_KNOBS.map((fault) => [`${target}-${fault}`, COSTLY.has(fault) ? RARE : USUAL]),
    ),
  ) as Record<`${Target}-${FaultKnob}`, number>;
}

function perKind(): Record<`hostile-${HostileKind}`, number> {
  return Object.fromEntries(
    (Object.keys(HOSTILE_KINDS) as HostileKind[]).map((kind) => [
      `hostile-${kind}`,
      COSTLY_KINDS.has(kind) ? RARE : USUAL,
    ]),
  ) as Record<`hostile-${HostileKind}`, number>;
}

/**
 * How often each knob turns, per change that it can be done to. Higher than on npm wherever npm was measured, except
 * for late rows: a campaign of 100,000 changes has to meet each of them several times.
 */
export const WEATHER_RATES: WeatherRates = {
  ...perFault(),
  ...perKind(),
  'duplicate-row': USUAL,
  'out-of-order': USUAL,
  'string-seqs': USUAL,
  'malformed-rows': 1 / 500,
  // registries.md 1.3: about 4 rows in 1,024, over 2 h.
  'late-row': 4 / 1_024,
  'lost-row': USUAL,
  'lost-deletion': 0.1,
  tombstone: 0.3,
  // registries.md 1.7: 6 of 62 versions were still missing at the end of one CI run.
  'held-row': 0.03,
  'held-rev': 0.03,
  'held-silent': 0.03,
  blocked: USUAL,
  'wrong-digest': USUAL,
  // registries.md 1.3: 66,000 mismatches in a day of perhaps 60,000 versions; 300 s of cache on what is popular.
  'edge-stale': 0.1,
  'lag-by-requests': 0.01,
  'document-absent': 0.005,
  'tarball-absent': 0.005,
  'frozen-head': RARE,
  'lowered-head': RARE,
  'head-reset': 1 / 30_000,
  'hostile-id': USUAL,
  'many-versions': 1 / 30_000,
};
